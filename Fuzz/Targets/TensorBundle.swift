import ByteIO
import TensorBundle
import Tensors
import TestSupport

extension FuzzTarget {
    /// The contents of the first block of a bundle's index, with right checksums around them, and the same bytes as the
    /// object graph of a sound bundle: tensors lie in the data file and share no byte.
    static let tensorBundle = FuzzTarget(name: "tensor-bundle") { input throws(Fault) in
        let stored = BundleBytes.table(blocks: [(input, [0xFF, 0xFF, 0xFF])])
        var faults: [Fault] = []
        for (index, data) in [(stored, [UInt8](repeating: 7, count: 4096)), graph(input)] {
            _ = folder.write(data, to: "x.data-00000-of-00001")
            do throws(Fault) {
                let file = try folder.open(index, name: "x.index")
                let contents = try BundleReader.read(file)
                hold(contents.table)
                let ranges = contents.table.entries.compactMap(\.range)
                holdDisjoint(ranges.map { ($0.offset, UInt64($0.count)) }, "tensors")
                hold(
                    ranges.allSatisfy { $0.offset + UInt64($0.count) <= UInt64(data.count) }, "tensors lie in the file")
            } catch {
                faults.append(error)
            }
        }
        if let first = faults.first { throw first }
    }

    /// A bundle of one variable whose object graph is `text`.
    private static func graph(_ text: [UInt8]) -> (index: [UInt8], data: [UInt8]) {
        let length = BundleBytes.word(UInt32(text.count))
        let checksum = BundleBytes.word(BundleBytes.masked(length))
        let stored = BundleBytes.varint(text.count) + checksum + text
        let values: [UInt8] = [0, 0, 0x80, 0x3F]
        let index = BundleBytes.table([
            ([], BundleBytes.header()),
            (
                Array("_CHECKPOINTABLE_OBJECT_GRAPH".utf8),
                BundleBytes.entry(
                    type: 7, shape: [], size: stored.count, checksum: BundleBytes.masked(length + checksum + text))
            ),
            (
                Array("m/a/.ATTRIBUTES/VARIABLE_VALUE".utf8),
                BundleBytes.entry(
                    shape: [1], offset: stored.count, size: 4, checksum: BundleBytes.masked(values))
            ),
        ])
        return (index, stored + values)
    }

    private static let folder = InputFolder()
}
