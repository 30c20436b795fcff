package import BertModel
package import ByteIO
package import Tensors

/// BC203: a constant that old versions stored with the parameters.
///
/// A note when it holds what it should, a warning when not: then the model was changed in a way that no loader
/// notices.
package enum BufferCheck {
    static func findings(_ inspection: Inspection) throws(Fault) -> [Finding] {
        var findings: [Finding] = []
        for buffer in inspection.binding.buffers {
            let isUsual = try isUsual(buffer.entry, path: buffer.path, inspection.tree.architecture)
            findings.append(
                Finding(
                    .buffer, severity: isUsual ? .note : .warning, subject: buffer.entry.name,
                    file: buffer.entry.file.path,
                    message: isUsual
                        ? "is a constant that current versions do not store; it is left out"
                        : "is a constant, but does not hold the usual values; no loader uses it",
                    help: isUsual ? "nothing needs to be done" : "find out who changed it; it is carried over as it is")
            )
        }
        return findings
    }

    /// Whether the tensor holds just what the library would compute: 0, 1, 2, … or zeros, in any integer type.
    package static func isUsual(
        _ entry: TensorEntry, path: String, _ architecture: Architecture
    ) throws(Fault) -> Bool {
        guard let template = architecture.buffers.first(where: { $0.path == path }), entry.elementType.isInteger,
            entry.byteCount <= Block.standardByteCount
        else { return false }
        var stream = TensorStream()
        try stream.open(entry)
        guard let bytes = try unsafe stream.next().map({ unsafe Array($0) }) else { return true }
        let width = entry.elementType.bitWidth / 8
        for element in 0..<entry.shape.elementCount {
            let value = (0..<width).reduce(UInt64(0)) { $0 | UInt64(bytes[element * width + $1]) << UInt64($1 * 8) }
            guard value == (template.content == .ascending ? UInt64(element) : 0) else { return false }
        }
        return true
    }
}
