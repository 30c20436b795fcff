import ByteIO
import TestSupport
import Testing
import TorchArchive

/// The end record of large archives (APPNOTE.TXT 6.3.10, sections 4.3.14 and 4.3.15), whose numbers have 64 bits.
@Suite("The end of a large zip archive")
struct ZipLargeEndTests {
    /// A sound archive with the two records of zip64 before its end record.
    ///
    /// - Parameters:
    ///   - size: what the large end record says of its own length; the truth is 44.
    ///   - position: where the locator says it is; nil: where it is.
    ///   - disks: how many disks the locator counts.
    private static func archive(size: UInt64 = 44, position: UInt64? = nil, disks: UInt32 = 1) -> [UInt8] {
        let sound = ZipArchive.sound.bytes
        let end = sound.suffix(22)
        let number = { (from: Int, count: Int) in
            end.dropFirst(from).prefix(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        var large = little(UInt32(0x0606_4B50)) + little(size) + little(UInt32(0x002D_002D)) + little(UInt64(0))
        large += little(number(8, 2)) + little(number(10, 2)) + little(number(12, 4)) + little(number(16, 4))
        var locator = little(UInt32(0x0706_4B50)) + little(UInt32(0))
        locator += little(position ?? UInt64(sound.count - 22)) + little(disks)
        return sound.dropLast(22) + large + locator + end
    }

    @Test("A large end record that says the truth is read")
    func sound() {
        #expect(refusal(of: Self.archive()) == nil)
    }

    @Test(
        "A length that reaches elsewhere is refused, also where its sum with the place overflows",
        arguments: [0, 43, 45, .max, .max - 11, .max - 11 - UInt64(ZipArchive.sound.bytes.count - 22)])
    func length(size: UInt64) {
        #expect(refusal(of: Self.archive(size: size))?.code == .zipDirectory)
    }

    @Test("An archive on no disk, or on several, is refused, as torch refuses it", arguments: [0, 2, .max] as [UInt32])
    func disks(count: UInt32) {
        #expect(refusal(of: Self.archive(disks: count))?.code == .zipDirectory)
    }

    @Test("A locator that points behind itself is refused", arguments: [.max, 1 << 63, 1 << 20] as [UInt64])
    func locator(position: UInt64) {
        #expect(refusal(of: Self.archive(position: position))?.code == .zipDirectory)
    }
}
