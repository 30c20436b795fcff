internal import ByteIO
internal import ModelSchema
internal import Tensors

/// BC204 and BC104: several tensors of one file stand for one parameter and differ.
///
/// Keras writes the embeddings twice into the file of a masked language model, and its loader takes the
/// second copy; everywhere else a second tensor is a collision, and which one wins depends on the library.
enum CopiesCheck {
    static func findings(_ model: ModelCase) throws(Fault) -> [Finding] {
        var findings: [Finding] = []
        for path in model.binding.order {
            guard let tensors = model.binding.tensors[path], let first = tensors.first else { continue }
            for other in tensors.dropFirst() {
                guard let difference = try TensorDifference.phrase(first, other) else { continue }
                let isCopy = model.binding.dialect.storesCopies
                findings.append(
                    Finding(
                        isCopy ? .duplicateTensorDiffers : .nameCollision, subject: path.description,
                        file: first.entry.file.path,
                        message: "is in the file twice, as '\(first.entry.name)' and as '\(other.entry.name)', "
                            + "and the two differ: \(difference)",
                        help: isCopy
                            ? "Keras keeps the second when it loads: find out which one is right and save again"
                            : "take one of them out of the file"))
            }
        }
        return findings
    }
}
