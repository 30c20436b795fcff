internal import CHDF5Shims
internal import HDF5

/// A descriptor that answers go to, without buffering.
struct Output {
    private let descriptor: Int32

    /// Standard output.
    static let answers = Output(descriptor: 1)
    /// Standard error.
    static let complaints = Output(descriptor: 2)

    /// Writes all of it.
    func write(_ bytes: RawSpan) throws(HDF5Error) {
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe CH5Write(descriptor, buffer.baseAddress, buffer.count)
        }
        guard status == 0 else { throw HDF5Error(.output, "the answer could not be written") }
    }

    /// Writes the text and a line feed.
    func writeLine(_ text: String) throws(HDF5Error) {
        let line = Array((text + "\n").utf8)
        try unsafe write(line.span.bytes)
    }
}
