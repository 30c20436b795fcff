internal import ByteIO
internal import Tensors

/// The index of a bundle, checked as a whole: every entry, the data files, the parts of variables and the object graph.
struct BundleIndex {
    /// The parts of a partitioned variable, in the order of its rows.
    typealias Parts = [(key: [UInt8], entry: BundleEntry)]

    let header: BundleHeader
    let data: BundleData
    /// The variables, in the order of their keys; without the parts of partitioned ones.
    let variables: [(key: [UInt8], entry: BundleEntry)]
    /// The parts of each partitioned variable, by its key.
    let parts: [[UInt8]: Parts]
    /// The objects of TensorFlow 2; nil: the file is one of TensorFlow 1.
    let graph: ObjectGraph?

    /// - Parameter file: `PREFIX.index`.
    /// - Throws: ``Fault`` `bundle.*`, `file.*`.
    init(_ file: InputFile) throws(Fault) {
        do throws(Fault) {
            guard file.byteCount <= BundleLimits.indexBytes else {
                throw .bundle(.bundleLimit, "an index of \(file.byteCount) bytes is too large")
            }
            let table = try SortedTable(try file.bytes(at: 0, count: Int(file.byteCount)))
            guard let first = table.entries.first, first.key.isEmpty else {
                throw .bundle(.bundleHeader, "the index does not begin with a header")
            }
            header = try BundleHeader(first.value)
            guard file.path.hasSuffix(BundleName.ending) else { throw .bundleName() }
            var entries: Parts = []
            for stored in table.entries.dropFirst() {
                do throws(Fault) {
                    entries.append((stored.key, try BundleEntry(stored.value, header)))
                } catch {
                    throw error.about("tensor '\(shown(stored.key))'")
                }
                guard SliceKey.isSlice(stored.key) || String(validating: stored.key, as: UTF8.self) != nil else {
                    throw .bundle(.bundleKey, "the key is not UTF-8", at: stored.offset)
                        .about("key '\(shown(stored.key))'")
                }
            }
            let prefix = String(file.path.dropLast(BundleName.ending.count))
            var data = try BundleData(prefix: prefix, count: header.shardCount)
            try data.check(entries)
            self.data = data
            parts = try Self.parts(of: entries)
            let variables = entries.filter { !SliceKey.isSlice($0.key) && $0.key != ObjectGraph.key }
            self.variables = variables
            graph = try Self.graph(in: entries, data)
            for (key, entry) in variables where entry.type == .strings && entry.slices.isEmpty {
                _ = try Self.texts(of: entry, "tensor '\(shown(key))'", data)
            }
        } catch {
            throw error.inFile(file.path)
        }
    }

    /// Finds the parts of every partitioned variable, and checks that all parts belong to one.
    private static func parts(of entries: Parts) throws(Fault) -> [[UInt8]: Parts] {
        let slices = Dictionary(
            entries.filter { SliceKey.isSlice($0.key) }.map { ($0.key, $0.entry) },
            uniquingKeysWith: { first, _ in first })
        var taken: Set<[UInt8]> = []
        var parts: [[UInt8]: Parts] = [:]
        for (key, entry) in entries where !entry.slices.isEmpty {
            do throws(Fault) {
                var found: [(start: Int, key: [UInt8], entry: BundleEntry)] = []
                for slice in entry.slices {
                    let start = try entry.firstRow(of: slice)
                    let sliceKey = SliceKey.bytes(name: key, slice)
                    guard let part = slices[sliceKey] else {
                        throw .bundle(.bundleSlices, "the part from index \(start) on is missing", at: entry.position)
                    }
                    guard taken.insert(sliceKey).inserted else {
                        throw .bundle(
                            .bundleSlices, "the part from index \(start) on is listed twice", at: entry.position)
                    }
                    guard part.type == entry.type, part.slices.isEmpty, part.shape == entry.shape(of: slice) else {
                        throw .bundle(
                            .bundleSlices, "the part from index \(start) on has another type or shape than its place",
                            at: part.position)
                    }
                    found.append((start, sliceKey, part))
                }
                found.sort { $0.start < $1.start }
                var row = 0
                for part in found {
                    guard part.start == row else {
                        let what = part.start > row ? "no part has index \(row)" : "two parts have index \(part.start)"
                        throw .bundle(.bundleSlices, what, at: entry.position)
                    }
                    row += part.entry.shape.dimensions.first ?? 0
                }
                guard row == entry.shape.dimensions.first else {
                    throw .bundle(.bundleSlices, "no part has index \(row)", at: entry.position)
                }
                parts[key] = found.map { ($0.key, $0.entry) }
            } catch {
                throw error.about("tensor '\(shown(key))'")
            }
        }
        if let stray = entries.first(where: { SliceKey.isSlice($0.key) && !taken.contains($0.key) }) {
            throw .bundle(.bundleSlices, "the part belongs to no variable", at: stray.entry.position)
                .about("key '\(shown(stray.key))'")
        }
        return parts
    }

    private static func graph(in entries: Parts, _ data: BundleData) throws(Fault) -> ObjectGraph? {
        guard let entry = entries.first(where: { $0.key == ObjectGraph.key })?.entry else { return nil }
        let subject = "object graph"
        guard entry.type == .strings, entry.shape.rank == 0 else {
            throw .bundle(.bundleGraph, "is not one text", at: entry.position).about(subject)
        }
        let text = try texts(of: entry, subject, data)
        do throws(Fault) {
            return try ObjectGraph(text, keys: Set(entries.map(\.key)))
        } catch {
            throw error.shifted(by: entry.offset).about(subject).inFile(data.files[entry.shard].path)
        }
    }

    /// The texts of a tensor, checked.
    private static func texts(
        of entry: BundleEntry, _ subject: String, _ data: BundleData
    ) throws(Fault) -> ArraySlice<UInt8> {
        let file = data.files[entry.shard]
        do throws(Fault) {
            guard entry.byteCount <= BundleLimits.textBytes else {
                throw .bundle(.bundleLimit, "\(entry.byteCount) bytes of text are too many")
            }
            return try TextTensor.bytes(
                try file.bytes(at: entry.offset, count: entry.byteCount), of: entry, subject, at: entry.offset)
        } catch {
            throw error.about(subject).inFile(file.path)
        }
    }
}

extension BundleEntry {
    /// The first index of a part along the first dimension; all others it must have whole.
    ///
    /// - Throws: ``Fault`` `bundle.slices`.
    fileprivate func firstRow(of slice: Slice) throws(Fault) -> Int {
        guard slice.count == shape.rank, let rows = shape.dimensions.first else {
            throw .bundle(.bundleSlices, "a part has \(slice.count) dimensions", at: position)
        }
        for (extent, size) in zip(slice, shape.dimensions) {
            guard extent.start >= 0, extent.start <= size, (extent.length ?? size) >= 0,
                (extent.length ?? size) <= size - extent.start
            else { throw .bundle(.bundleSlices, "a part lies outside the shape \(shape)", at: position) }
        }
        for (extent, size) in zip(slice, shape.dimensions).dropFirst() where (extent.length ?? size) != size {
            throw .bundle(
                .bundleSlices, "it is cut along another dimension than its first, \(rows) rows", at: position,
                remedy: "load the checkpoint with TensorFlow, and save it without a partitioner or sharding callback")
        }
        return slice[0].start
    }

    /// The shape that a part must have.
    fileprivate func shape(of slice: Slice) -> Shape? {
        Shape(zip(slice, shape.dimensions).map { $0.length ?? $1 })
    }
}
