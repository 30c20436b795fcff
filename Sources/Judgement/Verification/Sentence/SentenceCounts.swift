package import ByteIO
internal import Formats
internal import Tensors

/// What reports count.
extension SentenceFolder {
    /// The files with weights that the library loads.
    package var files: [InputFile] { modules.flatMap { $0.checkpoint?.files ?? [] } }

    /// The parameters of all modules.
    package var parameterCount: Int { modules.reduce(0) { $0 + $1.loaded.count } }

    /// The values of all modules.
    package var elementCount: Int {
        modules.flatMap(\.loaded).reduce(0) { $0.clampedSum($1.entry.shape.elementCount) }
    }

    /// The parameters whose values were checked.
    package func judgedCount(_ depth: Examination.Depth) -> Int {
        modules.reduce(0) { count, module in
            count
                + module.loaded.count {
                    module.unjudged($0, depth) == nil && !$0.entry.elementType.isNoWeight
                }
        }
    }

    /// The tensors that were read.
    package func checkedCount(_ depth: Examination.Depth) -> Int {
        depth == .headers ? parameterCount : modules.reduce(0) { $0 + $1.values.checkedCount }
    }
}
