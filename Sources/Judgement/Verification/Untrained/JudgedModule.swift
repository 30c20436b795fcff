internal import ByteIO
internal import Forensics
internal import Tensors

/// A module and what its values say.
package struct JudgedModule: Sendable {
    package let module: ModuleValues
    package let verdict: UntrainedVerdict

    /// Values that were loaded, are used, and were never trained.
    package var untrainedElementCount: Int {
        guard module.unusedBecause == nil else { return 0 }
        switch verdict {
        case .proven, .strong: return module.elementCount
        case .untouched(let lines):
            let count = module.weight?.evidence.shape.elementCount ?? 0
            return lines.total == 0 ? 0 : count / lines.total * lines.count
        case .barely, .undecided, .trained: return 0
        }
    }

    /// Whether it is a matrix that is loaded and used, and its values do not tell whether it was trained.
    package var isUndecided: Bool {
        guard case .undecided = verdict else { return false }
        return module.weight?.evidence.shape.rank == 2 && module.isLoaded && module.unusedBecause == nil
    }
}
