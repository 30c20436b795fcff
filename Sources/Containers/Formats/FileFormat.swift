package import ByteIO
internal import Safetensors
internal import TensorBundle
internal import TorchArchive

/// The format of a checkpoint file.
///
/// Libraries choose a reader by the name of a file, so a file is opened in the format of its name.
package enum FileFormat: String, Sendable {
    case safetensors
    /// An HDF5 file of Keras, or an archive of Keras 3 with one in it.
    case kerasHDF5 = "keras-hdf5"
    /// A zip archive of torch 1.4 and later.
    case torchArchive = "pytorch"
    /// A file of torch before 1.6.
    case torchLegacy = "pytorch-legacy"
    /// A checkpoint of TensorFlow's own: an index, and data files beside it.
    case tensorBundle = "tensorflow-checkpoint"
    /// A list of shards: JSON with a `weight_map`.
    case shardIndex = "shard-index"

    /// The format of a file: the name decides which reader opens it, and the content must agree.
    ///
    /// If the name says nothing, the content decides.
    ///
    /// - Throws: ``Fault`` `format.*` when the file is no checkpoint, has another format than its name says, or could
    ///   be read in two formats.
    package static func detect(_ file: InputFile) throws(Fault) -> FileFormat {
        do throws(Fault) {
            let found = try content(of: file)
            let expected = named(file.path)
            guard expected.isEmpty || expected.contains(found) else {
                throw Fault.nameDisagrees(found, expected: expected)
            }
            return found
        } catch {
            throw error.inFile(file.path)
        }
    }

    /// The formats that a file of this name may have; empty for a name that says nothing.
    package static func named(_ path: String) -> [FileFormat] {
        let name = FilePath.name(of: path)
        return endings.first { name.hasSuffix($0.ending) }?.formats ?? []
    }

    private static let endings: [(ending: String, formats: [FileFormat])] = [
        (".safetensors", [.safetensors]), (".index.json", [.shardIndex]), (".keras", [.kerasHDF5]),
        (".bin", [.torchArchive, .torchLegacy]), (".pt", [.torchArchive, .torchLegacy]),
        (".pth", [.torchArchive, .torchLegacy]), (".h5", [.kerasHDF5]), (".hdf5", [.kerasHDF5]),
        (".index", [.tensorBundle]),
    ]

    private static func content(of file: InputFile) throws(Fault) -> FileFormat {
        guard file.byteCount > 0 else { throw Fault.empty() }
        let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 1024)))
        var found: [FileFormat] = []
        if TorchReader.recognisesArchive(start) { found.append(.torchArchive) }
        if TorchReader.recognisesLegacy(start) { found.append(.torchLegacy) }
        if try SafetensorsReader.recognises(file) { found.append(.safetensors) }
        if try isHDF5(file) { found.append(.kerasHDF5) }
        let endsAsBundle = try endsAsBundle(file)
        if endsAsBundle || BundleReader.recognises(start) { found.append(.tensorBundle) }
        // What a library sees in an archive of this name is the HDF5 file in it, wherever that begins.
        if KerasZip.isNamed(file.path), KerasZip.recognises(start) {
            found = found.filter { $0 != .torchArchive && $0 != .kerasHDF5 } + [.kerasHDF5]
        } else if !found.contains(.torchArchive), !found.isEmpty, try endsAsArchive(file) {
            found.append(.torchArchive)
        }
        if found.count > 1 { throw Fault.ambiguousFormat(found) }
        if found == [.torchArchive], let foreign = ForeignFormat.zipArchive(start, path: file.path) {
            throw foreign.fault
        }
        if let only = found.first { return only }
        if let foreign = ForeignFormat.recognise(start, path: file.path) { throw foreign.fault }
        if start.first(where: { !whitespace.contains($0) }) == UInt8(ascii: "{") { return .shardIndex }
        throw Fault.unrecognised(start)
    }

    /// How much of a remote file is read first in any case.
    private static let remoteProbeBytes: UInt64 = 65_536

    private static let whitespace: [UInt8] = [0x20, 0x0A, 0x0D, 0x09]

    private static func endsAsArchive(_ file: InputFile) throws(Fault) -> Bool {
        let count = min(file.byteCount, UInt64(TorchReader.endBytes))
        return TorchReader.recognisesArchive(atEnd: try file.bytes(at: file.byteCount - count, count: Int(count)))
    }

    private static func endsAsBundle(_ file: InputFile) throws(Fault) -> Bool {
        let count = min(file.byteCount, UInt64(BundleReader.endByteCount))
        return BundleReader.recognises(atEnd: try file.bytes(at: file.byteCount - count, count: Int(count)))
    }

    /// Looks for the signature at byte 0, 512, 1024, 2048, …, because a user block may precede it.
    ///
    /// Of a file on another machine only at its beginning: each place would be a request, and no such file is read as
    /// HDF5.
    private static func isHDF5(_ file: InputFile) throws(Fault) -> Bool {
        let end = file.isRemote ? min(file.byteCount, remoteProbeBytes) : file.byteCount
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
        var offset: UInt64 = 0
        while offset + 8 <= end {
            if try file.bytes(at: offset, count: 8) == signature { return true }
            offset = offset == 0 ? 512 : offset * 2
        }
        return false
    }
}

extension FileFormat {
    /// Whether TensorFlow writes it: with its own names, and matrices as [in, out].
    package var isTensorFlows: Bool { self == .kerasHDF5 || self == .tensorBundle }

    /// The format in a sentence: `a safetensors file`.
    package var phrase: String {
        switch self {
        case .safetensors: "a safetensors file"
        case .kerasHDF5: "an HDF5 file"
        case .torchArchive: "a PyTorch archive"
        case .torchLegacy: "a PyTorch file from before torch 1.6"
        case .tensorBundle: "the index of a TensorFlow checkpoint"
        case .shardIndex: "a JSON text, like the index of a sharded checkpoint"
        }
    }

    /// A name that a loader opens as this format.
    package var usualName: String {
        switch self {
        case .safetensors: "model.safetensors"
        case .kerasHDF5: "tf_model.h5"
        case .torchArchive, .torchLegacy: "pytorch_model.bin"
        case .tensorBundle: "bert_model.ckpt.index"
        case .shardIndex: "model.safetensors.index.json"
        }
    }
}
