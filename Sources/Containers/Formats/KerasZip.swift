internal import ByteIO
internal import HelperProtocol
internal import JSONText
internal import KerasArchive
internal import Tensors
internal import TorchArchive

/// An archive of Keras 3 (`.keras`): a zip archive of `metadata.json`, `config.json` and `model.weights.h5`.
enum KerasZip {
    private static let weights = "model.weights.h5"
    private static let configuration = "config.json"
    private static let firstRecords = ["metadata.json", configuration, weights]

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
    /// - Throws: ``Fault`` `zip.*`, `keras.layout` for an archive without weights, and for a file that Keras does not
    ///   take for an archive.
    static func part(of file: InputFile) throws(Fault) -> HelperPart? {
        try record(weights, of: file).map { HelperPart(offset: $0.offset, count: $0.byteCount) }
    }

    /// Checks that an archive describes a model: `load_model` of Keras 3 builds it from `config.json` before it reads
    /// weights (`saving_lib.py`, `_load_model_from_fileobj`).
    ///
    /// - Throws: ``Fault`` `keras.layout` for an archive without such a description, `zip.*`, `json.*`.
    static func checkConfiguration(of file: InputFile) throws(Fault) {
        guard let record = try record(configuration, of: file) else { return }
        do throws(Fault) {
            guard record.byteCount <= FormatLimits.indexBytes else {
                throw .kerasZip("\(record.byteCount) bytes are too many for a description of a model")
            }
            let bytes = try file.bytes(at: record.offset, count: Int(record.byteCount))
            var found = Checksum()
            found.add(bytes)
            guard found == record.checksum else {
                throw .checksum("record '\(configuration)'", recorded: record.checksum, found: found, at: record.offset)
            }
            let value = try JSONParser.parse(bytes).object
            guard value?["class_name"]?.string != nil, value?["config"]?.object != nil else {
                throw .kerasZip("it describes no object of Keras, so Keras 3 does not load the archive")
            }
        } catch {
            throw error.about("record '\(configuration)'").inFile(file.path)
        }
    }

    /// Reads the whole HDF5 file in an archive, and compares the checksum that the archive records.
    ///
    /// - Throws: ``Fault`` `file.checksum`, `zip.*`.
    static func verifyChecksum(of file: InputFile) throws(Fault) {
        guard let record = try record(weights, of: file) else { return }
        let range = ByteRange(
            file: file, offset: record.offset, count: Int(record.byteCount), checksum: record.checksum,
            label: "record '\(weights)'")
        try range.verifyChecksum()
    }

    /// A record of an archive; nil: the file does not have the name of one.
    private static func record(_ name: String, of file: InputFile) throws(Fault) -> StoredRecord? {
        guard isNamed(file.path) else { return nil }
        do throws(Fault) {
            let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 1024)))
            guard recognises(start) else { throw .kerasName() }
            guard let record = try StoredRecord(name, in: file) else {
                throw .kerasZip("the archive has no '\(name)', so Keras 3 does not load it")
            }
            return record
        } catch {
            throw error.inFile(file.path)
        }
    }
}
