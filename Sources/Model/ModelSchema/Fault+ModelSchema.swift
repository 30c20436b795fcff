package import ByteIO
internal import Formats

extension Fault.Code {
    package static let schema = Fault.Code("model.schema")
    package static let configuration = Fault.Code("model.configuration")
    package static let noConfiguration = Fault.Code("model.no-configuration")
    package static let unknownArchitecture = Fault.Code("model.unknown-architecture")
    package static let unknownClass = Fault.Code("model.unknown-class")
    package static let unknownDialect = Fault.Code("model.unknown-dialect")
    package static let ambiguousName = Fault.Code("model.ambiguous-name")
    package static let undecidedClass = Fault.Code("model.undecided-class")
    package static let sizesUnknown = Fault.Code("model.sizes-unknown")
    package static let unknownLibrary = Fault.Code("model.unknown-library")
    /// The class itself loads the model, but not the class that chooses it by config.json.
    package static let automatic = Fault.Code("model.automatic")
    package static let redirected = Fault.Code("model.redirected")
    package static let quantised = Fault.Code("model.quantised")
    package static let unreachable = Fault.Code("model.unreachable")
    package static let shapesDisagree = Fault.Code("model.shapes-disagree")
    package static let splitTwice = Fault.Code("model.split-twice")
    package static let otherWeightsFirst = Fault.Code("model.other-weights-first")
}

extension Fault {
    private static let builtIn = "mistake in a built-in schema: "

    static func schema(_ reason: String) -> Fault {
        Fault(.schema, reason: builtIn + reason, remedy: "please report this")
    }

    /// What is wrong with a schema, a built-in one or one of the user.
    var reasonInSchema: String {
        reason.hasPrefix(Self.builtIn) ? String(reason.dropFirst(Self.builtIn.count)) : reason
    }

    static func configuration(_ field: String, _ reason: String, offset: Int? = nil, remedy: String? = nil) -> Fault {
        Fault(
            .configuration, subject: "field '\(field)'", offset: offset.map { UInt64($0) }, reason: reason,
            remedy: remedy)
    }

    static func hugeInteger(_ field: String, _ library: String, _ offset: Int?) -> Fault {
        .configuration(
            field, "contains a whole number with more digits than Python reads, so \(library) refuses the file",
            offset: offset, remedy: "remove the field")
    }

    static func unknownArchitecture(_ name: String, known: [String]) -> Fault {
        Fault(
            .unknownArchitecture, subject: "field 'model_type'",
            reason: "bertconv does not know the architecture '\(name)'",
            remedy: "supported: \(known.joined(separator: ", ")); of any other, write a schema file and pass --schema "
                + "(docs/architectures.md)")
    }

    static func unknownLibrary(_ name: String, known: [String]) -> Fault {
        Fault(
            .unknownLibrary, reason: "bertconv does not know the library '\(name)'",
            remedy: "pass --loader with one of: \(known.joined(separator: ", "))")
    }

    static func redirected(_ field: String, _ reason: String, offset: Int?) -> Fault {
        Fault(
            .redirected, subject: "field '\(field)'", offset: offset.map { UInt64($0) }, reason: reason,
            remedy: "remove the field, and let config.json itself describe the model")
    }

    static func quantised(_ field: String, method: String?, _ offset: Int?) -> Fault {
        Fault(
            .quantised, subject: "field '\(field)'", offset: offset.map { UInt64($0) },
            reason: "declares that the weights are quantised" + (method.map { " by \($0)" } ?? "")
                + ": the library replaces them with others, which bertconv cannot check",
            remedy: "verify the model before it is quantised; if the weights are not quantised, remove the field")
    }

    /// No class has this name.
    package static func unknownClass(_ name: String, known: [String]) -> Fault {
        Fault(
            .unknownClass, reason: "bertconv does not know the model class '\(name)'",
            remedy: "pass --as with one of: \(known.joined(separator: ", ")); or describe the class in a schema file "
                + "and pass --schema (docs/architectures.md)")
    }

    /// `architectures` has a class that the library does not have; the library does not mind.
    ///
    /// transformers 5.23: `AutoModel…` chooses the class by `model_type` (`models/auto/auto_factory.py`), and
    /// `architectures` is only read where `pipeline` looks for a class that it knows.
    static func foreignClass(
        _ name: String, _ architecture: Architecture, _ library: Library, known: [String]
    ) -> Fault {
        Fault(
            .unknownClass, subject: "field 'architectures'",
            reason: "names '\(name)', which is no class of \(architecture.title) in \(library.title); AutoModel and "
                + "the other automatic classes go by 'model_type' and load the model, each with its own head, and "
                + "nothing tells which of them it is for",
            remedy: "pass --as with the class that will load the model: \(known.joined(separator: ", ")); or describe "
                + "'\(name)' in a schema file and pass --schema (docs/architectures.md)")
    }

    /// No tensor has a name of these architectures, given by their titles.
    package static func unknownDialect(known: [String], example: String?) -> Fault {
        let seen = example.map { "; the first is '\($0)'" } ?? ""
        let others = known.count > 1 ? " or of \(known.count - 1) other architectures" : ""
        return Fault(
            .unknownDialect, reason: "no tensor has a name of a \(known.first ?? "known") checkpoint\(others)\(seen)",
            remedy: "list the names with 'bertconv inspect'")
    }

