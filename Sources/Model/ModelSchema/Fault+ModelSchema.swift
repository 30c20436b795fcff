package import ByteIO

extension Fault.Code {
    package static let schema = Fault.Code("model.schema")
    package static let configuration = Fault.Code("model.configuration")
    package static let noConfiguration = Fault.Code("model.no-configuration")
    package static let unknownArchitecture = Fault.Code("model.unknown-architecture")
    package static let unknownClass = Fault.Code("model.unknown-class")
    package static let unknownDialect = Fault.Code("model.unknown-dialect")
    package static let undecidedClass = Fault.Code("model.undecided-class")
    package static let sizesUnknown = Fault.Code("model.sizes-unknown")
    package static let unknownLibrary = Fault.Code("model.unknown-library")
    /// The class itself loads the model, the classes that choose one by config.json do not.
    package static let automatic = Fault.Code("model.automatic")
    package static let redirected = Fault.Code("model.redirected")
    package static let quantised = Fault.Code("model.quantised")
    package static let tiedArchitectures = Fault.Code("model.tied-architectures")
    package static let unreachable = Fault.Code("model.unreachable")
    package static let otherWeightsFirst = Fault.Code("model.other-weights-first")
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

    static func hugeInteger(_ field: String, _ library: String, _ offset: Int?) -> Fault {
        .configuration(
            field, "holds a whole number of more digits than Python reads, so \(library) refuses the file",
            offset: offset, remedy: "take the field out")
    }

    static func unknownArchitecture(_ name: String, known: [String]) -> Fault {
        Fault(
            .unknownArchitecture, subject: "field 'model_type'",
            reason: "bertconv does not know the architecture '\(name)'",
            remedy: "it knows: \(known.joined(separator: ", "))")
    }

    static func unknownLibrary(_ name: String, known: [String]) -> Fault {
        Fault(
            .unknownLibrary, reason: "bertconv does not know the library '\(name)'",
            remedy: "pass --loader with one of: \(known.joined(separator: ", "))")
    }

    static func redirected(_ field: String, _ reason: String, offset: Int?) -> Fault {
        Fault(
            .redirected, subject: "field '\(field)'", offset: offset.map { UInt64($0) }, reason: reason,
            remedy: "take the field out of config.json, and put there what the model really is")
    }

    static func quantised(_ field: String, method: String?, _ offset: Int?) -> Fault {
        Fault(
            .quantised, subject: "field '\(field)'", offset: offset.map { UInt64($0) },
            reason: "says that the weights are quantised" + (method.map { " by \($0)" } ?? "")
                + ": the library puts others in their place, which bertconv cannot judge",
            remedy: "verify the model before it is quantised; take the field out if the weights are not")
    }

    package static func unknownClass(_ name: String, known: [String]) -> Fault {
        Fault(
            .unknownClass, reason: "bertconv does not know the model class '\(name)'",
            remedy: "pass --as with one of: \(known.joined(separator: ", "))")
    }

    package static func unknownDialect(known: [String], example: String?) -> Fault {
        let seen = example.map { ", the first is '\($0)'" } ?? ""
        return Fault(
            .unknownDialect,
            reason: "no tensor has a name that a \(known.joined(separator: " or ")) checkpoint uses\(seen)",
            remedy: "see the names with 'bertconv inspect'")
    }

    static func undecidedClass(_ heads: [String], known: [String]) -> Fault {
        Fault(
            .undecidedClass, reason: "no model class has just the heads \(heads.joined(separator: " and "))",
            remedy: "pass --as with one of: \(known.joined(separator: ", "))")
    }

    static func sizesUnknown(_ field: String) -> Fault {
        Fault(
            .sizesUnknown, reason: "no tensor tells '\(field)'",
            remedy: "put the model's config.json beside the file")
    }
}
