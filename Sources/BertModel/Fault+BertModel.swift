package import ByteIO

extension Fault.Code {
    package static let schema = Fault.Code("model.schema")
    package static let configuration = Fault.Code("model.configuration")
    package static let unknownArchitecture = Fault.Code("model.unknown-architecture")
    package static let unknownClass = Fault.Code("model.unknown-class")
    package static let unknownDialect = Fault.Code("model.unknown-dialect")
    package static let undecidedClass = Fault.Code("model.undecided-class")
    package static let sizesUnknown = Fault.Code("model.sizes-unknown")
}

extension Fault {
    static func schema(_ reason: String) -> Fault {
        Fault(.schema, reason: "mistake in a built-in schema: \(reason)", remedy: "please report this")
    }

    static func configuration(_ field: String, _ reason: String, offset: Int? = nil, remedy: String? = nil) -> Fault {
        Fault(
            .configuration, subject: "field '\(field)'", offset: offset.map { UInt64($0) }, reason: reason,
            remedy: remedy)
    }

    static func unknownArchitecture(_ name: String, known: [String]) -> Fault {
        Fault(
            .unknownArchitecture, subject: "field 'model_type'",
            reason: "bertconv does not know the architecture '\(name)'",
            remedy: "it knows: \(known.joined(separator: ", "))")
    }

    package static func unknownClass(_ name: String, known: [String]) -> Fault {
        Fault(
            .unknownClass, reason: "bertconv does not know the model class '\(name)'",
            remedy: "say --as with one of: \(known.joined(separator: ", "))")
    }

    package static func unknownDialect(example: String?) -> Fault {
        let seen = example.map { ", the first is '\($0)'" } ?? ""
        return Fault(
            .unknownDialect, reason: "no tensor has a name that a BERT checkpoint uses\(seen)",
            remedy: "see the names with 'bertconv inspect'")
    }

    static func undecidedClass(_ heads: [String], known: [String]) -> Fault {
        Fault(
            .undecidedClass, reason: "no model class has just the heads \(heads.joined(separator: " and "))",
            remedy: "say --as with one of: \(known.joined(separator: ", "))")
    }

    static func sizesUnknown(_ field: String) -> Fault {
        Fault(
            .sizesUnknown, reason: "no tensor tells '\(field)'",
            remedy: "put the model's config.json beside the file")
    }
}
