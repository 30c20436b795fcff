package import ByteIO
internal import JSONText
internal import Schemas

extension Architecture {
    /// All architectures that are compiled in.
    ///
    /// - Throws: ``Fault`` `model.schema` for a mistake in a built-in file.
    package static func all() throws(Fault) -> [Architecture] {
        try known.get()
    }

    /// Read only once, as a run over many models needs them for each.
    private static let known = Result { () throws(Fault) in
        var all: [Architecture] = []
        let wrappers = try Wrappers()
        for text in Schemas.architectures { all.append(try Architecture(schema: text, wrappers)) }
        return all
    }

    /// Reads one schema file.
    ///
    /// - Parameter wrappers: what training programs put into names.
    /// - Throws: ``Fault`` `model.schema`, `json.*`.
    package init(schema text: [UInt8], _ wrappers: Wrappers) throws(Fault) {
        let root = try SchemaObject(
            try JSONParser.parse(text), "schema",
            allowed: [
                "$schema", "architecture", "title", "modelTypes", "sources", "backbonePrefix", "configuration",
                "behaviour", "tokenizer", "layerCount", "kinds", "modules", "ties", "buffers", "classes", "dialects",
            ])
        let prefix = try root.string("backbonePrefix")
        let kinds = try ModuleKind.all(try root.list("kinds"))
        var parameters: [ParameterTemplate] = []
        for group in try root.list("modules") {
            let object = try SchemaObject(group, "component", allowed: ["component", "modules"])
            let component = try object.string("component")
            for module in try object.list("modules") {
                parameters += try Self.parameters(of: module, in: component, kinds: kinds)
            }
        }
        var buffers: [BufferTemplate] = []
        for value in try root.list("buffers") { buffers.append(try BufferTemplate(value)) }
        var dialects: [Dialect] = []
        for value in try root.list("dialects") {
            dialects += try Dialect.variants(
                value, parameters: parameters, buffers: buffers, backbonePrefix: prefix, wrappers: wrappers)
        }
        var fields: [ConfigurationField] = []
        for value in try root.list("configuration") { fields.append(try ConfigurationField(value)) }
        let behaviour = try BehaviourField.all(try root.list("behaviour"))
        let tokenizer = try BehaviourField.all(try root.list("tokenizer"))
        var classes: [ModelClass] = []
        for value in try root.list("classes") { classes.append(try ModelClass(value)) }
        var ties: [Tie] = []
        for value in try root.list("ties") { ties.append(try Tie(value)) }
        self.init(
            name: try root.string("architecture"), title: try root.string("title"),
            modelTypes: try root.strings("modelTypes"), backbonePrefix: prefix, fields: fields,
            behaviour: behaviour, tokenizer: tokenizer, layerCountField: try root.string("layerCount"),
            parameters: parameters, classes: classes, ties: ties, buffers: buffers, dialects: dialects)
    }

    private static func parameters(
        of value: JSONValue, in component: String, kinds: [String: ModuleKind]
    ) throws(Fault) -> [ParameterTemplate] {
        let object = try SchemaObject(
            value, "module", allowed: ["path", "kind", "size", "when", "alsoCalled", "removedIn"])
        let path = try object.string("path")
        guard let kind = kinds[try object.string("kind")] else { throw .schema("'\(path)' has an unknown kind") }
        let size = try expressions(try object.strings("size"))
        guard size.count == kind.dimensions.count else { throw .schema("'\(path)' has the wrong number of sizes") }
        var dimensions: [String: ShapeExpression] = [:]
        for (name, expression) in zip(kind.dimensions, size) {
            guard dimensions.updateValue(expression, forKey: name) == nil else {
                throw .schema("kind \(kind.name) has the dimension '\(name)' twice")
            }
        }
        let condition = object.has("when") ? try Condition(try object.raw("when")) : nil
        let removedIn = try object.optionalString("removedIn")
        let otherNames = object.has("alsoCalled") ? try object.strings("alsoCalled") : []
        var templates: [ParameterTemplate] = []
        for parameter in kind.parameters {
            var shape: [ShapeExpression] = []
            for name in parameter.shape {
                guard let dimension = dimensions[name] else { throw .schema("kind \(kind.name) has no '\(name)'") }
                shape.append(dimension)
            }
            templates.append(
                ParameterTemplate(
                    path: "\(path).\(parameter.name)", module: path, kind: kind.name, name: parameter.name,
                    component: component, shape: shape, initializer: parameter.initializer,
                    zeroRowField: parameter.zeroRowField, condition: condition, removedIn: removedIn,
                    otherNames: otherNames))
        }
        return templates
    }

    static func expressions(_ texts: [String]) throws(Fault) -> [ShapeExpression] {
        var expressions: [ShapeExpression] = []
        for text in texts { expressions.append(try ShapeExpression(text)) }
        return expressions
    }
}

/// A kind of module: which parameters it has and how their shapes follow from its size.
private struct ModuleKind {
    struct Parameter {
        let name: String
        let shape: [String]
        let initializer: Initializer
        let zeroRowField: String?
    }

    let name: String
    let dimensions: [String]
    let parameters: [Parameter]

    static func all(_ values: [JSONValue]) throws(Fault) -> [String: ModuleKind] {
        var kinds: [String: ModuleKind] = [:]
        for value in values {
            let object = try SchemaObject(value, "kind", allowed: ["kind", "dimensions", "parameters"])
            var parameters: [Parameter] = []
            for entry in try object.list("parameters") {
                let parameter = try SchemaObject(
                    entry, "parameter of a kind", allowed: ["name", "shape", "initializer", "zeroRow"])
                parameters.append(
                    Parameter(
                        name: try parameter.string("name"), shape: try parameter.strings("shape"),
                        initializer: try Initializer(try parameter.string("initializer")),
                        zeroRowField: try parameter.optionalString("zeroRow")))
            }
            let name = try object.string("kind")
            let kind = ModuleKind(name: name, dimensions: try object.strings("dimensions"), parameters: parameters)
            guard kinds.updateValue(kind, forKey: name) == nil else { throw .schema("kind \(name) occurs twice") }
        }
        return kinds
    }
}
