internal import ModelSchema
internal import Tensors

/// Parameters that files of the library have in one tensor, one below the other: query, key and value in `Wqkv`.
struct JoinedParameters {
    /// One tensor of the output.
    struct Joined {
        let name: String
        /// The tensors of the input, in the order of their rows.
        let tensors: [BoundTensor]
    }

    private var joined: [ParameterPath: Joined] = [:]

    /// Finds those of which the file has every part, all with one type and shape; others are written by themselves.
    ///
    /// - Parameter turned: parameters whose kernels are turned.
    init(_ model: ModelCase, _ naming: OutputNaming, turning turned: Set<ParameterPath>) {
        var found: [String: [(part: StoredName.Joined, path: ParameterPath, tensor: BoundTensor)]] = [:]
        for path in model.binding.order {
            guard let part = naming.joined(path), let tensor = model.binding[path] else { continue }
            found[part.name, default: []].append((part, path, tensor))
        }
        for (name, parts) in found {
            let sorted = parts.sorted { $0.part.part < $1.part.part }
            guard let first = sorted.first, sorted.map(\.part.part) == Array(0..<first.part.parts),
                first.tensor.entry.shape.repeatingRows(sorted.count) != nil,
                sorted.allSatisfy({ part in
                    part.tensor.entry.shape == first.tensor.entry.shape
                        && part.tensor.entry.elementType == first.tensor.entry.elementType
                        && part.tensor.match.isTransposed == first.tensor.match.isTransposed
                        && turned.contains(part.path) == turned.contains(first.path)
                })
            else { continue }
            let whole = Joined(name: name, tensors: sorted.map(\.tensor))
            for part in sorted { joined[part.path] = whole }
        }
    }

    /// The tensor that has the parameter with others; nil: it is written by itself.
    subscript(path: ParameterPath) -> Joined? { joined[path] }
}
