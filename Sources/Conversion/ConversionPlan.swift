internal import BertModel
package import ByteIO
internal import Formats
package import Safetensors
package import Tensors
package import Verification

/// What a conversion will write, decided before the first byte is written.
package struct ConversionPlan: Sendable {
    /// One tensor of the output and where it comes from.
    package struct Output: Sendable {
        package let tensor: SafetensorsLayout.Tensor
        package let source: TensorEntry
        package let isTransposed: Bool
    }

    /// In the order of the model's state_dict, then what is carried over in the order of the file.
    package let outputs: [Output]
    /// Tensors of the input that the output does not have, and why.
    package let leftOut: [LeftOut]
    /// Tensors that no rule maps, carried over under their own names.
    package let carried: [String]

    /// Plans the safetensors file that `save_pretrained` of the class would write from these values, with
    /// everything else that the input holds beside it.
    ///
    /// - Throws: ``Fault`` `convert.shapes-disagree` when a tensor does not have its parameter's shape.
    package init(_ inspection: Inspection, droppingUnmapped: Bool) throws(Fault) {
        try Self.checkShapes(inspection)
        var outputs: [Output] = []
        var leftOut: [LeftOut] = []
        let tree = inspection.tree
        for parameter in tree.parameters {
            switch inspection.coverage[parameter.path] {
            case .tensor(let tensor), .copy(let tensor, of: _):
                outputs.append(Output(name: parameter.name, tensor))
            case .tied(let partner):
                guard let own = inspection.binding[parameter.path], inspection.binding[partner] != nil else { continue }
                leftOut.append(LeftOut(name: own.entry.name, reason: .tied(to: partner.description)))
            case .none: continue
            }
        }
        for path in inspection.binding.order {
            let tensors = inspection.binding.tensors[path] ?? []
            leftOut += tensors.dropFirst().map {
                LeftOut(name: $0.entry.name, reason: .copy(of: tensors[0].entry.name))
            }
            guard tree[path] == nil, let tensor = tensors.first else { continue }
            outputs.append(Output(name: tree.architecture.stateName(of: path, in: tree.modelClass), tensor))
        }
        for buffer in inspection.binding.buffers {
            if try BufferCheck.isUsual(buffer.entry, path: buffer.path, tree.architecture) {
                leftOut.append(LeftOut(name: buffer.entry.name, reason: .constant))
            } else {
                outputs.append(Output(buffer.entry))
            }
        }
        let unmapped = inspection.binding.unmapped
        if droppingUnmapped {
            leftOut += unmapped.map { LeftOut(name: $0.name, reason: .unmapped) }
        } else {
            outputs += unmapped.map(Output.init)
        }
        self.outputs = outputs
        self.leftOut = leftOut
        self.carried = droppingUnmapped ? [] : unmapped.map(\.name)
    }

    /// Bytes of all tensors of the output.
    package var byteCount: Int {
        outputs.reduce(0) { $0 + $1.source.byteCount }
    }

    /// - Throws: ``Fault`` `convert.shapes-disagree`, with a cause for each tensor that has another shape than
    ///   its parameter.
    package static func checkShapes(_ inspection: Inspection) throws(Fault) {
        let mismatches = ShapeMismatchCheck.mismatches(inspection)
        guard !mismatches.isEmpty else { return }
        let source =
            switch inspection.tree.configuration.source {
            case .file(let path): FilePath.name(of: path)
            case .shapes: "those of the other tensors"
            }
        throw .shapesDisagree(
            inspection.checkpoint.path, with: source,
            causes: sizeConflicts(inspection, source)
                + mismatches.map { mismatch in
                    let stored = mismatch.tensor.match.isTransposed ? ", transposed \(mismatch.tensor.shape)" : ""
                    return "'\(mismatch.tensor.entry.name)' is \(mismatch.tensor.entry.shape)\(stored); "
                        + "'\(mismatch.parameter.name)' must be \(mismatch.expected)"
                })
    }

    /// One line for each field of the configuration that the tensors contradict.
    private static func sizeConflicts(_ inspection: Inspection, _ source: String) -> [String] {
        let tree = inspection.tree
        guard case .file = tree.configuration.source else { return [] }
        let implied = inspection.binding.impliedConfiguration(in: tree.architecture)
        let sizes = Set(tree.architecture.parameters.flatMap(\.shape).compactMap(\.soleField))
        return tree.architecture.fields.map(\.name).filter(sizes.contains).compactMap { field in
            guard let stated = tree.configuration.integer(field), let found = implied.integer(field), stated != found
            else { return nil }
            return "\(source) says \(field) = \(stated), the tensors have \(found)"
        }
    }
}

extension ConversionPlan.Output {
    init(name: String, _ tensor: BoundTensor) {
        self.init(
            tensor: SafetensorsLayout.Tensor(name: name, elementType: tensor.entry.elementType, shape: tensor.shape),
            source: tensor.entry, isTransposed: tensor.match.isTransposed && tensor.shape.rank == 2)
    }

    /// A tensor that goes along as it is.
    init(_ entry: TensorEntry) {
        self.init(
            tensor: SafetensorsLayout.Tensor(name: entry.name, elementType: entry.elementType, shape: entry.shape),
            source: entry, isTransposed: false)
    }
}
