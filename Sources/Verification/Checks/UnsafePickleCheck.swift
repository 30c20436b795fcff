internal import ByteIO
internal import Formats
internal import JSONText
internal import TorchArchive

/// BC601: a pickle names things that torch refuses to look up, because loading them would run code.
///
/// bertconv has read the weights without running anything; torch with `weights_only=True`, which transformers 5
/// always uses, refuses the whole file, and without it would run whatever the file says.
enum UnsafePickleCheck {
    /// How many names are said.
    private static let shown = 5

    static func findings(_ examination: Examination) -> [Finding] {
        examination.checkpoint.remarks.compactMap { remarks in
            let refusal = remarks.refusal
            let message: String
            if !refusal.names.isEmpty {
                let names = refusal.names.prefix(shown).joined(separator: ", ")
                message =
                    "names \(names)\(refusal.names.count > shown ? ", …" : ""), which torch does not load: "
                    + "it would run code, and nothing was run here"
            } else if let operation = refusal.operation {
                message =
                    "uses the pickle operation '\(operation.name)' at byte \(operation.offset), "
                    + "which torch.load(weights_only=True) does not know"
            } else {
                return nil
            }
            return Finding(
                .unsafePickle, subject: FilePath.name(of: remarks.file.path), file: remarks.file.path, message: message,
                help: "bertconv convert \(remarks.file.path) safe.safetensors, which keeps nothing but the weights",
                evidence: [("names", .array(refusal.names.map { .string($0) }))])
        }
    }
}
