/// Limits on PyTorch files (`docs/limits.md`).
///
/// A checkpoint of BERT with 48 layers and its optimiser has about 2,500 records, 150,000 operations, 15,000 entries of
/// the memo, and at most 2,000 values on the stack.
package enum TorchLimits {
    /// Bytes of a zip archive's central directory, and the number of its records.
    package static let directoryBytes: UInt64 = 16 << 20
    package static let records: UInt64 = 100_000
    /// Bytes of the name of a record or a tensor.
    package static let nameBytes = 4096
    /// The largest ratio of inflated to stored bytes of a record with more than ``freeInflatedBytes``; weights shrink
    /// to about 0.9.
    package static let inflationRatio: UInt64 = 200
    package static let freeInflatedBytes: UInt64 = 1 << 20

    package static let pickleBytes: UInt64 = 64 << 20
    package static let pickleOperations = 10_000_000
    /// Operations that are searched for unsafe names when a pickle could not be read.
    package static let suspectOperations = 1_000_000
    /// Values on the stack, and the number of marks.
    package static let pickleStack = 250_000
    /// Entries of the memo; tuples, lists, dicts and objects; values in all of them together.
    package static let pickleMemo = 250_000
    package static let pickleContainers = 500_000
    package static let pickleElements = 1_000_000
    /// Bytes of a line, which holds a name or, in protocol 0, a number.
    package static let lineBytes = 1 << 20
    /// Bytes of a text that is kept; no name is longer.
    ///
    /// All texts that are kept have at most ``textBytes``.
    package static let keptTextBytes = 64 << 10
    package static let textBytes = 16 << 20

    package static let tensors = 50_000
    /// Attributes of a tensor, and the number of its hooks.
    package static let attributes = 64
    /// Levels of nested modules.
    package static let moduleDepth = 64
    /// Modules and their entries, each counted every time it is reached: 64 modules that each hold the next one twice
    /// have 2 to the 64th paths.
    package static let moduleSteps = 1_000_000
    /// Dimensions of a tensor; torch itself allows 64.
    package static let rank = 64
    /// Bytes that a tensor may have whatever is stored.
    ///
    /// A larger tensor may have no more bytes than its storage.
    package static let freeDenseBytes = 1 << 20
    /// The largest ratio of the bytes of all tensors of a file to the bytes that are stored.
    package static let denseRatio: UInt64 = 4
}
