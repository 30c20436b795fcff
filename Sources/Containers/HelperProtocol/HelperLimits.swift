/// How large the messages between `bertconv` and `bertconv-hdf5` may be, and what both sides refuse in an HDF5 file
/// (`docs/limits.md`).
///
/// The helper keeps to these limits. The main program checks them again, because a hostile file may have taken the
/// helper over.
package enum HelperLimits {
    /// Objects, counted once for each link to them; BERT with 48 layers has 1,600.
    package static let objects = 100_000
    /// Dimensions of a dataset: `H5S_MAX_RANK` of libhdf5.
    package static let rank = 32
    /// Bytes of an answer, its line feed included.
    package static let answerBytes = 64 << 20
    /// Values in an answer; BERT with 48 layers has 20,000.
    ///
    /// A value of two bytes of text takes up to 100 bytes of memory, so the limit on bytes alone would allow gigabytes.
    package static let answerValues = 2_000_000
    /// Bytes of the specification of a new file; that of BERT with 48 layers has 0.3 MB.
    package static let specificationBytes = 64 << 20
    /// Levels of JSON in an answer or a specification.
    package static let levels = 8
    /// A dataset that decodes to more bytes than this, and to more than `bombRatio` times what is stored, is a shape
    /// bomb.
    package static let bombBytes = 4 << 30
    package static let bombRatio = 1000

    /// Whether a dataset of `bytes` bytes is a shape bomb when the file stores only `stored` bytes for it.
    package static func isBomb(bytes: Int, stored: UInt64) -> Bool {
        bytes > bombBytes && UInt64(bytes / bombRatio) > stored
    }
}
