package import ByteIO
internal import Safetensors
internal import TorchArchive

/// The format of a checkpoint file.
///
/// Libraries choose a reader by the name of a file, so a file is opened in the format of its name.
package enum FileFormat: String, Sendable {
    case safetensors
    case kerasHDF5 = "keras-hdf5"
    /// A zip archive of torch 1.4 and later.
    case torchArchive = "pytorch"
    /// A file of torch before 1.6.
    case torchLegacy = "pytorch-legacy"
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
        (".safetensors", [.safetensors]), (".index.json", [.shardIndex]),
        (".bin", [.torchArchive, .torchLegacy]), (".pt", [.torchArchive, .torchLegacy]),
        (".pth", [.torchArchive, .torchLegacy]), (".h5", [.kerasHDF5]), (".hdf5", [.kerasHDF5]),
    ]

    private static func content(of file: InputFile) throws(Fault) -> FileFormat {
        guard file.byteCount > 0 else { throw Fault.empty() }
        let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 1024)))
        var found: [FileFormat] = []
        if TorchReader.recognisesArchive(start) { found.append(.torchArchive) }
        if TorchReader.recognisesLegacy(start) { found.append(.torchLegacy) }
        if try SafetensorsReader.recognises(file) { found.append(.safetensors) }
        if try isHDF5(file) { found.append(.kerasHDF5) }
        if found != [.torchArchive], !found.isEmpty, try endsAsArchive(file) { found.append(.torchArchive) }
        if found.count > 1 { throw Fault.ambiguousFormat(found) }
        if let only = found.first { return only }
        if let foreign = ForeignFormat.recognise(start) { throw foreign.fault }
        if start.first(where: { !whitespace.contains($0) }) == UInt8(ascii: "{") { return .shardIndex }
        throw Fault.unrecognised(start)
    }

    private static let whitespace: [UInt8] = [0x20, 0x0A, 0x0D, 0x09]

    private static func endsAsArchive(_ file: InputFile) throws(Fault) -> Bool {
        let count = min(file.byteCount, UInt64(TorchReader.endBytes))
        return TorchReader.recognisesArchive(atEnd: try file.bytes(at: file.byteCount - count, count: Int(count)))
    }

    /// Looks for the signature at byte 0, 512, 1024, 2048, …, because a user block may precede it.
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

extension FileFormat {
    /// The format in a sentence: `a safetensors file`.
    package var phrase: String {
        switch self {
        case .safetensors: "a safetensors file"
        case .kerasHDF5: "an HDF5 file"
        case .torchArchive: "a PyTorch archive"
        case .torchLegacy: "a PyTorch file from before torch 1.6"
        case .shardIndex: "a JSON text, like the index of a sharded checkpoint"
        }
    }

    /// A name that a loader opens as this format.
    package var usualName: String {
        switch self {
        case .safetensors: "model.safetensors"
        case .kerasHDF5: "tf_model.h5"
        case .torchArchive, .torchLegacy: "pytorch_model.bin"
        case .shardIndex: "model.safetensors.index.json"
        }
    }
}

/// A kind of file that is often mistaken for a checkpoint, or a checkpoint that bertconv cannot read.
struct ForeignFormat: Sendable {
    let name: String
    let remedy: String
    /// The first bytes of the file and their offset; letters match in upper and lower case.
    private let signatures: [(text: [UInt8], offset: Int)]

    private init(_ name: String, _ remedy: String, _ signatures: [(text: [UInt8], offset: Int)]) {
        self.name = name
        self.remedy = remedy
        self.signatures = signatures
    }

    var fault: Fault {
        Fault(
            .foreignFormat, reason: "this is \(name), not a checkpoint that bertconv reads", remedy: remedy)
    }

    /// The kind that `start`, the first bytes of a file, belongs to.
    static func recognise(_ start: [UInt8]) -> ForeignFormat? {
        let text = Array(start.drop { $0 == 0x20 || (0x09...0x0D).contains($0) })
        return all.first { kind in
            kind.signatures.contains { signature in
                let bytes = signature.offset == 0 && signature.text.first == UInt8(ascii: "<") ? text : start
                guard bytes.count >= signature.offset + signature.text.count else { return false }
                return zip(bytes[signature.offset...], signature.text).allSatisfy { lowercased($0) == $1 }
            }
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
    }

    private static func text(_ text: String, at offset: Int = 0) -> (text: [UInt8], offset: Int) {
        (Array(text.utf8), offset)
    }

    private static let all: [ForeignFormat] = [
        ForeignFormat(
            "a git-lfs pointer, a text in place of the real file", "run 'git lfs pull' to fetch the file itself",
            [text("version https://git-lfs")]),
        ForeignFormat(
            "an HTML page", "the download got a web page, such as a login or an error: fetch the file again",
            [text("<!doctype html"), text("<html"), text("<?xml")]),
        ForeignFormat(
            "a PyTorch file of the 1.0 preview", "load it with torch 1.0 and save it again", [text("pytorch1")]),
        ForeignFormat(
            "a plain pickle", "only torch.save's own files are read; a bare pickle can hold anything",
            [([0x80, 2], 0), ([0x80, 3], 0), ([0x80, 4], 0), ([0x80, 5], 0)]),
        ForeignFormat("a gzip archive", "unpack it with 'gunzip' first", [([0x1F, 0x8B], 0)]),
        ForeignFormat("a 7z archive", "unpack it first", [([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], 0)]),
        ForeignFormat(
            "a tar archive", "unpack it with 'tar -xf'; if torch 0.1 wrote it, save it again with torch 1.0",
            [text("ustar", at: 257)]),
        ForeignFormat("a GGUF file", "bertconv reads the model it was made from", [text("gguf")]),
        ForeignFormat(
            "a Flax checkpoint (msgpack)",
            "convert it with transformers before version 5: from_pretrained(from_flax=True)",
            [([0xDE, 0x00], 0), ([0x82, 0xA4], 0), ([0x81, 0xA4], 0), ([0x81, 0xA6], 0), ([0x83, 0xA4], 0)]),
    ]
}
