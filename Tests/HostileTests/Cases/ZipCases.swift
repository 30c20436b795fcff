import ByteIO
import TestSupport

/// What zip readers disagree about: miniz in torch believes the directory, scanners the local headers, and nobody the
/// checksums (torch-safetensors facts 1.3; CVE-2025-1944, -1945, -10156).
enum ZipCases {
    static let all = local + flags + ranges + names + ends + large + deflation + checksums + layout + truncations

    static let weight = "bert.embeddings.token_type_embeddings.weight"
    static let tensor = "archive/data/0"
    static let pickle = "archive/data.pkl"

    /// A sound archive with one weight.
    static var sound: ZipArchive {
        ZipArchive.torch(.dict([(weight, DescribedTensor())]), storages: [("0", ZipArchive.sixFloats)])
    }

    private static func refused(
        _ name: String, _ code: String, _ guardedBy: String, inspect: Int32 = 2,
        _ change: @escaping @Sendable (inout ZipArchive) -> Void
    ) -> HostileCase {
        .refused("zip: " + name, code, guardedBy: guardedBy, inspect: inspect) {
            var archive = sound
            change(&archive)
            return archive.bytes
        }
    }

    private static func fine(
        _ name: String, _ guardedBy: String, _ change: @escaping @Sendable (inout ZipArchive) -> Void
    ) -> HostileCase {
        .fine("zip: " + name, guardedBy: guardedBy) {
            var archive = sound
            change(&archive)
            return archive.bytes
        }
    }

    private static let header = "ZipEntry.checkLocalHeader"

    private static let local = [
        refused("local signature", "zip.local-header", header) { $0[tensor].local.signature = 0x0403_4B51 },
        refused("local name of another record", "zip.local-header", header) {
            $0[tensor].local.name = Array("archive/data/9".utf8)
        },
        refused("local name of the pickle differs", "zip.local-header", header) {
            $0[pickle].local.name = Array("archive/safe.pk".utf8) + [0x6C]
        },
        refused("local name in capitals", "zip.local-header", header) {
            $0[pickle].local.name = Array("archive/DATA.PKL".utf8)
        },
        refused("local name longer than the record", "zip.local-header", header) {
            $0[tensor].local.name = [UInt8](repeating: 0x61, count: 4000)
        },
        refused("local name empty", "zip.local-header", header) { $0[tensor].local.name = [] },
        refused("local flags encrypted", "zip.local-header", header) { $0[tensor].local.flags = 1 },
        refused("local method deflated", "zip.local-header", header) { $0[pickle].local.method = 8 },
        refused("local stored size", "zip.local-header", header) { $0[tensor].local.sizes = (12, 24) },
        refused("local whole size", "zip.local-header", header) { $0[tensor].local.sizes = (24, 1 << 30) },
        refused("local sizes all ones without zip64", "zip.local-header", header) {
            $0[tensor].local.sizes = (.max, .max)
        },
        refused("local checksum", "zip.local-header", header) { $0[pickle].local.checksum = 0xDEAD_BEEF },
        refused("local extra field overruns", "zip.local-header", header) {
            $0[tensor].local.extra = [1, 0, 0xFF, 0xFF]
        },
        fine("local extra field as torch pads", header) { $0[tensor].local.extra = [0x46, 0x42, 2, 0, 0x5A, 0x5A] },
        refused("local zip64 field with other sizes", "zip.local-header", header) {
            $0[tensor].local.sizes = (.max, .max)
            $0[tensor].local.extra = [1, 0, 16, 0] + little(UInt64(23)) + little(UInt64(24))
        },
        fine("local zip64 field with the true sizes", header) {
            $0[tensor].local.sizes = (.max, .max)
            $0[tensor].local.extra = [1, 0, 16, 0] + little(UInt64(24)) + little(UInt64(24))
        },
        refused("descriptor announced and absent", "zip.local-header", "ZipEntry.end") {
            $0[tensor].flags = 8
            $0[tensor].local.sizes = (0, 0)
            $0[tensor].local.checksum = 0
        },
        refused("descriptor with another checksum", "zip.local-header", "ZipEntry.end") { $0.describe(tensor, 1, 0) },
        refused("descriptor with another size", "zip.local-header", "ZipEntry.end") { $0.describe(tensor, 0, 1) },
        fine("descriptor that is right", "ZipEntry.end") { $0.describe(tensor, 0, 0) },
    ]

