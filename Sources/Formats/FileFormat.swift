package import ByteIO
internal import Safetensors
internal import TorchArchive

/// The container of a checkpoint file.
package enum FileFormat: String, Sendable {
    case safetensors
    case kerasHDF5 = "keras-hdf5"
    /// A zip archive of torch 1.4 and later.
    case torchArchive = "pytorch"
    /// A file of torch before 1.6.
    case torchLegacy = "pytorch-legacy"
    /// A list of shards: JSON with a `weight_map`.
    case shardIndex = "shard-index"

    /// What the file is, by its first bytes and never by its name.
    ///
    /// - Throws: ``Fault`` `format.*` that names what it is instead, with what to do about it.
    package static func detect(_ file: InputFile) throws(Fault) -> FileFormat {
        do throws(Fault) {
            guard file.byteCount > 0 else { throw Fault.empty() }
            let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 1024)))
            if TorchReader.recognisesArchive(start) { return .torchArchive }
            if try isHDF5(file) { return .kerasHDF5 }
            if TorchReader.recognisesLegacy(start) { return .torchLegacy }
            if try SafetensorsReader.recognises(file) { return .safetensors }
            if let foreign = ForeignFormat.recognise(start) { throw foreign.fault }
            if start.first(where: { !whitespace.contains($0) }) == UInt8(ascii: "{") { return .shardIndex }
            throw Fault.unrecognised(start)
        } catch {
            throw error.inFile(file.path)
        }
    }

    private static let whitespace: [UInt8] = [0x20, 0x0A, 0x0D, 0x09]

    /// HDF5 looks for its signature at byte 0, 512, 1024, 2048, …: a user block may stand before it.
    private static func isHDF5(_ file: InputFile) throws(Fault) -> Bool {
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
        var offset: UInt64 = 0
        while offset + 8 <= file.byteCount {
            if try file.bytes(at: offset, count: 8) == signature { return true }
            offset = offset == 0 ? 512 : offset * 2
        }
        return false
    }
}
