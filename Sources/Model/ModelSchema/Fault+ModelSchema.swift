package import ByteIO
internal import Formats

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
    package static let shapesDisagree = Fault.Code("model.shapes-disagree")
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

    /// - Parameters:
    ///   - count: of the tensors.
    ///   - causes: one line for each field and tensor.
    static func shapesDisagree(_ path: String, with source: String, count: Int, causes: [String]) -> Fault {
        Fault(
            .shapesDisagree, file: path,
            reason: count == 1
                ? "the shape of a tensor disagrees with \(source)"
                : "the shapes of \(count) tensors disagree with \(source)",
            remedy: "use the config.json that was saved with these weights, or say the right class with --as",
            causes: causes)
    }

    static func noConfiguration(_ folder: String) -> Fault {
        let path = FilePath.join(folder, "config.json")
        let what =
            switch PathKind(of: path) {
            case .folder: "it is a folder"
            case .other: "it is neither a file nor a folder"
            case .file, .nothing: "it is not there"
            }
        return Fault(
            .noConfiguration, file: path, reason: what + ", so nothing tells a library what the model is",
            remedy: "put the config.json there that was saved with these weights")
    }

    static func weightsNamedAbsent(_ name: String, field: String, file: String) -> Fault {
        Fault(
            .configuration, file: file, subject: "field '\(field)'",
            reason: "names '\(name)', which is not there", remedy: "put the file there, or take the field out")
    }

    static func otherWeightsFirst(
        _ name: String, _ precedence: Library.Precedence, library: String, in folder: String
    ) -> Fault {
        Fault(
            .otherWeightsFirst, file: FilePath.join(folder, name),
            reason:
                "belongs to \(precedence.what): \(library) loads \(precedence.reads), whatever else the folder holds",
            remedy: "move it out of the folder, or merge the checkpoint into one model.safetensors")
    }

    static func otherFolderFirst(_ other: String, in folder: String) -> Fault {
        Fault(
            .otherWeightsFirst, file: FilePath.join(folder, "modules.json"),
            reason: "names the folder '\(other)', which holds weights, and so does this folder: "
                + "sentence-transformers loads the one, transformers the other",
            remedy: "keep the weights in one of the two, or verify each by its own path")
    }

    static func deadLink(_ path: String, target: String) -> Fault {
        Fault(
            .unreachable, file: path,
            reason: "is a link to \(target), which is not there: the download was not finished",
            remedy: "fetch the model again")
    }

    static func partWithoutIndex(_ name: String, in folder: String) -> Fault {
        Fault(
            .unreachable, file: FilePath.join(folder, name),
            reason: "is one of several shards, and the index that lists them is not there",
            remedy: "fetch the whole checkpoint, its .index.json included")
    }

    static func unfinished(_ name: String, in folder: String) -> Fault {
        Fault(
            .unreachable, file: FilePath.join(folder, name), reason: "is a download that was not finished",
            remedy: "fetch the model again")
    }
}
