internal import ByteIO
internal import Formats
internal import JSONText
package import ModelSchema
package import Tensors

extension Rule {
    package static let shapeMismatch = Rule("BC103", "shape-mismatch", .error, needs: .headers)
}

extension Check {
    static let shapeMismatch = Check(
        .shapeMismatch, page: PackageResources.BC103_md, verify: ShapeMismatchCheck.findings,
        convert: ShapeMismatchCheck.findings)
}

/// BC103: a tensor has another shape than its parameter.
package enum ShapeMismatchCheck {
    package struct Mismatch: Sendable {
        package let parameter: Parameter
        package let tensor: BoundTensor
        package let expected: Shape
    }

    /// The tensors whose shape, in PyTorch's orientation, is not their parameter's.
    package static func mismatches(_ model: ModelCase) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        for parameter in model.tree.parameters {
            guard let expected = parameter.shape else { continue }
            for tensor in model.binding.tensors[parameter.path] ?? [] where tensor.shape != expected {
                mismatches.append(Mismatch(parameter: parameter, tensor: tensor, expected: expected))
            }
        }
        return mismatches
    }

    /// For a conversion.
    static func findings(_ model: ModelCase) -> [Finding] {
        mismatches(model).map { mismatch in
            finding(mismatch.tensor.entry, found: mismatch.tensor.shape, expected: mismatch.expected)
        }
    }

    /// For a loader; other rules report stubs and transposed matrices.
    static func findings(_ examination: Examination) -> [Finding] {
        let stubs = ZeroElementCheck.stubs(examination.loading)
        let mayBeTurned = examination.checkpoint.format != .kerasHDF5
        return examination.loading.mismatched
            .filter { !stubs.contains($0.entry.name) && !(mayBeTurned && ForeignDialectCheck.isTransposed($0)) }
            .map { finding($0.entry, found: $0.found, expected: $0.expected) }
    }

    private static func finding(_ entry: TensorEntry, found: Shape, expected: Shape) -> Finding {
        Finding(
            .shapeMismatch, about: entry,
            message: "has the shape \(found), the model needs \(expected); loaders reject it or initialise it again",
            help: "make the sizes in config.json agree with those of the file",
            evidence: [("found", .shape(found)), ("expected", .shape(expected))])
    }
}
