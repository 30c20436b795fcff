/// A file whose bytes the helper asks for, because it is on another machine: `--ask BYTES` before everything else.
///
/// Standard input is then a socket. The helper writes a ``Question``, and the main program answers with the bytes.
package struct AskedFile: Equatable, Sendable {
    package let byteCount: UInt64

    private static let option = "--ask"

    package init(byteCount: UInt64) {
        self.byteCount = byteCount
    }

    /// Removes the option from the beginning of the arguments; nil: they do not begin with it.
    package init?(takingFrom arguments: inout [String]) {
        guard arguments.count >= 2, arguments[0] == Self.option, let byteCount = UInt64(arguments[1]) else {
            return nil
        }
        self.init(byteCount: byteCount)
        arguments.removeFirst(2)
    }

    package var arguments: [String] { [Self.option, String(byteCount)] }

    /// Bytes that the helper wants: offset and count as two numbers of 8 bytes, little-endian like all machines that the
    /// helper is built for (`Sources/Containers/CHDF5Shims/Input.c`).
    package struct Question: Equatable, Sendable {
        package static let byteCount = 16

        package let offset: UInt64
        package let count: UInt64

        /// - Returns: nil unless there are ``byteCount`` bytes, which ask for at least one byte of the file.
        package init?(_ bytes: [UInt8], of file: AskedFile) {
            guard bytes.count == Self.byteCount else { return nil }
            let numbers = [bytes[..<8], bytes[8...]].map { half in
                half.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            }
            (offset, count) = (numbers[0], numbers[1])
            guard count > 0, offset < file.byteCount, count <= file.byteCount - offset else { return nil }
        }
    }
}
