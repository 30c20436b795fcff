package import BertModel
internal import ByteIO
package import Tensors

/// BC103: a tensor has another shape than its parameter.
package enum ShapeMismatchCheck {
    package struct Mismatch: Sendable {
        package let parameter: Parameter
        package let tensor: BoundTensor
        package let expected: Shape
    }

    /// The tensors whose shape, in PyTorch's orientation, is not their parameter's.
    package static func mismatches(_ inspection: Inspection) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        for parameter in inspection.tree.parameters {
            guard let expected = parameter.shape else { continue }
            for tensor in inspection.binding.tensors[parameter.path] ?? [] where tensor.shape != expected {
                mismatches.append(Mismatch(parameter: parameter, tensor: tensor, expected: expected))
            }
        }
        return mismatches
    }

    static func findings(_ inspection: Inspection) -> [Finding] {
        mismatches(inspection).map { mismatch in
            Finding(
                .shapeMismatch, subject: mismatch.tensor.entry.name, file: mismatch.tensor.entry.file.path,
                message: "has the shape \(mismatch.tensor.shape), the model needs \(mismatch.expected)",
                help: "hold the sizes in config.json against those of the file")
        }
    }
}
