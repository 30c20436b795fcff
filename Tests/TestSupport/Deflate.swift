import CZlib

/// The bytes as one raw deflate stream, as a zip archive has it.
public func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var source = bytes
    var target = [UInt8](repeating: 0, count: bytes.count + 1024)
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe deflateInit2_(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
        return []
    }
    defer { unsafe deflateEnd(&stream) }
    let count = unsafe source.withUnsafeMutableBufferPointer { input in
        unsafe target.withUnsafeMutableBufferPointer { output in
            unsafe stream.next_in = input.baseAddress
            unsafe stream.avail_in = UInt32(input.count)
            unsafe stream.next_out = output.baseAddress
            unsafe stream.avail_out = UInt32(output.count)
            unsafe deflate(&stream, Z_FINISH)
            return unsafe output.count - Int(stream.avail_out)
        }
    }
    return Array(target.prefix(count))
}
