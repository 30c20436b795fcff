import ByteIO
import Tensors

@testable import KerasArchive

extension FuzzTarget {
    /// What `bertconv-hdf5` says of a file: the helper reads hostile files and may say anything.
    static let helperAnswer = FuzzTarget(name: "helper-answer") { input throws(Fault) in
        let file = try folder.open([UInt8](repeating: 7, count: 1 << 16))
        let catalog = try HDF5Catalog(input, fileByteCount: file.byteCount)
        var paths: Set<[UInt8]> = []
        for dataset in catalog.datasets {
            hold(paths.insert(Array(dataset.path.utf8)).inserted, "no path stands twice")
            guard case .contiguous(let offset) = dataset.storage else { continue }
            hold(offset <= file.byteCount, "every dataset lies in the file")
        }
        let contents = try KerasReader.contents(catalog, of: file)
        hold(contents.table)
        // One dataset may have two names, so only runs that are not the same must be apart.
        let ranges = Set(contents.table.entries.compactMap(\.range).map { [$0.offset, UInt64($0.count)] })
        holdDisjoint(ranges.map { ($0[0], $0[1]) }, "datasets")
    }

    private static let folder = InputFolder()
}
