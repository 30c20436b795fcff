package import ByteIO
internal import Formats
package import ModelSchema
internal import Tensors

/// The kernels that a conversion turns because they are stored the other way round.
package enum TurnedKernels {
    /// The parameters that `names` mean: each a kind of kernel, in all layers, or one tensor.
    ///
    /// - Throws: ``Fault`` `convert.transpose` for a name that is neither, or a matrix that is not square.
    package static func paths(_ names: [String], in model: ModelCase) throws(Fault) -> Set<ParameterPath> {
        var paths: Set<ParameterPath> = []
        for name in names {
            let found = matches(name, model)
            guard !found.isEmpty else { throw Fault.unknownKernel(name).inFile(model.checkpoint.path) }
            for path in found {
                guard let tensor = model.binding[path], tensor.shape.rank == 2,
                    tensor.shape.dimensions[0] == tensor.shape.dimensions[1]
                else { throw Fault.notSquare(path.description).inFile(model.checkpoint.path) }
                paths.insert(path)
            }
        }
        return paths
    }

    private static func matches(_ name: String, _ model: ModelCase) -> [ParameterPath] {
        let stream = model.tree.architecture.stream
        if let kernel = ResidualStream.Kernel.allCases.first(where: { $0.word == name }),
            let module = stream?.kernels[kernel]
        {
            return model.binding.order.filter { $0.template == "\(module).weight" }
        }
        return model.binding.order.filter { path in
            path.description == name || model.tree[path]?.name == name || model.binding[path]?.entry.name == name
        }
    }
}

extension Fault.Code {
    package static let transpose = Fault.Code("convert.transpose")
}

extension Fault {
    fileprivate static func unknownKernel(_ name: String) -> Fault {
        let known = ResidualStream.Kernel.allCases.filter(\.isAttention).map(\.word).joined(separator: ", ")
        return Fault(
            .transpose, subject: "--transpose \(name)", reason: "is neither a kind of kernel nor a tensor of the model",
            remedy: "pass \(known), or the name of a tensor")
    }

    fileprivate static func notSquare(_ name: String) -> Fault {
        Fault(
            .transpose, subject: "tensor '\(name)'", reason: "is not square, so its shape says which way round it is",
            remedy: "name square kernels only")
    }
}
