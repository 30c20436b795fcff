internal import BertModel
internal import ByteIO
internal import Formats
internal import JSONText
internal import Tensors

/// BC109: tensors without elements, or with one in place of a whole matrix.
///
/// DeepSpeed's ZeRO-3 keeps the real values in other files and leaves such stubs where they were.
enum ZeroElementCheck {
    static func isStub(_ mismatched: Loading.Mismatched) -> Bool {
        mismatched.found.elementCount < min(mismatched.expected.elementCount, 2) && mismatched.found.rank <= 1
            || mismatched.found.elementCount == 0
            || mismatched.found.dimensions == [1] && mismatched.expected.elementCount > 1
    }

    static func findings(_ examination: Examination) -> [Finding] {
        let stubs = examination.loading.mismatched.filter(isStub).map(\.entry)
        let names = Set(stubs.map(\.name))
        let empty = examination.checkpoint.table.entries.filter {
            $0.shape.elementCount == 0 && !names.contains($0.name) && $0.shape.rank > 0
        }
        let all = stubs + empty
        guard let first = all.first else { return [] }
        return [
            Finding(
                .zeroElementTensor, about: first,
                message: (all.count == 1
                    ? "has the shape \(first.shape)" : "and \(all.count - 1) others have no values")
                    + ": a stub that DeepSpeed's ZeRO-3 leaves where the real values are in other files",
                help: "run zero_to_fp32.py, which DeepSpeed puts beside the checkpoint, and verify what it writes",
                evidence: [("tensors", .integer(all.count)), ("shape", .shape(first.shape))])
        ]
    }
}