    private static let flags =
        [(0, "encrypted"), (5, "patched"), (6, "strongly encrypted"), (13, "masked")].map { bit, name in
            refused("flag \(bit), \(name), on both sides", "zip.flags", "ZipEntry.refusedFlags") {
                $0[pickle].flags = 1 << UInt16(bit)
            }
        }
        + [1, 6, 9, 12, 14, 93, 95, 98, 99].map { method in
            refused("method \(method)", "zip.method", "ZipEntry.Method") { $0[tensor].method = UInt16(method) }
        } + [fine("flag 11, names are UTF-8", "ZipEntry.refusedFlags") { $0[tensor].flags = 1 << 11 }]

    private static let ranges = [
        refused("stored sizes differ", "zip.range", "ZipEntry.init(central:)") { $0[tensor].sizes = (20, 24) },
        refused("beyond the end of the file", "zip.range", header) { $0[tensor].sizes = (1 << 20, 1 << 20) },
        refused("4 GiB less a little", "zip.range", header) { $0[tensor].sizes = (0xFFFF_FFF0, 0xFFFF_FFF0) },
        refused("into the next record", "zip.range", "ZipDirectory.checkTiling") { $0[tensor].sizes = (40, 40) },
        refused("less than there is", "zip.range", "ZipDirectory.checkTiling") { $0[tensor].sizes = (20, 20) },
        refused("two records at one place", "zip.local-header", header) { $0["archive/version"].offset = 0 },
        refused("a header beyond the directory", "zip.range", header) { $0[tensor].offset = 0x00FF_FFFF },
        refused("a header at the last byte", "zip.range", header) { $0[tensor].offset = 0xFFFF_FFFE },
        refused("an archive within the gap", "zip.range", "ZipDirectory.checkTiling") { $0.gap = sound.bytes },
        refused("an unlisted record", "zip.range", "ZipDirectory.checkTiling") {
            $0.gap = Array(ZipArchive([ZipArchive.Record("archive/data.pkl", [0x4E, 0x2E])]).bytes.prefix(48))
        },
        refused("a zip bomb of overlapping records", "zip.range", "ZipDirectory.checkTiling") {
            // Each record's data holds the next record, header and all.
            $0.records.insert(ZipArchive.Record("archive/outer", Array(sound.bytes.prefix(64))), at: 1)
            $0["archive/outer"].sizes = (200, 200)
        },
    ]

    private static let folded = "ZipDirectory.foldedNames"
    private static let safe = "ZipEntry.name"

