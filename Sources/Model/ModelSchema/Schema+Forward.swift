internal import ByteIO
internal import JSONText

/// Reads the member `forward` of a schema.
extension ForwardPass {
    /// - Parameter family: has what `{prefix}` means in the names of classes.
    /// - Throws: ``Fault`` `model.schema`.
    init(_ value: JSONValue, of family: ModelFamily) throws(Fault) {
        let object = try SchemaObject(
            value, "forward", allowed: ["heads", "epsilon", "padding", "causal", "blocks"])
        heads = try object.string("heads")
        if let number = try object.raw("epsilon").double {
            epsilon = .number(number)
        } else {
            epsilon = .field(try object.string("epsilon"))
        }
        if !object.has("padding") {
            padding = nil
        } else if let token = try object.raw("padding").integer {
            padding = .token(token)
        } else {
            padding = .field(try object.string("padding"))
        }
        causal = try object.optionalString("causal")
        var blocks: [Block] = []
        for block in try object.list("blocks") { blocks.append(try Block(block, of: family)) }
        self.blocks = blocks
    }
}

extension ForwardPass.Block {
    fileprivate init(_ value: JSONValue, of family: ModelFamily) throws(Fault) {
        let object = try SchemaObject(value, "block", allowed: ["component", "classes", "steps", "outputs"])
        component = try object.string("component")
        var classes: [String] = []
        for name in try object.strings("classes") { classes.append(try family.className(name)) }
        self.classes = classes
        steps = try ForwardPass.Step.all(try object.list("steps"))
        var outputs: [ForwardPass.Output] = []
        for output in try object.list("outputs") { outputs.append(try ForwardPass.Output(output, of: family)) }
        self.outputs = outputs
    }
}

extension ForwardPass.Output {
    fileprivate init(_ value: JSONValue, of family: ModelFamily) throws(Fault) {
        let object = try SchemaObject(value, "output", allowed: ["value", "task", "name", "byClass"])
        self.value = try object.string("value")
        let task = try object.string("task")
        guard let known = ForwardPass.Task(rawValue: task) else {
            throw Fault.schema("'\(task)' is no task").about("output")
        }
        self.task = known
        name = try object.string("name")
        var names: [String: String] = [:]
        for (modelClass, name) in try object.stringMap("byClass") { names[try family.className(modelClass)] = name }
        self.names = names
    }
}

extension ForwardPass.Step {
    private static let members = [
        "embed", "linear", "norm", "epsilon", "activation", "apply", "attention", "relative", "add", "first", "repeat",
        "times", "steps", "of", "to", "when",
    ]

    fileprivate static func all(_ values: [JSONValue]) throws(Fault) -> [ForwardPass.Step] {
        var steps: [ForwardPass.Step] = []
        for value in values { steps.append(try ForwardPass.Step(value)) }
        return steps
    }

    private init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "step", allowed: Self.members)
        conditions = object.has("when") ? try Condition.all(try object.raw("when")) : []
        source = try object.optionalString("of") ?? ""
        target = try object.optionalString("to") ?? source
        operation = try Self.operation(object)
    }

    private static func operation(_ object: SchemaObject) throws(Fault) -> ForwardPass.Operation {
        if object.has("embed") {
            let modules = try SchemaObject(
                try object.raw("embed"), "embed", allowed: ["tokens", "positions", "types", "tasks"])
            return .embed(
                tokens: try modules.string("tokens"), positions: try modules.optionalString("positions"),
                types: try modules.optionalString("types"), tasks: try modules.optionalString("tasks"))
        }
        if object.has("linear") { return .linear(try object.string("linear")) }
        if object.has("norm") {
            return .norm(
                try object.string("norm"), epsilon: object.has("epsilon") ? try object.raw("epsilon").double : nil)
        }
        if object.has("activation") { return .activate(field: try object.string("activation")) }
        if object.has("apply") { return .apply(try object.string("apply")) }
        if object.has("add") { return .add(try object.string("add")) }
        if object.has("first") {
            let isPlain = try object.raw("first") == .bool(true)
            return .first(field: isPlain ? nil : try object.string("first"))
        }
        if object.has("attention") { return try attention(object) }
        if object.has("repeat") {
            return .repeated(
                counter: try object.string("repeat"),
                times: try object.optionalString("times").map { text throws(Fault) in try ShapeExpression(text) },
                try all(try object.list("steps")))
        }
        throw Fault.schema("a step does nothing that is known").about("step")
    }

    private static func attention(_ object: SchemaObject) throws(Fault) -> ForwardPass.Operation {
        let parts = try SchemaObject(try object.raw("attention"), "attention", allowed: ["keys", "values"])
        var bias: ForwardPass.RelativeBias?
        if object.has("relative") {
            let relative = try SchemaObject(
                try object.raw("relative"), "relative", allowed: ["module", "buckets", "farthest"])
            bias = ForwardPass.RelativeBias(
                module: try relative.string("module"), buckets: try relative.integer("buckets"),
                farthest: try relative.integer("farthest"))
        }
        return .attention(keys: try parts.string("keys"), values: try parts.string("values"), bias: bias)
    }
}

extension ForwardPass {
    /// Checks that the modules, components, fields and counters exist, and that a value is written before it is read.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    func check(
        modules: Set<String>, components: Set<String>, classes: Set<String>, fields: Set<String>, counters: Set<String>
    ) throws(Fault) {
        for block in blocks {
            guard components.contains(block.component) else {
                throw Fault.schema("the component '\(block.component)' is unknown").about("forward")
            }
            if let odd = block.classes.first(where: { !classes.contains($0) }) {
                throw Fault.schema("the class '\(odd)' is unknown").about("forward")
            }
            for step in block.steps.flatMap(\.all) {
                if let odd = step.modules.first(where: { !modules.contains($0) }) {
                    throw Fault.schema("the module '\(odd)' is unknown").about("forward")
                }
                if let odd = step.conditions.flatMap(\.fields).first(where: { !fields.contains($0) }) {
                    throw Fault.schema("the field '\(odd)' is not in 'configuration'").about("forward")
                }
                if case .repeated(let counter, _, _) = step.operation, !counters.contains(counter) {
                    throw Fault.schema("the counter '\(counter)' is unknown").about("forward")
                }
            }
        }
    }
}
