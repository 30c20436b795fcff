package import ByteIO
internal import Formats
internal import JSONText
internal import Schemas
internal import Tensors

extension Library {
    /// All libraries that are compiled in.
    ///
    /// The first is the one to follow unless the user names another.
    ///
    /// - Throws: ``Fault`` `model.schema` for a mistake in a built-in file, such as two libraries of one name.
    package static func all() throws(Fault) -> [Library] {
        try known.get()
    }

    /// Read only once, as a run over many models needs them for each.
    private static let known = Result { () throws(Fault) in
        var all: [Library] = []
        var names: Set<String> = []
        for text in Schemas.libraries {
            let library = try Library(schema: text)
            for name in library.allNames where !names.insert(name).inserted {
                throw .schema("two libraries are called '\(name)'")
            }
            all.append(library)
        }
        return all
    }

    /// The library that `verify` follows unless the user names another.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    package static func newest() throws(Fault) -> Library {
        guard let first = try all().first else { throw .schema("there is no library") }
        return first
    }

    /// The library with this name or alias.
    ///
    /// - Throws: ``Fault`` `model.unknown-library`, which lists those that are known.
    package static func named(_ text: String) throws(Fault) -> Library {
        let known = try all()
        guard let library = known.first(where: { $0.allNames.contains(text.lowercased()) }) else {
            throw .unknownLibrary(text, known: known.map(\.name))
        }
        return library
    }

    /// Reads one file of `Schemas/libraries/`.
    ///
    /// - Throws: ``Fault`` `model.schema`, `json.*`.
    package init(schema text: [UInt8]) throws(Fault) {
        let root = try SchemaObject(
            try JSONParser.parse(text), "library",
            allowed: [
                "$schema", "library", "title", "aliases", "sources", "reads", "matches", "weights", "takenFirst",
                "statedWeights", "fallbacks", "renames", "unreported", "casts", "configuration", "generation",
                "automatic", "configurations", "objects",
            ])
        name = try root.string("library")
        title = try root.string("title")
        aliases = try root.strings("aliases")
        dialect = try root.string("reads")
        guard let matching = Matching(rawValue: try root.string("matches")) else {
            throw .schema("library \(name) has an unknown way to match")
        }
        self.matching = matching
        var weights: [WeightsName] = []
        for value in try root.list("weights") { weights.append(try WeightsName(value)) }
        self.weights = weights
        configurations = try root.stringMap("configurations").map { (name: $0.0, modelType: $0.1) }
        var objects: [DescribedObject] = []
        for value in root.has("objects") ? try root.list("objects") : [] { objects.append(try DescribedObject(value)) }
        self.objects = objects
        var precedences: [Precedence] = []
        for value in try root.list("takenFirst") { precedences.append(try Precedence(value)) }
        self.precedences = precedences
        statedWeights = root.has("statedWeights") ? try StatedWeights(try root.raw("statedWeights")) : nil
        var fallbacks: [Fallback] = []
        for value in try root.list("fallbacks") { fallbacks.append(try Fallback(value)) }
        self.fallbacks = fallbacks
        names = try LoaderRules(try root.list("renames"), unreported: try root.list("unreported"))
        configuration = try ConfigurationRules(try root.raw("configuration"), library: title)
        generation =
            root.has("generation") ? try GenerationRules(try root.raw("generation"), library: title) : nil
        automatic = root.has("automatic") ? try AutomaticRules(try root.raw("automatic")) : nil
        cast = root.has("casts") ? try CastRule(try root.raw("casts")) : nil
    }
}

extension Library.WeightsName {
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "weights", allowed: ["name", "format"])
        name = try object.string("name")
        guard let format = FileFormat(rawValue: try object.string("format")) else {
            throw .schema("'\(name)' has no known format")
        }
        self.format = format
    }
}

extension Library.DescribedObject {
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "objects", allowed: ["class", "modelType", "fields"])
        className = try object.string("class")
        modelType = try object.string("modelType")
        fields = try object.stringMap("fields").map { (own: $0.0, field: $0.1) }
    }
}

extension Library.Precedence {
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "takenFirst", allowed: ["pattern", "what", "reads"])
        pattern = try object.string("pattern")
        what = try object.string("what")
        reads = try object.string("reads")
    }
}

extension Library.StatedWeights {
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "statedWeights", allowed: ["field", "endings", "names"])
        field = try object.string("field")
        endings = try object.strings("endings")
        names = try object.strings("names")
    }
}

extension Library.Fallback {
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "fallback", allowed: ["ending", "then"])
        ending = try object.string("ending")
        then = try object.string("then")
    }
}

extension CastRule {
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "casts", allowed: ["always", "fields", "types"])
        if let code = try object.optionalString("always") {
            guard let type = ElementType(rawValue: code) else { throw .schema("'\(code)' is no known type") }
            always = type
        } else {
            always = nil
        }
        fields = try object.strings("fields")
        var types: [String: ElementType] = [:]
        for (word, code) in try object.stringMap("types") {
            guard let type = ElementType(rawValue: code) else { throw .schema("'\(word)' is no known type") }
            types[word] = type
        }
        self.types = types
    }
}
