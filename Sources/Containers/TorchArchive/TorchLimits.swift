/// What a PyTorch file may be at the most (`docs/limits.md`).
///
/// A checkpoint of BERT with 48 layers and its optimiser has some 2,500 records, 150,000 operations, 15,000 places of the
/// memo, and never more than 2,000 values open.
package enum TorchLimits {
    /// Bytes of a zip archive's central directory, and its records.
    package static let directoryBytes: UInt64 = 16 << 20
    package static let records: UInt64 = 100_000
    /// Bytes of the name of a record or a tensor.
    package static let nameBytes = 4096
    /// A deflated record of more than ``freeInflatedBytes`` may be so many times what is stored; weights shrink to 0.9 or
    /// so.
    package static let inflationRatio: UInt64 = 200
    package static let freeInflatedBytes: UInt64 = 1 << 20

    package static let pickleBytes: UInt64 = 64 << 20
    package static let pickleOperations = 10_000_000
    /// Operations that are looked through for names once a pickle could not be read.
    package static let suspectOperations = 1_000_000
    /// Values on the stack, and marks.
    package static let pickleStack = 250_000
    /// Places of the memo; tuples, lists, dicts and objects; what all of them hold together.
    package static let pickleMemo = 250_000
    package static let pickleContainers = 500_000
    package static let pickleElements = 1_000_000
    /// Bytes of a line, as names and old numbers are written.
    package static let lineBytes = 1 << 20
    /// Text of more bytes is passed over, for no name is so long; all that is kept has ``textBytes`` together.
    package static let keptTextBytes = 64 << 10
    package static let textBytes = 16 << 20

    package static let tensors = 50_000
    /// Attributes of a tensor, and its hooks.
    package static let attributes = 64
    /// Modules within each other.
    package static let moduleDepth = 64
    /// Modules and their entries, each counted as often as it is reached: modules that hold one another twice make 2 to
    /// the 64th paths of a few bytes.
    package static let moduleSteps = 1_000_000
    /// Dimensions of a tensor; torch itself allows 64.
    package static let rank = 64
    /// Bytes that a tensor may have whatever is stored; beyond, it has no more than its storage.
    package static let freeDenseBytes = 1 << 20
    /// All tensors of a file may have so many times the bytes that are stored.
    package static let denseRatio: UInt64 = 4
}