    private static let names = [
        refused("the pickle twice", "zip.name", folded) {
            $0.records.insert(ZipArchive.Record(pickle, [0x80, 2, 0x7D, 0x2E]), at: 0)
        },
        refused("a storage twice", "zip.name", folded) { $0.records.append(ZipArchive.Record(tensor, [1, 2])) },
        refused("the pickle in capitals besides", "zip.name", folded) {
            $0.records.append(ZipArchive.Record("archive/DATA.PKL", [0x4E, 0x2E]))
        },
        refused("names equal when composed", "zip.name", folded) {
            $0.records += [ZipArchive.Record("archive/\u{E9}", []), ZipArchive.Record("archive/e\u{301}", [])]
        },
        refused("a way up", "zip.name", safe) { $0.records.append(ZipArchive.Record("archive/../../x", [])) },
        refused("an absolute path", "zip.name", safe) { $0.records.append(ZipArchive.Record("/etc/passwd", [])) },
        refused("backslashes", "zip.name", safe) { $0.records.append(ZipArchive.Record(#"archive\..\x"#, [])) },
        refused("a NUL", "zip.name", safe) { $0.records.append(ZipArchive.Record("archive/data.pkl\0.txt", [])) },
        refused("no name", "zip.name", safe) { $0.records.append(ZipArchive.Record("", [])) },
        refused("a name that is not UTF-8", "zip.name", safe) { $0.records[1].name = [0x61, 0x2F, 0xFF, 0xFE] },
        refused("a name of 65 kB", "zip.name", safe) {
            $0.records.append(ZipArchive.Record("archive/" + String(repeating: "x", count: 65_000), []))
        },
        refused("a name that is a command of the terminal", "torch.layout", "escapingControls") {
            $0.records.append(ZipArchive.Record("\u{1B}]0;owned\u{7}\u{9B}2J\u{202E}/x", []))
        },
        fine("a folder's own record", "ZipDirectory.checkTiling") {
            $0.records.append(ZipArchive.Record("archive/data/", []))
        },
    ]

    private static let end = "ZipEnd"

    private static let ends = [
        refused("a byte after the end", "zip.trailing-bytes", end) { $0.trailing = [0] },
        refused("a second archive after the end", "zip.directory", end) { $0.trailing = sound.bytes },
        refused("70 kB after the end", "zip.directory", end) { $0.trailing = [UInt8](repeating: 1, count: 70_000) },
        refused("a comment longer than said", "zip.trailing-bytes", end) {
            $0.comment = [1, 2, 3]
            $0.commentCount = 2
        },
        refused("a comment shorter than said", "zip.trailing-bytes", end) {
            $0.comment = [1, 2, 3]
            $0.commentCount = 400
        },
        fine("a comment", end) { $0.comment = Array("made by hand".utf8) },
        fine("a comment that holds an end signature", end) {
            $0.comment = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 30)
        },
        refused("a comment that is an end record itself", "zip.directory", end) {
            // Read backwards this is the first end record; read forwards it is a comment.
            $0.comment = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
        },
        refused("an archive within the comment", "zip.directory", end) { $0.comment = sound.bytes },
        refused("a second disk", "zip.directory", end) { $0.disk = 1 },
        refused("fewer records than there are", "zip.directory", end) { $0.count = 1 },
        refused("more records than there are", "zip.directory", end) { $0.count = 9 },
        refused("65534 records", "zip.directory", end) { $0.count = 0xFFFE },
        refused("the directory at the start", "zip.directory", end) { $0.directoryOffset = 0 },
        refused("the directory beyond the end", "zip.directory", end) { $0.directoryOffset = 0xFFFF_FF00 },
        refused("a second directory after the first", "zip.directory", end) {
            $0.directoryGap = Array(sound.bytes.suffix(200).prefix(60))
        },
        refused("no records", "format.unrecognised", end) { $0.records = [] },
    ]

    private static func zip64(
        _ name: String, _ code: String = "zip.directory", _ change: @escaping @Sendable (inout Zip64End) -> Void
    ) -> HostileCase {
        .refused("zip: zip64 " + name, code, guardedBy: "ZipEnd.zip64") {
            var end = Zip64End(sound.bytes)
            change(&end)
            return end.bytes
        }
    }

    private static let large = [
        HostileCase.fine("zip: zip64 end that agrees", guardedBy: "ZipEnd.zip64") { Zip64End(sound.bytes).bytes },
        zip64("end with another count") { $0.count += 1 },
        zip64("end with another offset") { $0.offset -= 46 },
        zip64("end of 2^63 records", "zip.limit") {
            $0.count = 1 << 63
            $0.isMasked = true
        },
        zip64("directory of 2^64 bytes") {
            $0.byteCount = .max
            $0.isMasked = true
        },
        zip64("directory whose end overflows") {
            $0.offset = .max - 4
            $0.isMasked = true
        },
        zip64("locator beyond the end") { $0.locator = 1 << 62 },
        zip64("locator of all ones") { $0.locator = .max },
        zip64("end size that overflows") { $0.size = .max },
        zip64("end size that is too small") { $0.size = 4 },
        refused("a count of all ones without zip64", "zip.directory", "ZipEnd.zip64") { $0.count = 0xFFFF },
        refused("a size of all ones without a field", "zip.directory", "ZipEntry.init(central:)") {
            $0[tensor].sizes = (.max, .max)
        },
        refused("an offset in a zip64 field that overflows", "zip.range", header) {
            $0[tensor].offset = .max
            $0[tensor].extra = [1, 0, 8, 0] + little(UInt64.max - 3)
        },
        refused("sizes in a zip64 field that overflow", "zip.range", header) {
            $0[tensor].sizes = (.max, .max)
            $0[tensor].extra = [1, 0, 16, 0] + little(UInt64.max - 3) + little(UInt64.max - 3)
        },
    ]

    private static func deflating(
        _ name: String, _ code: String, _ guardedBy: String, record: String = tensor,
        _ change: @escaping @Sendable (inout ZipArchive.Record) -> Void
    ) -> HostileCase {
        refused("deflated " + name, code, guardedBy) { archive in
            archive.deflate(record)
            change(&archive[record])
        }
    }

    private static let deflation = [
        deflating("more than declared", "zip.local-header", header) { $0.local.sizes = ($0.sizes.stored, 12) },
        deflating("more than declared on both sides", "torch.storage", "TorchTensor.entry") { $0.sizes.whole = 12 },
        deflating("pickle more than declared", "zip.inflate", "Inflater.decode", record: pickle) {
            $0.sizes.whole -= 1
        },
        deflating("pickle less than declared", "zip.inflate", "Inflater.decode", record: pickle) {
            $0.sizes.whole += 1
        },
        deflating("pickle declared as 4 GiB", "zip.limit", "Inflater.bytes", record: pickle) {
            $0.sizes.whole = 0xFFFF_FFF0
        },
        deflating("pickle of noise", "zip.inflate", "Inflater.decode", record: pickle) {
            $0.data = [UInt8](repeating: 0xFF, count: $0.data.count)
        },
        deflating("pickle with another checksum", "file.checksum", "Inflater.decode", record: pickle) {
            $0.checksum ^= 1
        },
        refused("deflated bomb of a pickle", "zip.limit", "TorchLimits.inflationRatio") { archive in
            archive[pickle] = .init(pickle, [UInt8](repeating: 0x4E, count: 48 << 20))
            archive.deflate(pickle)
        },
        refused("deflated bomb of a tensor", "zip.limit", "TorchLimits.inflationRatio", inspect: 0) { archive in
            archive = ZipArchive.torch(
                .dict([(weight, DescribedTensor(count: 8 << 20, size: [8 << 20], strides: [1]))]),
                storages: [("0", [UInt8](repeating: 0, count: 32 << 20))])
            archive.deflate(tensor)
        },
    ]

    private static let checksums = [
        refused("a flipped bit of the pickle", "file.checksum", "TorchArchiveFile.verify") {
            $0[pickle].data[$0[pickle].data.count - 20] ^= 1
        },
        HostileCase(
            "zip: a flipped bit of a tensor", .refused(code: "file.checksum", rule: "BC602"),
            guardedBy: "TensorStream's checksum", convert: 1, inspect: 0
        ) { folder in
            var archive = sound
            archive[tensor].data[3] ^= 0x40
            return folder.write(archive.bytes, to: "model.bin")
        },
        fine("no checksum at all, as torch writes when told to", "ZipDirectory.hasChecksums") { archive in
            for index in archive.records.indices { archive.records[index].checksum = 0 }
        },
    ]

    private static let whole = "TorchArchiveFile.init"

    private static let layout = [
        refused("a record outside of the folder", "torch.layout", whole) {
            $0.records.append(ZipArchive.Record("elsewhere/x", []))
        },
        refused("the first record in no folder", "torch.layout", whole) {
            $0.records.insert(ZipArchive.Record("x", []), at: 0)
        },
        refused("no pickle", "torch.layout", whole) { $0.records.remove(at: 0) },
        refused("no version", "torch.layout", whole) { $0.records.removeLast() },
        refused("version 99", "torch.layout", whole) {
            $0["archive/version"] = .init("archive/version", [0x39, 0x39])
        },
        refused("a version of a megabyte", "zip.limit", "TorchArchiveFile.small") {
            $0["archive/version"] = .init("archive/version", [UInt8](repeating: 0x33, count: 1 << 20))
        },
        refused("a version that is a command of the terminal", "torch.layout", "escapingControls") {
            $0["archive/version"] = .init("archive/version", Array("\u{1B}[2J\r\n".utf8))
        },
        refused("an unknown byte order", "torch.layout", whole) {
            $0.records.append(ZipArchive.Record("archive/byteorder", Array("middle".utf8)))
        },
        .refused("zip: TorchScript", "torch.torchscript", rule: nil, guardedBy: whole) {
            var archive = sound
            archive.records.append(ZipArchive.Record("archive/constants.pkl", [0x29, 0x2E]))
            return archive.bytes
        },
        refused("a storage that is not there", "torch.storage", "TorchArchiveFile.storage") {
            $0.records.remove(at: 1)
        },
    ]

    /// Cut within each structure: local header, name, data, directory, end record.
    private static let truncations =
        [4, 25, 29, 35, 100].map { count in
            HostileCase.refused("zip: cut after \(count) bytes", "zip.directory", guardedBy: end) {
                Array(sound.bytes.prefix(count))
            }
        }
        + [1, 10, 21, 22, 40, 90].map { count in
            HostileCase.refused("zip: cut \(count) bytes before the end", "zip.directory", guardedBy: end) {
                Array(sound.bytes.dropLast(count))
            }
        }
}
