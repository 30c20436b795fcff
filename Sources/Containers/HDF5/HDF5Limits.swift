/// How much of a file is read before it is called an attack, and how much is put into a new one, so that it can be
/// read again.
///
/// The limits of the process, which hold even where libhdf5 goes astray, are those of ``Cage``.
package enum HDF5Limits {
    /// Seconds of processor time for a catalogue: an honest one takes milliseconds, the largest a second.
    ///
    /// These limits leave room for a machine ten times slower and an unoptimised build.
    static let catalogSeconds: UInt64 = 120
    /// A new file has metadata only: 100,000 objects take some seconds.
    static let skeletonSeconds: UInt64 = 300
    /// Inflating makes some 200 MB a second.
    static let decodeSeconds: UInt64 = 3_600
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

    /// Bytes of the specification of a new file; that of BERT with 48 layers has 0.3 MB.
    package static let specificationBytes = 64 << 20
    /// Bytes of an attribute that is a list of strings; Keras distributes longer ones over several.
    ///
    /// `HDF5_OBJECT_HEADER_LIMIT` of keras/src/legacy/saving/legacy_h5_format.py: a message of an object header has
    /// at most 64 KiB, the attribute's name, type and shape included.
    static let listBytes = 64512
    /// Bytes of the name of an attribute, for which `listBytes` leaves room.
    static let attributeNameBytes = 512
    /// Bytes of the data of a new file.
    ///
    /// The process may write 1 TiB; the rest is for the metadata.
    static let dataBytes = 1023 << 30
}
