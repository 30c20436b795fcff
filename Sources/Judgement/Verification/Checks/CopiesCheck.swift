internal import ByteIO
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let duplicateTensorDiffers = Rule("BC204", "duplicate-tensor-differs", .error, needs: .values)
}

extension Check {
    static let duplicateTensorDiffers = Check(
        .duplicateTensorDiffers, page: PackageResources.BC204_md, verify: CopiesCheck.findings,
        convert: CopiesCheck.findings)
}

/// BC204: two copies of a parameter in a Keras file differ.
///
/// Keras writes the embeddings of a masked language model twice, and its loader takes the second copy. In other files a
/// second tensor is a collision (BC104), and the library decides which one wins.
enum CopiesCheck {
    /// For a conversion.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ model: ModelCase) throws(Fault) -> [Finding] {
        guard model.binding.dialect.storesCopies else { return [] }
        return try findings(
            model, .duplicateTensorDiffers,
            help: "Keras loads the second: find out which of the two is right, and save the model again")
    }

    /// For a loader.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        examination.depth >= .values ? try findings(examination.model) : []
    }

    /// A finding of `rule` for each tensor that differs from the first one of its parameter.
    static func findings(_ model: ModelCase, _ rule: Rule, help: String) throws(Fault) -> [Finding] {
        var findings: [Finding] = []
        for path in model.binding.order {
            guard let tensors = model.binding.tensors[path], let first = tensors.first else { continue }
            for other in tensors.dropFirst() {
                guard let difference = try TensorDifference.phrase(first, other) else { continue }
                findings.append(
                    Finding(
                        rule, subject: path.description, .parameter(path), file: first.entry.file.path,
                        message: "is in the file twice, as '\(first.entry.name)' and as '\(other.entry.name)', "
                            + "and the two differ: \(difference)",
                        help: help))
            }
        }
        return findings
    }
}
