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

/// BC109: parameters without elements, or with one in place of a whole matrix; and files that are mostly empty.
///
/// DeepSpeed's ZeRO-3 keeps the real values in other files and leaves such stubs where they were.
enum ZeroElementCheck {
    /// How many tensors of one element make it certain that they are stubs; one or two can be a bias of one label.
    private static let certainCount = 3

    /// The names of the stubs among the tensors of another shape than their parameter.
    static func stubs(_ loading: Loading) -> Set<String> {
        let ones = loading.mismatched.filter {
            $0.found.dimensions == [1] && $0.expected.elementCount > 1
        }
        let empty = loading.mismatched.filter { $0.found.elementCount == 0 }
        return Set((empty + (ones.count >= certainCount ? ones : [])).map(\.entry.name))
    }

    static func findings(_ examination: Examination) -> [Finding] {
        let names = stubs(examination.loading)
        let stubs = examination.loading.mismatched.map(\.entry).filter { names.contains($0.name) }
        let table = examination.checkpoint.table
        let others = table.entries.filter {
            $0.shape.elementCount == 0 && !names.contains($0.name) && $0.shape.rank > 0
        }
        // What no parameter is may be empty, unless most of the file is.
        let parameters = Set(examination.loading.loaded.values.map(\.name))
        let isMostlyEmpty = 2 * (stubs.count + others.count) > table.count
        let empty = others.filter { isMostlyEmpty || parameters.contains($0.name) }
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
