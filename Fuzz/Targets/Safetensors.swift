import ByteIO
import Safetensors
import Tensors

extension FuzzTarget {
    /// A safetensors file: its tensors cover all bytes after the header, each byte once.
    static let safetensors = FuzzTarget(name: "safetensors") { input throws(Fault) in
        let file = try folder.open(input)
        let table = try SafetensorsReader.read(file).table
        hold(table)
        let ranges = table.entries.compactMap(\.range)
        hold(ranges.count == table.count, "every tensor lies plainly in the file")
        holdDisjoint(ranges.map { ($0.offset, UInt64($0.count)) }, "tensors")
        let header = UInt64(8) + input.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        let byteCount = ranges.reduce(UInt64(0)) { $0 + UInt64($1.count) }
        hold(header + byteCount == file.byteCount, "header and tensors are all of the file")
    }

    private static let folder = InputFolder()
}
