internal import ByteIO

/// A kind of file that is often taken for a checkpoint, or a checkpoint that bertconv cannot read.
struct ForeignFormat: Sendable {
    let name: String
    let remedy: String
    /// What the file begins with, and from which byte on; letters in upper or lower case.
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
            "a git-lfs pointer: the text that stands for the real file", "run 'git lfs pull' to fetch the file itself",
            [text("version https://git-lfs")]),
        ForeignFormat(
            "an HTML page", "the download got a web page (a log-in or an error): fetch the file again",
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
