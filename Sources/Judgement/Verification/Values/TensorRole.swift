internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Tensors

/// What a tensor is to the model, as far as that decides how its values are read.
struct TensorRole: Sendable {
    /// The shape in PyTorch's orientation.
    let shape: Shape
    let isTransposed: Bool
    /// Whether the model looks up single rows of it, under any of its names.
    var isEmbedding: Bool
    /// For a bias: the fan-in of its weight, and those of the weights of other biases that share its values.
    var fanIns: Set<Int>
    /// Whether the tests of belonging compare it with others.
    var facesStream = false
    /// Rows of a matrix that are kept when it is read, because a test looks them up one by one.
    var keptRows: Set<Int> = []
}

extension TensorRole {
    /// Adds what the tensor is under another name, so that the order of its names does not matter.
    mutating func join(_ other: TensorRole) {
        isEmbedding = isEmbedding || other.isEmbedding
        fanIns.formUnion(other.fanIns)
        facesStream = facesStream || other.facesStream
        keptRows.formUnion(other.keptRows)
    }

    /// A tensor that is no parameter.
    init(_ entry: TensorEntry) {
        self.init(shape: entry.shape, isTransposed: false, isEmbedding: false, fanIns: [])
    }

    /// The role of each tensor of a checkpoint that is a parameter, by its name in the file.
    static func all(_ binding: Binding, _ architecture: Architecture) -> [String: TensorRole] {
        let templates = Dictionary(
            architecture.parameters.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        var roles: [String: TensorRole] = [:]
        for (path, tensors) in binding.tensors {
            guard let template = templates[path.template] else { continue }
            let weight = binding[path.sibling("\(template.module).weight")]
            let fanIn = template.name == "bias" && weight?.shape.rank == 2 ? weight?.shape.dimensions.last : nil
            for tensor in tensors {
                roles[tensor.entry.name] = TensorRole(
                    shape: tensor.shape, isTransposed: tensor.match.isTransposed,
                    isEmbedding: template.kind.hasSuffix("embedding"), fanIns: Set([fanIn].compactMap(\.self)))
            }
        }
        return roles
    }
}

/// The parameter that a scanned tensor is loaded into.
struct TensorUse {
    /// Nil for a tensor that is loaded into nothing, or into a module of sentence-transformers.
    let parameter: Parameter?
    /// The parameter of such a module.
    var ofModule: SentenceModuleType.Parameter?

    /// The severity of bad values: a note where no parameter takes them.
    func severity(_ severity: Severity) -> Severity {
        parameter == nil && ofModule == nil ? .note : severity
    }
}

extension Examination {
    /// A tensor whose values were scanned.
    typealias ScannedTensor = (entry: TensorEntry, scan: ValueScan, use: TensorUse)

    /// Every tensor whose values were scanned, by what was read so far; none if no values are read.
    func findScannedTensors() -> [ScannedTensor] {
        guard depth >= .values else { return [] }
        var parameters: [String: Parameter] = [:]
        for (path, entry) in loading.loaded { parameters[entry.name] = tree[path] }
        for mismatched in loading.mismatched { parameters[mismatched.entry.name] = mismatched.parameter }
        // Only its name keeps such a tensor from being loaded, and somebody wants it loaded.
        for (path, tensors) in binding.tensors where loading.loaded[path] == nil {
            for tensor in tensors where parameters[tensor.entry.name] == nil {
                parameters[tensor.entry.name] = tree[path]
            }
        }
        let modules = (sentence?.modules ?? []).flatMap { module in
            module.loaded.compactMap { part in
                module.values.scans[part.entry.name].map {
                    (part.entry, $0, TensorUse(parameter: nil, ofModule: part.parameter))
                }
            }
        }
        return checkpoint.table.entries.compactMap { entry in
            values.scans[entry.name].map { (entry, $0, TensorUse(parameter: parameters[entry.name])) }
        } + modules
    }
}
