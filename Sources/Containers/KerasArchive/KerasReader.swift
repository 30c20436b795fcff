package import ByteIO
package import HelperProtocol
package import Tensors

/// The content of a Keras weights file.
package struct KerasContents: Sendable {
    /// The weights in the order of `layer_names` and `weight_names`; a name is the path of the dataset:
    /// `bert/tf_bert_model/bert/pooler/dense/kernel:0`.
    package let table: TensorTable
    /// Names that `layer_names` or `weight_names` lists and that are not in the file.
    package let absent: [String]
    /// Datasets that no list names, which Keras would not load.
    package let unlisted: [String]
    /// How many tensors of an optimizer's state were left out.
    package var optimizerCount = 0
}

/// Reads the weights of a model that Keras 2 saved (`hdf5_format.save_weights_to_hdf5_group`), or Keras 3
/// (``Keras3Layout``).
///
/// The root lists its layers in `layer_names`, and the group of each layer lists its weights in `weight_names`. A
/// weight's name is the path of its dataset below the group. A list that is too long for one attribute is split into
/// `weight_names0`, `weight_names1`, …
package enum KerasReader {
    /// The group of the weights in a whole model saved as HDF5.
    private static let wholeModelGroup = "model_weights"
    /// The group in which Keras 2.7 and later list weights that belong to no layer.
    private static let topLevelGroup = "top_level_model_weights"

    /// - Parameter part: the part of the file that is an HDF5 file; nil: all of it.
    /// - Throws: ``Fault`` `hdf5.*` or `keras.*`, naming the file and the dataset.
    package static func read(
        _ file: InputFile, _ part: HelperPart? = nil, helper: HDF5Helper
    ) throws(Fault) -> KerasContents {
        let catalog = try helper.catalog(of: file, part)
        do {
            return try contents(catalog, of: file, from: part?.offset ?? 0)
        } catch {
            throw error.inFile(file.path)
        }
    }

    /// The content of a file that `catalog` describes.
    ///
    /// - Parameter start: where the HDF5 file begins in `file`.
    static func contents(
        _ catalog: HDF5Catalog, of file: InputFile, from start: UInt64 = 0
    ) throws(Fault) -> KerasContents {
        if let layout = try Keras3Layout(catalog) { return try contents(layout, of: file, from: start) }
        let (base, layers) = try layers(catalog)
        var table = TensorTable()
        var absent: [String] = []
        for name in try listedWeights(catalog, base: base, layers: layers, absent: &absent) {
            guard let dataset = catalog["/" + name] else {
                absent.append(name)
                continue
            }
            guard table.insert(try entry(name, dataset, of: file, from: start)) else { throw .listedTwice(name) }
        }
        // A whole model also has the optimizer's state, outside the group of the weights; no list names it.
        let unlisted = catalog.datasets.map { String($0.path.dropFirst()) }
            .filter { $0.hasPrefix(base) && table[$0] == nil }
        return KerasContents(table: table, absent: absent, unlisted: unlisted)
    }

    private static func contents(
        _ layout: Keras3Layout, of file: InputFile, from start: UInt64
    ) throws(Fault) -> KerasContents {
        var table = TensorTable()
        for (name, dataset) in layout.variables {
            guard table.insert(try entry(name, dataset, of: file, from: start)) else { throw .listedTwice(name) }
        }
        return KerasContents(table: table, absent: [], unlisted: layout.others, optimizerCount: layout.optimizerCount)
    }

    /// The names of the layers, and what precedes them in a path.
    private static func layers(_ catalog: HDF5Catalog) throws(Fault) -> (base: String, layers: [String]) {
        if let layers = list("layer_names", of: "/", catalog) { return ("", layers) }
        if let layers = list("layer_names", of: "/" + wholeModelGroup, catalog) {
            return (wholeModelGroup + "/", layers)
        }
        throw .notKeras()
    }

    /// The paths of all weights that the lists name.
    ///
    /// In a shard of transformers, the name of a layer is the path of a weight. A short file could list a layer of many
    /// weights a million times, or give a million short names a long path; both are refused.
    private static func listedWeights(
        _ catalog: HDF5Catalog, base: String, layers: [String], absent: inout [String]
    ) throws(Fault) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        var room = KerasLimits.pathBytes
        for layer in layers.contains(topLevelGroup) ? layers : layers + [topLevelGroup] {
            let path = base + layer
            guard seen.insert(layer).inserted else { throw .listedTwice(layer: path) }
            if let weights = list("weight_names", of: "/" + path, catalog) {
                for weight in weights {
                    room -= path.utf8.count + 1 + weight.utf8.count
                    guard room >= 0 else { throw .namesTooLong(limit: KerasLimits.pathBytes) }
                    names.append("\(path)/\(weight)")
                }
            } else if catalog["/" + path] != nil {
                names.append(path)
            } else if !catalog.hasGroup("/" + path), layer != topLevelGroup {
                absent.append(path)
            }
        }
        return names
    }

    /// A list of strings, which is one attribute or several whose names end in 0, 1, and so on.
    private static func list(_ name: String, of group: String, _ catalog: HDF5Catalog) -> [String]? {
        if let whole = catalog.strings(name, ofGroup: group) { return whole }
        guard var chunk = catalog.strings("\(name)0", ofGroup: group) else { return nil }
        var all: [String] = []
        var index = 0
        while true {
            all += chunk
            index += 1
            guard let next = catalog.strings("\(name)\(index)", ofGroup: group) else { return all }
            chunk = next
        }
    }

    private static func entry(
        _ name: String, _ dataset: HDF5Catalog.Dataset, of file: InputFile, from start: UInt64
    ) throws(Fault) -> TensorEntry {
        guard let elementType = dataset.elementType, let byteCount = dataset.shape.byteCount(of: elementType) else {
            throw .notATensor(name, type: dataset.typeName)
        }
        let storage: TensorEntry.Storage
        switch dataset.storage {
        case .contiguous(let offset): storage = .plain(ByteRange(file: file, offset: start + offset, count: byteCount))
        case .encoded(let stored):
            guard !HelperLimits.isBomb(bytes: byteCount, stored: stored) else {
                throw .shapeBomb(name, bytes: byteCount, stored: stored)
            }
            let shape = dataset.shape
            storage = .encoded(
                TensorEntry.EncodedStorage(file: file, key: dataset.path) { StridedView(whole: $0, shape: shape) })
        case .unallocated:
            guard byteCount == 0 else { throw .neverWritten(name) }
            storage = .plain(ByteRange(file: file, offset: 0, count: 0))
        }
        guard let entry = TensorEntry(name: name, elementType: elementType, shape: dataset.shape, storage: storage)
        else { throw .notATensor(name, type: dataset.typeName) }
        return entry
    }
}

