package import ByteIO
internal import JSONText
internal import Schemas

extension Architecture {
    /// The members of a schema file.
    private static let members = [
        "$schema", "architecture", "title", "modelTypes", "families", "sources", "backbonePrefix", "configuration",
        "undeclared", "checkedAs", "behaviour", "tokenizer", "counters", "kinds", "modules", "ties", "buffers",
        "classes", "stream", "forward", "renames", "splits", "unreported", "dialects",
    ]

    /// Reads one schema file: an architecture, or several families of models that differ in no parameter.
    ///
    /// - Parameter wrappers: what training programs put into names.
    /// - Throws: ``Fault`` `model.schema`, `json.*`.
    package static func read(schema text: [UInt8], _ wrappers: Wrappers) throws(Fault) -> [Architecture] {
        let root = try SchemaObject(try JSONParser.parse(text), "schema", allowed: members)
        guard root.has("families") else { return [try Architecture(root, ModelFamily(root), wrappers)] }
        var all: [Architecture] = []
        for value in try root.list("families") { all.append(try Architecture(root, ModelFamily(value), wrappers)) }
        guard !all.isEmpty, !root.has("modelTypes") else {
            throw Fault.schema("model types belong to the families, of which there must be one").about("schema")
        }
        return all
    }

    private init(_ root: SchemaObject, _ family: ModelFamily, _ wrappers: Wrappers) throws(Fault) {
        let prefix = try root.string("backbonePrefix")
        let list = try ModuleList(try root.list("modules"), kinds: try ModuleKind.all(try root.list("kinds")))
        var buffers: [BufferTemplate] = []
        for value in try root.list("buffers") { buffers.append(try BufferTemplate(value)) }
        var fields: [ConfigurationField] = []
        for value in try root.list("configuration") {
            fields.append(try ConfigurationField(value, defaults: family.defaults))
        }
        var classes: [ModelClass] = []
        for value in try root.list("classes") { classes.append(try ModelClass(value, of: family)) }
        var ties: [Tie] = []
        for value in try root.list("ties") { ties.append(try Tie(value)) }
        var counters: [Counter] = []
        for (name, count) in try root.stringMap("counters") {
            counters.append(Counter(name: name, count: try ShapeExpression(count)))
        }
        let names = DialectNames(
            parameters: list.parameters, buffers: buffers, backbonePrefix: prefix, wrappers: wrappers,
            rules: try NameRules(root), sizes: fields.filter { $0.kind == .integer }.map(\.name))
        var dialects: [Dialect] = []
        for value in try root.list("dialects") { dialects += try Dialect.all(value, names, classes) }
        self.init(
            name: family.architecture, title: family.title, modelTypes: family.modelTypes, backbonePrefix: prefix,
            fields: fields, behaviour: try BehaviourField.all(try root.list("behaviour")),
            tokenizer: try BehaviourField.all(try root.list("tokenizer")), counters: counters,
            parameters: list.parameters, classes: family.ordered(classes), ties: ties, buffers: buffers,
            stream: root.has("stream") ? try ResidualStream(try root.raw("stream")) : nil,
            forward: root.has("forward") ? try ForwardPass(try root.raw("forward"), of: family) : nil,
            dialects: dialects,
            names: names.rules, strictness: try Strictness(root))
        try checkReferences(defaults: family.defaults.map(\.name))
    }

    static func expressions(_ texts: [String]) throws(Fault) -> [ShapeExpression] {
        var expressions: [ShapeExpression] = []
        for text in texts { expressions.append(try ShapeExpression(text)) }
        return expressions
    }
}

/// A family of models among several that have the same parameters, such as XLM-RoBERTa among RoBERTa's.
struct ModelFamily {
    let architecture: String
    let title: String
    let modelTypes: [String]
    /// The defaults in which it differs from the file's.
    let defaults: [(name: String, value: JSONValue)]
    /// What `{prefix}` means in the names of classes.
    fileprivate let classPrefix: String?
    /// Whether a state_dict has the heads before the backbone.
    private let headsFirst: Bool

    /// The only one of a file.
    fileprivate init(_ root: SchemaObject) throws(Fault) {
        architecture = try root.string("architecture")
        title = try root.string("title")
        modelTypes = try root.strings("modelTypes")
        defaults = []
        classPrefix = nil
        headsFirst = false
    }

    /// One of several.
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(
            value, "family", allowed: ["architecture", "title", "modelTypes", "classPrefix", "defaults", "headsFirst"])
        architecture = try object.string("architecture")
        title = try object.string("title")
        modelTypes = try object.strings("modelTypes")
        classPrefix = try object.string("classPrefix")
        headsFirst = try object.flag("headsFirst", default: false)
        defaults = object.has("defaults") ? try object.object("defaults").members.map { ($0.name, $0.value) } : []
    }

    /// The name of a class in this family: `XLMRobertaForMaskedLM` of `{prefix}ForMaskedLM`.
    ///
    /// - Throws: ``Fault`` `model.schema` for a name without a prefix among several families, or with one otherwise.
    func className(_ text: String) throws(Fault) -> String {
        let mark = "{prefix}"
        guard let classPrefix else {
            guard !text.hasPrefix(mark) else {
                throw Fault.schema("class '\(text)' has a prefix, and the file has no families").about("class")
            }
            return text
        }
        guard text.hasPrefix(mark) else {
            throw Fault.schema("class '\(text)' does not begin with {prefix}").about("class")
        }
        return classPrefix + text.dropFirst(mark.count)
    }

    /// The classes with their components in the order of this family's state_dicts.
    fileprivate func ordered(_ classes: [ModelClass]) -> [ModelClass] {
        guard headsFirst, let bare = classes.first(where: \.isBare) else { return classes }
        return classes.map { modelClass in
            let heads = modelClass.components.filter { !bare.components.contains($0) }
            return modelClass.with(components: heads + modelClass.components.filter(bare.components.contains))
        }
    }
}
