internal import CKernels
internal import CSHA256
internal import CZlib

/// A checksum of 32 bits, computed piece by piece.
package struct Checksum: Sendable, Equatable {
    /// Which checksum it is.
    package enum Kind: String, Sendable {
        /// That of zip archives (ISO 3309, polynomial 0xEDB88320).
        case crc32 = "CRC-32"
        /// Castagnoli's, of TensorFlow's checkpoints (RFC 3720, polynomial 0x82F63B78).
        case crc32c = "CRC-32C"
    }

    package let kind: Kind
    /// The checksum of all bytes added so far.
    package private(set) var value: UInt32

    /// - Parameter value: the checksum of the bytes before those that are added.
    package init(_ kind: Kind = .crc32, value: UInt32 = 0) {
        self.kind = kind
        self.value = value
    }

    /// Adds the next bytes.
    ///
    /// Most are folded into 16, which is ten times as fast as tables; zlib or `CKExtendCRC32C` does the rest.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        var folded: [16 of UInt8] = .init(repeating: 0)
        var target = folded.mutableSpan
        let done = unsafe target.withUnsafeMutableBufferPointer { folded in
            unsafe CKFoldCRC(
                kind == .crc32 ? CKZip : CKCastagnoli, start, bytes.count, ~value, folded.baseAddress)
        }
        if done > 0 {
            // The register is complemented before and after, so it begins with 0 here.
            value = unsafe folded.span.withUnsafeBufferPointer { folded in
                unsafe extend(.max, folded.baseAddress, folded.count)
            }
        }
        value = unsafe extend(value, start + done, bytes.count - done)
    }

    private func extend(_ value: UInt32, _ bytes: UnsafePointer<UInt8>?, _ count: Int) -> UInt32 {
        guard count > 0, let bytes = unsafe bytes else { return value }
        switch kind {
        case .crc32: return unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(value), bytes, count))
        case .crc32c: return unsafe ~CKExtendCRC32C(~value, bytes, count)
        }
    }

    package mutating func add(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe add($0) }
    }

    /// The checksum of a small piece of memory.
    package static func of(_ bytes: [UInt8], _ kind: Kind = .crc32) -> UInt32 {
        var checksum = Checksum(kind)
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
