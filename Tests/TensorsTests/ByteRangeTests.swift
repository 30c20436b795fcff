import ByteIO
import Tensors
import TestSupport
import Testing

@Suite("Runs of bytes in a file")
struct ByteRangeTests {
    @Test("Two runs are the same when file, place and length are, whatever is known of them")
    func same() throws {
        let file = try InputFile(path: Fixtures.path("README.md"))
        let other = try InputFile(path: Fixtures.path("README.md"))
        let range = ByteRange(file: file, offset: 4, count: 8)
        #expect(
            range.isSame(
                as: ByteRange(file: file, offset: 4, count: 8, checksum: Checksum(value: 7), label: "record 'x'")))
        #expect(!range.isSame(as: ByteRange(file: file, offset: 5, count: 8)))
        #expect(!range.isSame(as: ByteRange(file: file, offset: 4, count: 7)))
        #expect(!range.isSame(as: ByteRange(file: other, offset: 4, count: 8)), "opened twice, it may have changed")
    }

    @Test("A run says nothing of itself unless told: no checksum, little-endian, no label")
    func defaults() throws {
        let range = ByteRange(file: try InputFile(path: Fixtures.path("README.md")), offset: 0, count: 1)
        #expect(range.checksum == nil)
        #expect(!range.isBigEndian)
        #expect(range.label == nil)
    }
}
