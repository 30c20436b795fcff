internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let zeroElementTensor = Rule("BC109", "zero-element-tensor", .error, needs: .headers)
}

extension Check {
    static let zeroElementTensor = Check(
        .zeroElementTensor, page: PackageResources.BC109_md, verify: ZeroElementCheck.findings)
}

/// BC109: tensors without elements, or with one instead of a whole matrix, as DeepSpeed's ZeRO-3 leaves them.
///
/// It keeps the real values in other files and writes such stubs in their place.
enum ZeroElementCheck {
    /// How many tensors of one element are certainly stubs: one or two can be a bias of one label.
    private static let certainCount = 3

    /// The names of the stubs among the tensors of another shape than their parameter.
    static func stubs(_ mismatched: [Loading.Mismatched]) -> Set<String> {
        let ones = mismatched.filter {
            $0.found.dimensions == [1] && $0.expected.elementCount > 1
        }
        let empty = mismatched.filter { $0.found.elementCount == 0 }
        return Set((empty + (ones.count >= certainCount ? ones : [])).map(\.entry.name))
    }

    static func findings(_ examination: Examination) -> [Finding] {
        // The empty pieces of a sharded model are BC103's.
        let mismatched = examination.diagnosis.mismatched
        guard RankPart.pieces(mismatched, fitting: examination.fittingCount).isEmpty else { return [] }
        let names = stubs(mismatched)
        let stubs = mismatched.map(\.entry).filter { names.contains($0.name) }
        let table = examination.checkpoint.table
        let others = table.entries.filter {
            $0.shape.elementCount == 0 && !names.contains($0.name) && $0.shape.rank > 0
        }
        guard !stubs.isEmpty || !others.isEmpty else { return [] }
        // A tensor that is no parameter may be empty, unless most of the file is.
        let parameters = Set(examination.loading.loaded.values.map(\.name))
        let isMostlyEmpty = 2 * (stubs.count + others.count) > table.count
        let empty = others.filter { isMostlyEmpty || parameters.contains($0.name) }
        let all = stubs + empty
        guard let first = all.first else { return [] }
        return [
            Finding(
                .zeroElementTensor, about: first,
                message: (all.count == 1
                    ? "has the shape \(first.shape): a stub"
                    : "and \(all.count - 1) other\(all.count == 2 ? "" : "s") have no values: stubs")
                    + " of DeepSpeed's ZeRO-3, which keeps the real values in other files",
                help: "run zero_to_fp32.py, which DeepSpeed puts beside the checkpoint, and verify its output; under "
                    + "FSDP, save the whole model from all processes (StateDictType.FULL_STATE_DICT)",
                evidence: [("tensors", .integer(all.count)), ("shape", .shape(first.shape))])
        ]
    }
}
