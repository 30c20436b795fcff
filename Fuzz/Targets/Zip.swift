import ByteIO
import Formats
import Tensors

@testable import TorchArchive

extension FuzzTarget {
    /// The directory of a zip archive, and the file of torch that the archive may be.
    static let zip = FuzzTarget(name: "zip") { input throws(Fault) in
        let file = try folder.open(input)
        let directory = try ZipDirectory(file)
        holdRecords(directory.entries, in: file)
        for entry in directory.entries where entry.method == .deflated && entry.byteCount <= 1 << 20 {
            let bytes = try? Inflater.bytes(of: entry, in: file, verifying: true)
            hold(bytes.map { UInt64($0.count) == entry.byteCount } ?? true, "a record unfolds to the size it has")
        }
        let contents = try TorchReader.readArchive(file)
        hold(contents.table)
        guard contents.table.byteCount <= 16 << 20 else { return }
        let decoded = try TorchDecoder.decode(contents.table, scratchFolder: folder.path)
        hold(decoded)
        hold(!decoded.entries.contains(where: \.isEncoded), "nothing is encoded once it was decoded")
    }

    private static func holdRecords(_ entries: [ZipEntry], in file: InputFile) {
        var names: Set<String> = []
        var ranges: [(UInt64, UInt64)] = []
        for entry in entries {
            hold(names.insert(entry.name.lowercased()).inserted, "no two records differ only in case")
            guard let data = entry.dataOffset else {
                hold(false, "the header of every record of a local file was read")
                continue
            }
            hold(
                Int128(data) + Int128(entry.storedByteCount) <= Int128(file.byteCount),
                "every record lies in the file")
            hold(data >= entry.localHeaderOffset + 30, "data follows its header")
            ranges.append((entry.localHeaderOffset, data - entry.localHeaderOffset + entry.storedByteCount))
        }
        holdDisjoint(ranges, "records")
    }

    private static let folder = InputFolder()
}
