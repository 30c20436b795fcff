internal import ByteIO

/// A kind of file that is often mistaken for a checkpoint, or a checkpoint that bertconv cannot read.
package struct ForeignFormat: Sendable {
    /// Bytes of a file, and where they are.
    struct Signature: Sendable {
        /// Letters in lower case, which stand for both cases.
        let bytes: [UInt8]
        let offset: Int
    }

    /// For a sentence: `an HTML page`.
    let name: String
    let remedy: String
    /// Whether it is another program's own file, whole and sound, and not what a failed download or packing left.
    let isSound: Bool
    let signatures: [Signature]
    /// How names of such files end.
    let endings: [String]
    /// What the first bytes must also be; nil: the signatures are enough.
    let check: (@Sendable ([UInt8]) -> Bool)?

    /// That a file is of this kind.
    var fault: Fault {
        Fault(
            isSound ? .otherProgram : .foreignFormat, reason: "this is \(name), not a checkpoint that bertconv reads",
            remedy: remedy)
    }

    /// The kind that `start`, the first bytes of a file, belongs to; of what no bytes tell, by the name.
    static func recognise(_ start: [UInt8], path: String) -> ForeignFormat? {
        all.first { $0.begins(start) } ?? named(FilePath.name(of: path))
    }

    /// The kind whose files have such names.
    static func named(_ name: String) -> ForeignFormat? {
        all.first { $0.endings.contains(where: name.hasSuffix) }
    }

    /// Whether files of this name are another program's weights.
    package static func isWeights(_ name: String) -> Bool {
        named(name).map(\.isSound) ?? false
    }

    private func begins(_ start: [UInt8]) -> Bool {
        let text = Array(start.drop { $0 == 0x20 || (0x09...0x0D).contains($0) })
        let isFound = signatures.contains { signature in
            let bytes = signature.offset == 0 && signature.bytes.first == UInt8(ascii: "<") ? text : start
            guard bytes.count >= signature.offset + signature.bytes.count else { return false }
            return Swift.zip(bytes[signature.offset...], signature.bytes).allSatisfy { Self.lowercased($0) == $1 }
        }
        return (isFound || signatures.isEmpty && check != nil) && (check?(start) ?? true)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
    }
}

extension ForeignFormat {
    /// The kind of a zip archive by the name of its first record, or its own; nil: torch may have written it.
    static func zipArchive(_ start: [UInt8], path: String) -> ForeignFormat? {
        // A local header has 30 bytes, the length of the name among them (APPNOTE 4.3.7).
        guard start.count > 30 else { return nil }
        let length = Int(start[26]) | Int(start[27]) << 8
        let name = String(decoding: start.dropFirst(30).prefix(length), as: UTF8.self)
        if name.hasSuffix(".npy") { return numpyArchive }
        if ["metadata.json", "model.weights.h5", "model.weights.npz"].contains(name) { return kerasArchive }
        let isModelFile = ["config.json", "tokenizer.json", "vocab.txt"].contains(FilePath.name(of: name))
        if isModelFile || !FileFormat.named(name).isEmpty { return zippedFolder }
        return named(FilePath.name(of: path))
    }

    /// Whether the bytes from `offset` on are a length and so many letters of ASCII, as protocol buffers and msgpack
    /// write names.
    static func hasText(_ start: [UInt8], at offset: Int, length: Int) -> Bool {
        guard length > 0, start.count >= offset + length else { return false }
        return start[offset..<offset + length].allSatisfy { (0x20...0x7E).contains($0) }
    }
}

extension Fault {
    /// Why a folder without weights that bertconv reads has none, where it holds another program's.
    ///
    /// - Parameter found: the names of everything in the folder.
    static func otherProgram(in folder: String, found: [String]) -> Fault? {
        for name in found {
            guard let format = ForeignFormat.named(name), format.isSound else { continue }
            return Fault(
                .noWeights, file: folder,
                reason: "the folder holds no weights that bertconv reads: '\(name)' is \(format.name)",
                remedy: format.remedy)
        }
        return nil
    }
}
