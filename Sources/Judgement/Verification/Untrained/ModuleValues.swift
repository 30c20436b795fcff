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
        /// Whether the library loads it.
        package var isLoaded = true
    }

    /// `bert.pooler.dense`.
    package let name: String
    /// The schema's word for it: `linear`, `layer-norm`, `word-embedding`.
    package let kind: String
    package let weight: Part?
    package let bias: Part?
    /// Rows of the weight that are still at their initialisation; nil unless it is a matrix of floats.
    package let untouchedRows: UntouchedRows.Found?
    /// Why the model does not use it; nil when it does.
    package let unusedBecause: String?

    /// Every module whose values were read, in the order of the schema and of the layers; tied ones are listed once.
    static func all(_ examination: Examination) -> [ModuleValues] {
        let tree = examination.tree
        var modules: [ModuleValues] = []
        var done: Set<ParameterPath> = []
        var loaded = Set(examination.loading.loaded.keys)
        for parameter in examination.tree.parameters where loaded.contains(parameter.path) {
            if let partner = parameter.tiedTo { loaded.insert(partner) }
        }
        // A module of which the file has only the tied partner counts too.
        let paths = Dictionary(
            grouping: examination.binding.order + tree.parameters.compactMap(\.tiedTo), by: \.template)
        for template in tree.architecture.parameters {
            let own = paths[template.path] ?? []
            for path in own.sorted(by: { $0.numbers.lexicographicallyPrecedes($1.numbers) })
            where done.insert(path.sibling(template.module)).inserted {
                if let values = ModuleValues(template, path, examination, loaded: loaded) { modules.append(values) }
            }
        }
        return modules
    }

    /// - Parameter loaded: the parameters that the library loads, also those that share the values of one that it loads.
    private init?(
        _ template: ParameterTemplate, _ own: ParameterPath, _ examination: Examination, loaded: Set<ParameterPath>
    ) {
        func part(_ name: String) -> Part? {
            let path = own.sibling("\(template.module).\(name)")
            // A tied parameter is judged with its partner.
            guard examination.tree[path]?.tiedTo == nil, let tensor = examination.tensor(of: path),
                let evidence = examination.values.evidence[tensor.entry.name]
            else { return nil }
            return Part(
                entry: tensor.entry, isTransposed: tensor.match.isTransposed, evidence: evidence,
                isLoaded: loaded.contains(path))
        }
        weight = part("weight")
        bias = part("bias")
        guard weight != nil || bias != nil else { return nil }
        name = own.sibling(template.module).description
        kind = template.kind
        untouchedRows = weight.flatMap { examination.values.untouchedRows[$0.entry.name] }
        unusedBecause = Self.reason(template, own, examination)
    }

    private static func reason(
        _ template: ParameterTemplate, _ path: ParameterPath, _ examination: Examination
    ) -> String? {
        let tree = examination.tree
        if tree[path] == nil || tree.modelClass.unused.contains(template.component) {
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
        unusedBecause = nil
    }

    /// The tensor that findings name: the weight, or the bias where there is no weight.
    var subject: TensorEntry? { (weight ?? bias)?.entry }

    /// Whether the library loads the weight or the bias.
    package var isLoaded: Bool { weight?.isLoaded == true || bias?.isLoaded == true }

    /// The number of values of weight and bias that the library loads.
    var loadedElementCount: Int {
        [weight, bias].compactMap(\.self).filter(\.isLoaded).reduce(0) { $0 + $1.entry.shape.elementCount }
    }
}

/// A module and the verdict on its values.
package struct JudgedModule: Sendable {
    package let module: ModuleValues
    package let verdict: UntrainedVerdict

    /// The number of values that the library loads and the model uses although they were never trained.
    package var untrainedElementCount: Int {
        guard module.unusedBecause == nil else { return 0 }
        switch verdict {
        case .proven, .strong: return module.loadedElementCount
        case .untouched(let lines):
            guard let weight = module.weight, weight.isLoaded else { return 0 }
            let count = weight.evidence.shape.elementCount
            return lines.total == 0 ? 0 : count / lines.total * lines.count
        case .barely, .constant, .undecided, .trained: return 0
        }
    }

    /// Whether its values, or some rows of them, are those that it was initialised with, or are all the same.
    var isUntrained: Bool {
        switch verdict {
        case .proven, .strong, .untouched, .constant: true
        case .barely, .undecided, .trained: false
        }
    }

    /// Whether it is a matrix that is loaded and used, and whose values do not show whether it was trained.
    package var isUndecided: Bool {
        switch verdict {
        case .constant, .undecided: break
        case .proven, .strong, .untouched, .barely, .trained: return false
        }
        return module.weight?.evidence.shape.rank == 2 && module.isLoaded && module.unusedBecause == nil
    }
}
