package import ByteIO
package import JSONText
internal import Schemas

/// What sentence-transformers does with the folder of a model (`Schemas/sentence-transformers.json`).
package struct SentenceLibrary: Sendable {
    /// A class of the library that loads folders.
    package struct Program: Sendable {
        package let name: String
        /// The class of transformers with which it loads a folder without modules.json; nil: not one alone.
        package let auto: String?
        /// The vectors that the modules must return: `sentence_embedding`; nil: any.
        package let needs: String?
    }

    /// The module that is a model of transformers.
    package struct Encoder: Sendable {
        /// A class of the library, the Python modules that have it, and the task that it has unless a file names one.
        fileprivate struct Kind: Sendable {
            let type: String
            let places: [String]
            let task: String

            func isNamed(_ type: String) -> Bool { places.contains { type == "\($0).\(self.type)" } }
        }

        fileprivate let kinds: [Kind]
        /// The names of its configuration, of which the first that is there counts.
        package let files: [String]
        fileprivate let output: String
        fileprivate let task: String
        /// The class of transformers for each task.
        package let tasks: [String: String]
        /// The fields that the library accepts, apart from ``arguments``.
        package let fields: [String]
        /// Fields with arguments for transformers.
        package let arguments: [String]
        /// Members of those that change no parameter.
        package let harmless: [String]

        /// The class of transformers that a configuration chooses; nil: the library does not know its task.
        ///
        /// - Parameter type: of the module in modules.json, which decides if the configuration names no task; nil: there
        ///   is no such file.
        package func auto(_ configuration: JSONObject, _ type: String?) -> String? {
            let kind = kinds.first { kind in type.map(kind.isNamed) ?? true } ?? kinds.first
            return (configuration[task].map { $0.string ?? "" } ?? kind?.task).flatMap { tasks[$0] }
        }

        /// Whether a class of this name is one.
        package func has(_ name: String) -> Bool { kinds.contains { $0.type == name } }

        /// The vectors that it returns with a configuration: `token_embeddings`.
        package func vectors(_ configuration: JSONObject) -> String {
            configuration[output]?.string ?? "token_embeddings"
        }
    }

    /// The name in a sentence: `sentence-transformers 6.2`.
    package let title: String
    /// The files with a module's weights, in the order in which the library looks for them.
    package let weights: [String]
    /// The file that names the class which the folder is for.
    package let programFile: String
    fileprivate let programField: String
    fileprivate let usualProgram: String
    package let programs: [Program]
    package let encoder: Encoder
    /// The modules without an encoder that bertconv knows.
    package let types: [SentenceModuleType]

    /// The built-in file.
    ///
    /// - Throws: ``Fault`` `model.schema` for a mistake in it.
    package static func known() throws(Fault) -> SentenceLibrary { try library.get() }

    private static let library = Result { () throws(Fault) in try SentenceLibrary(schema: Schemas.sentenceTransformers)
    }

    init(schema text: [UInt8]) throws(Fault) {
        let root = try SchemaObject(
            try JSONParser.parse(text), "sentence-transformers",
            allowed: ["$schema", "title", "sources", "weights", "programs", "encoder", "activations", "modules"])
        title = try root.string("title")
        weights = try root.strings("weights")
        let programs = try SchemaObject(
            try root.raw("programs"), "programs", allowed: ["file", "field", "default", "classes"])
        programFile = try programs.string("file")
        programField = try programs.string("field")
        usualProgram = try programs.string("default")
        var classes: [Program] = []
        for value in try programs.list("classes") {
            let object = try SchemaObject(value, "class", allowed: ["name", "auto", "needs"])
            classes.append(
                Program(
                    name: try object.string("name"), auto: try object.optionalString("auto"),
                    needs: try object.optionalString("needs")))
        }
        self.programs = classes
        encoder = try Encoder(try root.raw("encoder"))
        let activations = try SchemaObject(
            try root.raw("activations"), "activations", allowed: ["prefixes", "names", "others"])
        var names = Set(try activations.strings("others"))
        for prefix in try activations.strings("prefixes") {
            names.formUnion(try activations.strings("names").map { prefix + $0 })
        }
        var types: [SentenceModuleType] = []
        for value in try root.list("modules") { types.append(try SentenceModuleType(value, activations: names)) }
        self.types = types
    }

    /// The class of the library that a folder's file names; nil: it names one that the library does not have.
    package func program(_ configuration: JSONObject?) -> Program? {
        let name = configuration.map { $0[programField].map { $0.string ?? "" } ?? usualProgram } ?? usualProgram
        return programs.first { $0.name == name }
    }

    /// Whether a type in modules.json is the encoder.
    package func isEncoder(_ type: String) -> Bool {
        encoder.kinds.contains { $0.isNamed(type) }
    }

    /// The module of a type in modules.json; nil: bertconv does not know it.
    package func type(_ name: String) -> SentenceModuleType? {
        types.first { type in type.places.contains { name == "\($0).\(type.name)" } }
    }

    /// A JSON object of a folder, read as Python reads it; nil: there is no such file.
    ///
    /// - Throws: ``Fault`` `file.*`, `json.*`, `model.configuration` if it is no object.
    package static func object(_ name: String, in folder: String) throws(Fault) -> JSONObject? {
        let path = FilePath.join(folder, name)
        guard PathKind(of: path) == .file else { return nil }
        do throws(Fault) {
            let file = try InputFile(path: path)
            guard file.byteCount <= SchemaLimits.configurationBytes else {
                throw Fault(.configuration, reason: "has \(file.byteCount) bytes, too many for a configuration")
            }
            let value = try JSONParser.parse(try file.bytes(at: 0, count: Int(file.byteCount)), as: .python)
            guard let object = value.object else {
                throw Fault(.configuration, offset: 0, reason: "is \(value.typeName), not an object")
            }
            return object
        } catch {
            throw error.inFile(path)
        }
    }

    /// The class of transformers with which the library loads the encoder of a folder; nil: config.json decides.
    ///
    /// Files that cannot be read, and tasks that are not known, are reported by the check of the folder.
    ///
    /// - Parameters:
    ///   - folder: the folder with modules.json, or that would have one.
    ///   - encoder: the folder of the encoder; nil: there is no modules.json.
    /// - Throws: ``Fault`` `file.*`, `remote.*` of a file that cannot be read; what is wrong in one is found elsewhere.
    package func automaticClass(in folder: String, encoder path: String?) throws(Fault) -> String? {
        guard let path else {
            let stated = try Fault.whereReadable { () throws(Fault) in try Self.object(programFile, in: folder) }
            return stated.flatMap(\.self).flatMap { program($0) }?.auto
        }
        let modules = try Fault.whereReadable { () throws(Fault) in try SentenceModules(in: folder) }
        let type = modules.flatMap(\.self)?.modules.first(where: \.isTransformer)?.type
        let stated = try Fault.whereReadable { () throws(Fault) in try encoderConfiguration(in: path) }
        return encoder.auto(stated ?? JSONObject(), type)
    }

    /// The encoder's configuration; an empty object if it has none.
    ///
    /// - Throws: ``Fault`` `file.*`, `json.*`, `model.configuration`.
    package func encoderConfiguration(in folder: String) throws(Fault) -> JSONObject {
        for name in encoder.files {
            // The library goes on after an empty one.
            if let object = try Self.object(name, in: folder), !object.members.isEmpty { return object }
        }
        return JSONObject()
    }
}

extension SentenceLibrary.Encoder.Kind {
    fileprivate init(_ object: SchemaObject) throws(Fault) {
        type = try object.string("type")
        places = try object.strings("places")
        task = try object.string("default")
    }
}

extension SentenceLibrary.Encoder {
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(
            value, "encoder",
            allowed: [
                "type", "places", "others", "files", "output", "task", "default", "tasks", "fields", "arguments",
                "harmless",
            ])
        var kinds = [try Kind(object)]
        for value in try object.list("others") {
            kinds.append(
                try Kind(try SchemaObject(value, "encoder", allowed: ["type", "places", "default"])))
        }
        self.kinds = kinds
        files = try object.strings("files")
        output = try object.string("output")
        task = try object.string("task")
        var tasks: [String: String] = [:]
        for (name, auto) in try object.stringMap("tasks") { tasks[name] = auto }
        self.tasks = tasks
        fields = try object.strings("fields")
        arguments = try object.strings("arguments")
        harmless = try object.strings("harmless")
    }
}
