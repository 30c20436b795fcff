internal import ByteIO
internal import HelperProtocol
internal import KerasArchive
internal import Tensors
internal import TorchArchive

/// An archive of Keras 3 (`.keras`): a zip archive of `metadata.json`, `config.json` and `model.weights.h5`.
enum KerasZip {
    private static let weights = "model.weights.h5"
    private static let firstRecords = ["metadata.json", weights]

    /// Whether Keras opens a file of this name as an archive.
    static func isNamed(_ path: String) -> Bool { path.hasSuffix(".keras") }

    /// Whether a file begins with a record of such an archive.
    static func recognises(_ start: [UInt8]) -> Bool {
        guard TorchReader.recognisesArchive(start), start.count > 30 else { return false }
        let length = Int(start[26]) | Int(start[27]) << 8
        return firstRecords.contains { $0.utf8.elementsEqual(start.dropFirst(30).prefix(length)) }
    }

    /// The HDF5 file in an archive; nil: the file is an HDF5 file itself.
    ///
    /// - Throws: ``Fault`` `zip.*`, `keras.layout` for an archive without weights.
    static func part(of file: InputFile) throws(Fault) -> HelperPart? {
        try record(of: file).map { HelperPart(offset: $0.offset, count: $0.byteCount) }
    }

    /// Reads the whole HDF5 file in an archive, and compares the checksum that the archive records.
    ///
    /// - Throws: ``Fault`` `file.checksum`, `zip.*`.
    static func verifyChecksum(of file: InputFile) throws(Fault) {
        guard let record = try record(of: file) else { return }
        let range = ByteRange(
            file: file, offset: record.offset, count: Int(record.byteCount), checksum: record.checksum,
            label: "record '\(weights)'")
        try range.verifyChecksum()
    }

    private static func record(of file: InputFile) throws(Fault) -> StoredRecord? {
        guard isNamed(file.path) else { return nil }
        let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 1024)))
        guard recognises(start) else { return nil }
        guard let record = try StoredRecord(weights, in: file) else {
            throw Fault.kerasZip("the archive has no '\(weights)'").inFile(file.path)
        }
        return record
    }
}
