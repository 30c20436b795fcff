internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Tensors

/// The values of a model's parameters, as the library loads them.
struct ModelParameters: Sendable {
    let model: ModelCase

    /// Whether the class has the parameter at all: a linear module can lack a bias.
    func has(_ path: ParameterPath) -> Bool { model.tree[path] != nil }

    /// The tensor of a parameter in PyTorch's orientation; nil: the library gets none for it.
    func tensor(_ path: ParameterPath) -> TensorEntry? {
        guard let parameter = model.tree[path] else { return nil }
        let loaded = model.loading.loaded
        let source = parameter.tiedTo.flatMap { partner in loaded[partner].map { (partner, $0) } }
        guard let (owner, entry) = source ?? loaded[path].map({ (path, $0) }) else { return nil }
        let bound = model.binding.tensors[owner]?.first { $0.entry.name == entry.name }
        return bound?.match.isTransposed == true ? bound?.entry.turned ?? entry : bound?.entry ?? entry
    }

    /// Reads a small parameter.
    ///
    /// - Returns: nil: the class does not have it.
    /// - Throws: ``Fault`` `probe.missing`, `probe.not-float`, `file.*`.
    func numbers(_ path: ParameterPath) throws(Fault) -> [Float]? {
        guard has(path) else { return nil }
        var stream = FloatStream()
        try stream.open(try checked(path))
        var numbers: [Float] = []
        while let some = try unsafe stream.next() { unsafe numbers.append(contentsOf: some) }
        return numbers
    }

    /// The tensor of a parameter, which can be read as floats and has the parameter's shape.
    ///
    /// - Throws: ``Fault`` `probe.missing`, `probe.not-float`.
    func checked(_ path: ParameterPath) throws(Fault) -> TensorEntry {
        guard let entry = tensor(path) else {
            let mismatched = model.loading.mismatched.first { $0.parameter.path == path }
            throw Fault.parameterMissing(
                model.tree[path]?.name ?? path.description, mismatched: mismatched, library: model.loading.library
            ).inFile(model.checkpoint.path)
        }
        guard FloatStream.reads(entry.elementType) else {
            throw Fault.parameterNotFloat(entry.name, entry.elementType).inFile(entry.file.path)
        }
        return entry
    }
}
