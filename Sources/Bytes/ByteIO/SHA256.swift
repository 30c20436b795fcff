internal import CSHA256

/// The SHA-256 of bytes that come piece by piece (FIPS 180-4), computed by OpenSSL's libcrypto.
package struct SHA256: Sendable {
    private var state = SHA256_CTX()

    package init() {
        unsafe SHA256_Init(&state)
    }

    /// Adds the next bytes.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        unsafe SHA256_Update(&state, bytes.baseAddress, bytes.count)
    }

    package mutating func add(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe add($0) }
    }

    package mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { unsafe add(UnsafeRawBufferPointer($0)) }
    }

    /// The first `byteCount` of the 32 bytes of the digest of all that was added, in lowercase hexadecimal.
    package func hex(byteCount: Int = 32) -> String {
        var last = state
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe SHA256_Final(&digest, &last)
        return String(hexadecimal: digest.prefix(byteCount))
    }

    /// The digest of a small piece of memory, in lowercase hexadecimal.
    package static func hex(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.add(bytes)
        return hash.hex()
    }
}
