internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let shapeMismatch = Rule("BC103", "shape-mismatch", .error, needs: .headers)
}

extension Check {
    static let shapeMismatch = Check(
        .shapeMismatch, page: PackageResources.BC103_md, verify: ShapeMismatchCheck.findings)
}

/// BC103: a tensor has another shape than its parameter.
///
/// A conversion stops at it (``ShapeAgreement``).
enum ShapeMismatchCheck {
    /// Other rules report stubs and transposed matrices.
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
