/// How much of what the helper says of an HDF5 file is believed (`docs/limits.md`).
enum KerasLimits {
    /// Seconds in a row in which the helper may use no processor time at all: a disk may be slow to answer.
    static let idleSeconds = 600
    /// Seconds for one question, whatever the helper does: only one that was taken over could take so long.
    static let questionSeconds = 86_400
    /// Bytes of an answer.
    static let answerBytes = 64 << 20
    /// Values in an answer; BERT with 48 layers has 20,000.
    ///
    /// A value takes up to 100 bytes of memory for two of text, so that the limit on bytes alone would allow gigabytes.
    static let answerValues = 2_000_000
    /// Objects in an answer.
    static let objects = 100_000
    /// Dimensions of a dataset: `H5S_MAX_RANK` of libhdf5.
    static let rank = 32
    /// Bytes of the paths of all weights that the lists name; BERT with 48 layers has 0.1 MB.
    static let pathBytes = 64 << 20
    /// A weight that decodes to more bytes than this, and to more than `bombRatio` times what is stored, is a shape bomb;
    /// the helper says so, too, but it is the helper that would fill the disk.
    static let bombBytes = 4 << 30
    static let bombRatio = 1000
}
