internal import ByteIO
package import Forensics
internal import ModelSchema
package import Tensors

/// A module of the checkpoint with the evidence of its values; a weight and its bias are judged together.
package struct ModuleValues: Sendable {
    /// One parameter of the module.
    package struct Part: Sendable {
        package let entry: TensorEntry
        package let isTransposed: Bool
        package let evidence: TensorEvidence
    }

    /// `bert.pooler.dense`.
    package let name: String
    /// The schema's word for it: `linear`, `layer-norm`, `word-embedding`.
    package let kind: String
    package let weight: Part?
    package let bias: Part?
    /// Rows of the weight that are still at their initialisation; nil unless it is a matrix of floats.
    package let untouchedRows: UntouchedRows.Found?
    /// Whether the library loads the weight or the bias.
    package let isLoaded: Bool
    /// Why the model does not use it; nil when it does.
    package let unusedBecause: String?

    /// Every module whose values were read, in the order of the schema and of the layers; tied ones are listed once.
    static func all(_ examination: Examination) -> [ModuleValues] {
        let tree = examination.tree
        var modules: [ModuleValues] = []
        var done: Set<ParameterPath> = []
        // A module of which the file has only the tied partner counts too.
        let paths = examination.binding.order + tree.parameters.compactMap(\.tiedTo)
        for template in tree.architecture.parameters {
            let layers = paths.filter { $0.template == template.path }.map(\.layer)
            for layer in layers.sorted(by: { ($0 ?? -1) < ($1 ?? -1) }) {
                let module = ParameterPath(template: template.module, layer: layer)
                guard done.insert(module).inserted else { continue }
                if let values = ModuleValues(template, layer: layer, examination) { modules.append(values) }
            }
        }
        return modules
    }

    private init?(_ template: ParameterTemplate, layer: Int?, _ examination: Examination) {
        func part(_ name: String) -> Part? {
            let path = ParameterPath(template: "\(template.module).\(name)", layer: layer)
            // A tied parameter is judged with its partner.
            guard examination.tree[path]?.tiedTo == nil, let tensor = examination.tensor(of: path),
                let evidence = examination.values.evidence[tensor.entry.name]
            else { return nil }
            return Part(entry: tensor.entry, isTransposed: tensor.match.isTransposed, evidence: evidence)
        }
        weight = part("weight")
        bias = part("bias")
        guard weight != nil || bias != nil else { return nil }
        name = ParameterPath(template: template.module, layer: layer).description
        kind = template.kind
        untouchedRows = weight.flatMap { examination.values.untouchedRows[$0.entry.name] }
        isLoaded = ["weight", "bias"].contains { name in
            examination.loading.loaded[ParameterPath(template: "\(template.module).\(name)", layer: layer)] != nil
        }
        unusedBecause = Self.reason(template, layer: layer, examination)
    }

    private static func reason(
        _ template: ParameterTemplate, layer: Int?, _ examination: Examination
    ) -> String? {
        let tree = examination.tree
        if tree[ParameterPath(template: template.path, layer: layer)] == nil {
            return "\(tree.modelClass.name) does not use it"
        }
        // sentence-transformers loads the bare class. In other classes a head uses the pooler.
        guard template.component == MissingParameterCheck.poolerComponent, tree.modelClass.isBare,
            let pooling = examination.facts.pooling
        else { return nil }
        return "\(pooling.file) pools by \(pooling.modes.joined(separator: ", ")) and does not use it"
    }
}

extension Examination {
    /// The tensor with a parameter's values, under its own name or that of a tied partner.
    fileprivate func tensor(of path: ParameterPath) -> BoundTensor? {
        binding[path]
            ?? tree.parameters.lazy.filter { $0.tiedTo == path }.compactMap { binding[$0.path] }.first
    }
}

extension ModuleValues {
    /// A module of a checkpoint whose class does not matter.
    init(name: String, weight: Part?, bias: Part?, untouchedRows: UntouchedRows.Found?) {
        self.name = name
        kind = ""
        self.weight = weight
        self.bias = bias
        self.untouchedRows = untouchedRows
        isLoaded = true
        unusedBecause = nil
    }

    /// The tensor that findings name: the weight, or the bias where there is no weight.
    var subject: TensorEntry? { (weight ?? bias)?.entry }

    /// The number of values of weight and bias.
    var elementCount: Int {
        (weight?.entry.shape.elementCount ?? 0) + (bias?.entry.shape.elementCount ?? 0)
    }
}

/// A module and the verdict on its values.
package struct JudgedModule: Sendable {
    package let module: ModuleValues
    package let verdict: UntrainedVerdict

    /// The number of values that were never trained although the model uses them.
    package var untrainedElementCount: Int {
        guard module.unusedBecause == nil else { return 0 }
        switch verdict {
        case .proven, .strong: return module.elementCount
        case .untouched(let lines):
            let count = module.weight?.evidence.shape.elementCount ?? 0
            return lines.total == 0 ? 0 : count / lines.total * lines.count
        case .barely, .undecided, .trained: return 0
        }
    }

    /// Whether its values, or some rows of them, are those that it was initialised with.
    var isUntrained: Bool {
        switch verdict {
        case .proven, .strong, .untouched: true
        case .barely, .undecided, .trained: false
        }
    }

    /// Whether it is a matrix that is loaded and used, and whose values do not show whether it was trained.
    package var isUndecided: Bool {
        guard case .undecided = verdict else { return false }
        return module.weight?.evidence.shape.rank == 2 && module.isLoaded && module.unusedBecause == nil
    }
}
