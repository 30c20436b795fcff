/// How much of a file is read before it is called an attack.
///
/// The limits of the process, which hold even where libhdf5 goes astray, are `ProcessLimits` of `bertconv-hdf5`.
package enum Limits {
    /// Objects, counted once for each link to them; BERT with 48 layers has 1,600.
    static let objects = 100_000
    /// Attributes on all objects.
    static let attributes = 100_000
    /// Components of a path; Keras nests 12 deep.
    static let depth = 64
    /// Bytes of all string attributes: what they take in the file and, again, what they are as strings.
    ///
    /// BERT with 48 layers has 0.2 MB.
    static let attributeBytes = 32 << 20
    /// Bytes of the catalogue as JSON, its line feed included.
    package static let answerBytes = 64 << 20
    /// Bytes of the value of a link that a message quotes.
    static let linkValueBytes = 4096
    /// A dataset that decodes to more bytes than this, and to more than `bombRatio` times what is stored, is a
    /// shape bomb.
    static let bombBytes = 4 << 30
    static let bombRatio = 1000
    /// Bytes of one chunk, which is held whole.
    static let chunkBytes = 256 << 20
    /// Bytes of decoded chunks that are kept while the rows that cut through them are written.
    static let chunkCacheBytes = 256 << 20
    /// Bytes decoded at a time.
    static let blockBytes = 8 << 20
}
