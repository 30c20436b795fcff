package import ByteIO
internal import ModelSchema

extension Fault.Code {
    package static let noClass = Fault.Code("init.no-class")
}

extension Fault {
    static func noClass(_ path: String, known: [String]) -> Fault {
        Fault(
            .noClass, file: path, reason: "does not name the class of the model",
            remedy: "pass --as with one of: \(known.joined(separator: ", "))")
    }

    static func noSuchRow(_ row: Int, of rows: Int, _ parameter: String, _ path: String) -> Fault {
        Fault(
            .configuration, file: path, subject: "parameter '\(parameter)'",
            reason: "row \(row) should be the padding token's, but it has only \(rows) rows",
            remedy: "fix pad_token_id, or set it to null")
    }

    static func noDeviation(_ field: String, _ value: String, _ path: String) -> Fault {
        Fault(
            .configuration, file: path, subject: "field '\(field)'",
            reason: "is \(value), and no float32 can be drawn with that standard deviation",
            remedy: "write 0.02, which transformers 5 uses instead of 0")
    }

    static func noCutoff(_ field: String, _ value: String, _ path: String) -> Fault {
        Fault(
            .configuration, file: path, subject: "field '\(field)'",
            reason: "is \(value), and a distribution that is cut off so near to its mean cannot be drawn",
            remedy: "write 2.0, which is the default, or another number that is at least 0.5")
    }

    static func tooLarge(_ parameter: String, _ path: String) -> Fault {
        Fault(
            .configuration, file: path, subject: "parameter '\(parameter)'",
            reason: "its shape cannot be computed from these sizes: they are too large or do not divide",
            remedy: "fix the sizes")
    }
}
