import ByteIO
import Tensors
import TestSupport
import Testing
import TorchArchive

/// torch reads damaged data without a word, and with mmap garbage out of what is deflated.
@Suite("Data of zip archives")
struct ZipDataTests {
    private static let tensor = "archive/data/0"

    /// The sound archive with its tensor deflated.
    private static func archive(
        _ change: (inout ZipArchive.Record) -> Void = { _ in }
    ) -> ZipArchive {
        var archive = ZipArchive.sound
        let packed = deflated(ZipArchive.sixFloats)
        archive[tensor].data = packed
        archive[tensor].method = 8
        archive[tensor].sizes.stored = UInt64(packed.count)
        change(&archive[tensor])
        return archive
    }

    @Test(
        "A flipped bit is found, in the data and in the pickle, and the record is named",
        arguments: [
            ("archive/data/0", 5), ("archive/data.pkl", 3),
        ])
    func flipped(record: String, position: Int) throws {
        var archive = ZipArchive.sound
        archive[record].data[position] ^= 4
        let fault = try #require(refusal(of: archive.bytes))
        #expect(fault.code == .checksum)
        #expect(fault.subject == "record '\(record)'")
        #expect(fault.offset != nil)
    }

    @Test("One CRC of 0 among others is a checksum like any other")
    func zero() throws {
        var archive = ZipArchive.sound
        archive["archive/data/0"].checksum = 0
        let fault = try #require(refusal(of: archive.bytes))
        #expect(fault.code == .checksum)
    }

    @Test("Where all CRCs are 0 none was recorded, which is said")
    func unrecorded() throws {
        var archive = ZipArchive.sound
        for index in archive.records.indices { archive.records[index].checksum = 0 }
        let folder = TemporaryFolder()
        let contents = try contents(ofFile: folder.write(archive.bytes, to: "file.pt"))
        #expect(contents.notes.contains { $0.contains("has no checksums") })
        #expect(try read(contents.table)["a"]?.bytes == ZipArchive.sixFloats)
    }

    @Test("A deflated tensor is inflated, and said to be")
    func inflated() throws {
        let folder = TemporaryFolder()
        let contents = try contents(ofFile: folder.write(Self.archive().bytes, to: "file.pt"))
        #expect(contents.deflatedRecordCount == 1)
        #expect(contents.table["a"]?.isEncoded == true)
        #expect(try read(contents.table)["a"]?.bytes == ZipArchive.sixFloats)
    }

    @Test("A deflated pickle is inflated")
    func pickle() throws {
        var archive = ZipArchive.sound
        let packed = deflated(archive["archive/data.pkl"].data)
        archive["archive/data.pkl"].data = packed
        archive["archive/data.pkl"].method = 8
        archive["archive/data.pkl"].sizes.stored = UInt64(packed.count)
        #expect(refusal(of: archive.bytes) == nil)
    }

    @Test("A deflated view is a view of what was inflated")
    func view() throws {
        var archive = ZipArchive.torch {
            $0.size = [2]
            $0.strides = [3]
            $0.offset = 2
        }
        let packed = deflated(ZipArchive.sixFloats)
        archive[Self.tensor].data = packed
        archive[Self.tensor].method = 8
        archive[Self.tensor].sizes.stored = UInt64(packed.count)
        let folder = TemporaryFolder()
        let tensors = try read(folder.write(archive.bytes, to: "file.pt"))
        #expect(tensors["a"]?.bytes == [3, 6].flatMap { little(Float($0).bitPattern) })
    }

    @Test("Deflated data that ends early, is none, or unfolds to another size is refused by the record's name")
    func damaged() throws {
        let cases: [(ZipArchive, Fault.Code)] = [
            (
                Self.archive {
                    $0.data = Array($0.data.dropLast(4))
                    $0.sizes.stored -= 4
                }, .zipInflate
            ),
            (Self.archive { $0.data = Array(repeating: 0xFF, count: $0.data.count) }, .zipInflate),
            (
                Self.archive {
                    let long = deflated(ZipArchive.sixFloats + ZipArchive.sixFloats)
                    $0.data = long
                    $0.sizes.stored = UInt64(long.count)
                }, .zipInflate
            ),
            (
                Self.archive {
                    let short = deflated(Array(ZipArchive.sixFloats.dropLast(4)))
                    $0.data = short
                    $0.sizes.stored = UInt64(short.count)
                }, .zipInflate
            ),
            (Self.archive { $0.checksum ^= 1 }, .checksum),
        ]
        for (archive, code) in cases {
            let fault = try #require(refusal(of: archive.bytes))
            #expect(fault.code == code)
            #expect(fault.subject == "record 'archive/data/0'")
        }
    }

    @Test("Data that follows the deflated stream within its record is refused, not skipped")
    func hidden() throws {
        let archive = Self.archive {
            $0.data += [1, 2, 3, 4]
            $0.sizes.stored += 4
        }
        let fault = try #require(refusal(of: archive.bytes))
        #expect(fault.code == .zipInflate)
        #expect(fault.subject == "record 'archive/data/0'")
    }

    @Test("A bomb is refused before it is unfolded")
    func bomb() throws {
        let packed = deflated(Array(repeating: 0, count: 8 << 20))
        var archive = ZipArchive.torch(storage: packed) {
            $0.count = 2 << 20
            $0.size = [2 << 20]
            $0.strides = [1]
        }
        archive[Self.tensor].method = 8
        archive[Self.tensor].sizes = (UInt64(packed.count), 8 << 20)
        let fault = try #require(refusal(of: archive.bytes))
        #expect(fault.code == .zipLimit)
        #expect(fault.subject == "record 'archive/data/0'")
    }
}
