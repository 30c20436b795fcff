internal import CKernels
internal import CSHA256
internal import CZlib

/// The CRC-32 of a zip archive (ISO 3309, polynomial 0xEDB88320), computed piece by piece.
package struct Checksum: Sendable {
    /// The checksum of all bytes added so far.
    package private(set) var value: UInt32 = 0

    package init() {}

    /// Adds the next bytes.
    ///
    /// Most are folded into 16, which is ten times as fast as zlib's tables; zlib does the rest.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        var folded: [16 of UInt8] = .init(repeating: 0)
        var target = folded.mutableSpan
        let done = unsafe target.withUnsafeMutableBufferPointer { folded in
            unsafe CKFoldCRC32(start, bytes.count, ~value, folded.baseAddress)
        }
        if done > 0 {
            // zlib complements the register before and after, so it begins with 0 here.
            value = unsafe folded.span.withUnsafeBufferPointer { folded in
                unsafe Self.extend(.max, folded.baseAddress, folded.count)
            }
        }
        value = unsafe Self.extend(value, start + done, bytes.count - done)
    }

    private static func extend(_ value: UInt32, _ bytes: UnsafePointer<UInt8>?, _ count: Int) -> UInt32 {
        guard count > 0 else { return value }
        return unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(value), bytes, count))
    }

    package mutating func add(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe add($0) }
    }

    /// The checksum of a small piece of memory.
    package static func of(_ bytes: [UInt8]) -> UInt32 {
        var checksum = Checksum()
        checksum.add(bytes)
        return checksum.value
    }
}

/// The SHA-256 digest (FIPS 180-4), computed piece by piece by OpenSSL's libcrypto.
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
        String(hexadecimal: bytes().prefix(byteCount))
    }

    /// The 32 bytes of the digest of all that was added.
    package func bytes() -> [UInt8] {
        var last = state
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe SHA256_Final(&digest, &last)
        return digest
    }

    /// The digest of a small piece of memory, in lowercase hexadecimal.
    package static func hex(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.add(bytes)
        return hash.hex()
    }
}