    /// All tensors with known names belong to a head, and heads of these names occur in models of every kind.
    static func headAlone(_ architecture: String, example: String) -> Fault {
        Fault(
            .unknownDialect,
            reason: "only a head's tensors have names of a \(architecture) checkpoint, such as '\(example)', and many "
                + "kinds of model have such a head",
            remedy: "use the file that also has the encoder, or pass --as with the class of the head")
    }

    /// The program that wrote the file calls several parameters so, and nothing in the file tells which it is.
    static func ambiguousName(_ name: String, _ meanings: [String]) -> Fault {
        Fault(
            .ambiguousName, subject: "tensor '\(name)'",
            reason: "the program that wrote it gives \(meanings.dropLast().joined(separator: ", ")) and "
                + "\(meanings.last ?? "") this name alike",
            remedy: "pass --as with the class that was trained, such as BertForSequenceClassification")
    }

    /// The file has the parameters of two models that share some.
    static func twoModels(_ name: String, _ titles: [String]) -> Fault {
        Fault(
            .ambiguousName, subject: "tensor '\(name)'",
            reason: "the file has two models: \(titles.joined(separator: ", and "))",
            remedy: "pass --as with the class of the one that is meant")
    }

    static func undecidedClass(_ heads: [String], known: [String]) -> Fault {
        Fault(
            .undecidedClass, reason: "no model class has exactly the heads \(heads.joined(separator: " and "))",
            remedy: "pass --as with one of: \(known.joined(separator: ", "))")
    }

    static func sizesUnknown(_ field: String) -> Fault {
        Fault(
            .sizesUnknown, reason: "no tensor has the size '\(field)'",
            remedy: "put the model's config.json beside the file")
    }

    /// - Parameters:
    ///   - count: the number of tensors.
    ///   - causes: one line for each field and each tensor.
    static func shapesDisagree(_ path: String, with source: String, count: Int, causes: [String]) -> Fault {
        Fault(
            .shapesDisagree, file: path,
            reason: count == 1
                ? "the shape of a tensor disagrees with \(source)"
                : "the shapes of \(count) tensors disagree with \(source)",
            remedy: "use the config.json that was saved with these weights, or pass the right class with --as",
            causes: causes)
    }

    static func splitTwice(_ name: String, _ part: String) -> Fault {
        Fault(
            .splitTwice, subject: "tensor '\(name)'",
            reason: "holds '\(part)', which the file also has by itself: the library loads nothing",
            remedy: "keep one of the two")
    }

    /// - Parameter isKeras: whether the library that is to load the model reads descriptions of objects of Keras.
    static func noConfiguration(_ folder: String, isKeras: Bool) -> Fault {
        let path = FilePath.join(folder, "config.json")
        let unknown = ", so no library knows what the model is"
        let remedy = "add the config.json that was saved with these weights"
        let (what, help) =
            switch PathKind(of: path) {
            case .folder: ("it is a folder" + unknown, remedy)
            case .other: ("it is neither a file nor a folder" + unknown, remedy)
            case .nothing: ("it is missing" + unknown, remedy)
            case .file where isKeras:
                (
                    "it describes no object of Keras that bertconv knows",
                    "verify the file with the weights by its own path: its sizes then decide"
                )
            case .file:
                (
                    "it describes objects of Keras, and no model of transformers",
                    "convert the folder, which writes a config.json; for Keras itself, verify it with --loader keras-3"
                )
            }
        return Fault(.noConfiguration, file: path, reason: what, remedy: help)
    }

    static func weightsNamedAbsent(_ name: String, field: String, file: String) -> Fault {
        Fault(
            .configuration, file: file, subject: "field '\(field)'",
            reason: "names '\(name)', which does not exist", remedy: "add the file, or remove the field")
    }

    static func otherWeightsFirst(
        _ name: String, _ precedence: Library.Precedence, library: String, in folder: String
    ) -> Fault {
        Fault(
            .otherWeightsFirst, file: FilePath.join(folder, name),
            reason:
                "belongs to \(precedence.what): \(library) loads \(precedence.reads), whatever else is in the folder",
            remedy: "move it out of the folder, or merge the checkpoint into one model.safetensors")
    }

    static func otherFolderFirst(_ other: String, in folder: String) -> Fault {
        Fault(
            .otherWeightsFirst, file: FilePath.join(folder, "modules.json"),
            reason: "names the folder '\(other)', and both that folder and this one have weights: "
                + "sentence-transformers loads the former, transformers the latter",
            remedy: "keep the weights in one of the two, or verify each by its own path")
    }

    /// - Parameter path: from the folder.
    static func savedModel(_ path: String, below folder: String) -> Fault {
        Fault(
            .noWeights, file: folder,
            reason: "the folder holds no weights itself; '\(path)' in it is a SavedModel of TensorFlow",
            remedy: "use that folder: \(ShellWord.path(FilePath.join(folder, path)))")
    }

    static func deadLink(_ path: String, target: String) -> Fault {
        Fault(
            .unreachable, file: path,
            reason: "is a link to \(target), which does not exist: the download was not finished",
            remedy: "download the model again")
    }

    static func partWithoutIndex(_ name: String, in folder: String) -> Fault {
        Fault(
            .unreachable, file: FilePath.join(folder, name),
            reason: "is one of several shards, and the index that lists them is missing",
            remedy: "download the whole checkpoint, including its .index.json")
    }

    static func unfinished(_ name: String, in folder: String) -> Fault {
        Fault(
            .unreachable, file: FilePath.join(folder, name), reason: "is an unfinished download",
            remedy: "download the model again")
    }
}
