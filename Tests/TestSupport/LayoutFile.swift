package import ByteIO
package import Tensors

/// Writes a layout with the tensors of ``ConformanceTensors`` as the product does: headers, data, then what
/// follows from the checksums.
package func write(
    _ layout: FileLayout, _ tensors: [OutputTensor], into file: borrowing AtomicFile
) throws(Fault) {
    for piece in layout.pieces { try write(piece.bytes, at: piece.offset, into: file) }
    var checksums: [String: UInt32] = [:]
    for tensor in tensors {
        let bytes = ConformanceTensors.bytes(of: tensor)
        checksums[tensor.name] = Checksum.of(bytes)
        try write(bytes, at: layout.offsets[tensor.name] ?? 0, into: file)
    }
    for piece in layout.trailer?(checksums) ?? [] { try write(piece.bytes, at: piece.offset, into: file) }
}

private func write(_ bytes: [UInt8], at offset: UInt64, into file: borrowing AtomicFile) throws(Fault) {
    let block = Block(byteCount: bytes.count)
    unsafe block.bytes.copyBytes(from: bytes)
    try unsafe file.write(UnsafeRawBufferPointer(block.bytes), at: offset)
}

/// The dense bytes of a tensor as the product reads them.
package func denseBytes(of entry: TensorEntry) throws(Fault) -> [UInt8] {
    var stream = TensorStream()
    try stream.open(entry)
    var bytes: [UInt8] = []
    while let block = try unsafe stream.next() { unsafe bytes += block }
    return bytes
}
