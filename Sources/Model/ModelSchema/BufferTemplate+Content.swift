package import ByteIO
package import Tensors

extension Architecture {
    /// Whether a tensor holds just what the library computes for a buffer: 0, 1, 2, … or zeros, in any integer
    /// type.
    ///
    /// - Parameter path: the buffer's, as in the schema.
    /// - Throws: ``Fault`` when the file cannot be read.
    package func isUsual(_ entry: TensorEntry, path: String) throws(Fault) -> Bool {
        guard let template = buffers.first(where: { $0.path == path }), entry.elementType.isInteger,
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
