package import ByteIO
internal import ModelSchema

extension Fault.Code {
    package static let noClass = Fault.Code("init.no-class")
}

extension Fault {
    static func noClass(_ path: String, known: [String]) -> Fault {
        Fault(
            .noClass, file: path, reason: "does not say of which class the model is",
            remedy: "pass --as with one of: \(known.joined(separator: ", "))")
    }

    static func noSuchRow(_ row: Int, of rows: Int, _ parameter: String, _ path: String) -> Fault {
        Fault(
            .configuration, file: path, subject: "parameter '\(parameter)'",
            reason: "row \(row) is to be the padding token's, but it has \(rows) rows",
            remedy: "mend pad_token_id, or set it to null")
    }

    static func noDeviation(_ field: String, _ value: String, _ path: String) -> Fault {
        Fault(
            .configuration, file: path, subject: "field '\(field)'",
            reason: "is \(value), and no float32 can be drawn with that deviation",
            remedy: "write 0.02, which is what transformers 5 takes for 0")
    }

    static func tooLarge(_ parameter: String, _ path: String) -> Fault {
        Fault(
            .configuration, file: path, subject: "parameter '\(parameter)'",
            reason: "its shape cannot be computed from these sizes: they are too large or do not divide",
            remedy: "mend the sizes")
    }
}
