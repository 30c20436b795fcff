internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Tensors

/// What a tensor is, as far as it decides how its values are read.
struct TensorSubject: Sendable {
    /// In PyTorch's orientation.
    let shape: Shape
    let isTransposed: Bool
    /// Whether its rows are used one by one, under any of its names.
    var isEmbedding: Bool
    /// The widths of the weights that a bias belongs to: its own, and those of what shares its values.
    var fanIns: Set<Int>
}

extension TensorSubject {
    /// Asks what `other` asks too: the order of the names of one tensor decides nothing.
    mutating func join(_ other: TensorSubject) {
        isEmbedding = isEmbedding || other.isEmbedding
        fanIns.formUnion(other.fanIns)
    }

    /// A tensor that stands for nothing.
    init(_ entry: TensorEntry) {
        self.init(shape: entry.shape, isTransposed: false, isEmbedding: false, fanIns: [])
    }

    /// What each tensor of a checkpoint is, by name.
    static func all(_ binding: Binding, _ architecture: Architecture) -> [String: TensorSubject] {
        let templates = Dictionary(
            architecture.parameters.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        var subjects: [String: TensorSubject] = [:]
        for (path, tensors) in binding.tensors {
            guard let template = templates[path.template] else { continue }
            let weight = binding[ParameterPath(template: "\(template.module).weight", layer: path.layer)]
            let fanIn = template.name == "bias" && weight?.shape.rank == 2 ? weight?.shape.dimensions.last : nil
            for tensor in tensors {
                subjects[tensor.entry.name] = TensorSubject(
                    shape: tensor.shape, isTransposed: tensor.match.isTransposed,
                    isEmbedding: template.kind.hasSuffix("embedding"), fanIns: Set([fanIn].compactMap(\.self)))
            }
        }
        return subjects
    }
}

/// What a tensor is to the model, for what its values mean.
struct TensorUse {
    /// Nil for a tensor that is loaded into nothing.
    let parameter: Parameter?

    /// What is wrong with values that nobody loads is only worth a note.
    func severity(_ severity: Severity) -> Severity {
        parameter == nil ? .note : severity
    }
}

extension Examination {
    /// Every tensor whose values were read, in the order of the file, with what it is to the model.
    var scannedTensors: [(entry: TensorEntry, scan: ValueScan, use: TensorUse)] {
        var parameters: [String: Parameter] = [:]
        for (path, entry) in loading.loaded { parameters[entry.name] = tree[path] }
        for mismatched in loading.mismatched { parameters[mismatched.entry.name] = mismatched.parameter }
        // What another name keeps from being loaded is what somebody wants to load.
        for (path, tensors) in binding.tensors where loading.loaded[path] == nil {
            for tensor in tensors where parameters[tensor.entry.name] == nil {
                parameters[tensor.entry.name] = tree[path]
            }
        }
        return checkpoint.table.entries.compactMap { entry in
            values.scans[entry.name].map { (entry, $0, TensorUse(parameter: parameters[entry.name])) }
        }
    }
}