/// Decodes weights that are compressed or scattered in their file to plain runs of bytes.
package enum KerasDecoder {
    /// The same table with every encoded tensor decoded into a nameless scratch file, one for each input file.
    ///
    /// - Parameters:
    ///   - folder: the folder whose disk the scratch files use.
    ///   - part: the part of a file that is an HDF5 file; nil: all of it.
    /// - Throws: ``Fault`` `hdf5.*`; `hdf5.answer` when the helper writes more or fewer bytes than the shapes need.
    package static func decode(
        _ table: TensorTable, helper: HDF5Helper, scratchFolder folder: String,
        part: (InputFile) throws(Fault) -> HelperPart? = { _ in nil }
    ) throws(Fault) -> TensorTable {
        var ranges: [String: ByteRange] = [:]
        var rest = table.entries.filter(\.isEncoded)
        while let file = rest.first?.file {
            let sameFile = rest.filter { $0.file === file }
            rest.removeAll { $0.file === file }
            let decoded = try decode(sameFile, of: file, try part(file), helper: helper, folder: folder)
            ranges.merge(decoded) { first, _ in first }
        }
        return table.decoding { entry, _ in ranges[entry.name] }
    }

    private static func decode(
        _ entries: [TensorEntry], of file: InputFile, _ part: HelperPart?, helper: HDF5Helper, folder: String
    ) throws(Fault) -> [String: ByteRange] {
        let scratch = try InputFile.scratch(in: folder, standingFor: file.path)
        try helper.decode(entries.compactMap(\.encodingKey), of: file, part, into: scratch)
        let decoded = try scratch.finished()
        let needed = entries.reduce(0) { $0.clampedSum($1.byteCount) }
        guard decoded.byteCount == UInt64(needed) else {
            throw Fault.answer("bertconv-hdf5 decoded \(decoded.byteCount) bytes, and the shapes need \(needed)")
                .inFile(file.path)
        }
        var ranges: [String: ByteRange] = [:]
        var offset: UInt64 = 0
        for entry in entries {
            ranges[entry.name] = ByteRange(file: decoded, offset: offset, count: entry.byteCount)
            offset += UInt64(entry.byteCount)
        }
        return ranges
    }
}
