/// How much of a file is read before the file counts as an attack, and how large a new one may become so that it can be
/// read again (`docs/limits.md`).
///
/// What both sides of the helper agree on is in ``HelperLimits``. The limits of the process, which apply even when
/// libhdf5 fails to keep to these, are those of ``Cage``.
package enum HDF5Limits {
    /// Seconds of processor time for a catalogue: that of a sound file takes milliseconds, the largest a second.
    ///
    /// These limits leave room for a machine ten times slower and an unoptimised build.
    static let catalogSeconds: UInt64 = 120
    /// A new file has metadata only: 100,000 objects take a few seconds.
    static let skeletonSeconds: UInt64 = 300
    /// libhdf5 inflates about 200 MB a second.
    static let decodeSeconds: UInt64 = 3_600
    /// Attributes of all objects.
    static let attributes = 100_000
    /// Components of a path; Keras nests 12 deep.
    static let depth = 64
    /// Bytes of all string attributes: what they take in the file, plus what they are as strings.
    ///
    /// BERT with 48 layers has 0.2 MB.
    static let attributeBytes = 32 << 20
    /// Bytes of the value of a link that a message quotes.
    static let linkValueBytes = 4096
    /// Bytes of one chunk, which is held in memory as a whole.
    static let chunkBytes = 256 << 20
    /// Bytes of decoded chunks that are kept while the rows that cut through them are written.
    static let chunkCacheBytes = 256 << 20
    /// Bytes decoded at a time.
    static let blockBytes = 8 << 20

    /// Bytes of an attribute that is a list of strings; Keras splits longer lists over several attributes.
    ///
    /// `HDF5_OBJECT_HEADER_LIMIT` of keras/src/legacy/saving/legacy_h5_format.py: a message of an object header has
    /// at most 64 KiB, including the attribute's name, type and shape.
    static let listBytes = 64512
    /// Bytes of the name of an attribute, for which `listBytes` leaves room.
    static let attributeNameBytes = 512
    /// Bytes of the data of a new file.
    ///
    /// The process may write 1 TiB; the rest is for the metadata.
    static let dataBytes = 1023 << 30
}
