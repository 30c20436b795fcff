internal import CZlib
internal import Testing

@testable internal import ByteIO

/// CRC-32, folded where the processor can, against zlib's tables.
@Suite("Checksum")
struct ChecksumTests {
    /// Bytes by a congruential generator.
    private static let bytes: [UInt8] = {
        var state: UInt32 = 1
        return (0..<5000).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
    }()

    private static func zlib(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        unsafe Array(bytes).withUnsafeBufferPointer {
            unsafe UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count))
        }
    }

    @Test("The check value of CRC-32 is that of its definition")
    func definition() {
        #expect(Checksum.of(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(Checksum.of([]) == 0)
    }

    @Test("The check value of CRC-32C is that of its definition (RFC 3720)")
    func castagnoli() {
        #expect(Checksum.of(Array("123456789".utf8), .crc32c) == 0xE306_9283)
        #expect(Checksum.of([UInt8](repeating: 0, count: 32), .crc32c) == 0x8A91_36AA)
        #expect(Checksum.of([], .crc32c) == 0)
    }

    @Test("Every length of CRC-32C is what it is bit by bit, around the lengths where folding begins and ends")
    func castagnoliLengths() {
        var register = UInt32.max
        var wrong: [Int] = []
        for (count, byte) in Self.bytes[..<700].enumerated() {
            if Checksum.of(Array(Self.bytes[..<count]), .crc32c) != ~register { wrong.append(count) }
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0x82F6_3B78 : 0) }
        }
        #expect(wrong == [])
    }

    @Test("Every length is zlib's, around the lengths where folding begins and ends")
    func lengths() {
        let wrong = (0...700).filter { Checksum.of(Array(Self.bytes[..<$0])) != Self.zlib(Self.bytes[..<$0]) }
        #expect(wrong == [])
        #expect(Checksum.of(Self.bytes) == Self.zlib(Self.bytes[...]))
    }

    @Test("Pieces give what the whole gives, wherever it is cut and however it is aligned")
    func pieces() {
        let whole = Self.zlib(Self.bytes[3..<1203])
        let wrong = (0...1200).filter { cut in
            var checksum = Checksum()
            checksum.add(Array(Self.bytes[3..<3 + cut]))
            checksum.add(Array(Self.bytes[3 + cut..<1203]))
            return checksum.value != whole
        }
        #expect(wrong == [])
    }

    @Test("One bit anywhere changes it: the guard of every record of an archive", arguments: [0, 63, 64, 1000, 1199])
    func bits(place: Int) {
        var damaged = Array(Self.bytes[..<1200])
        let sound = Checksum.of(damaged)
        damaged[place] ^= 0x10
        #expect(Checksum.of(damaged) != sound)
    }
}
