package import ByteIO
package import JSONText
internal import Tensors
internal import TorchArchive

/// A checkpoint in several files, and the index that says which tensor is in which file
/// (transformers: `model.safetensors.index.json`, `tf_model.h5.index.json`).
struct ShardedSet {
    let format: FileFormat
    let files: [InputFile]
    let table: TensorTable
    let disagreements: [Checkpoint.Disagreement]
    let withheld: [WithheldTensor]
    let notes: [String]
    let remarks: [FileRemarks]

    /// Opens every shard that `index` names, and compares them with the index.
    ///
    /// - Parameter folder: the folder of the shards.
    /// - Throws: ``Fault`` `format.shard-*`, and the faults of a shard that cannot be read.
    static func open(
        _ index: ShardIndex, in folder: String, using reader: CheckpointReader
    ) throws(Fault) -> ShardedSet {
        let places = index.entries
        let names = try names(places, index: index)
        guard names.count <= FormatLimits.shards else {
            throw Fault.shardIndex("\(names.count) shards are more than \(FormatLimits.shards)").inFile(index.path)
        }
        var files: [InputFile] = []
        var table = TensorTable()
        var format: FileFormat?
        var disagreements: [Checkpoint.Disagreement] = []
        var shardOfTensor: [String: String] = [:]
        var withheld: [WithheldTensor] = []
        var notes: [String] = []
        var remarks: [FileRemarks] = []
        for name in names {
            let file = try open(shard: name, in: folder, index: index.path)
            let shardFormat = try FileFormat.detect(file)
            guard format == nil || format == shardFormat else {
                throw Fault.shardIndex("the shards are not all of one format").inFile(index.path)
            }
            let demanded = formats(of: name, first: names[0], index: index)
            guard shardFormat == .shardIndex || demanded.contains(shardFormat) else {
                throw Fault.shardFormat(shardFormat, demanded: demanded, first: names[0]).inFile(file.path)
            }
            format = shardFormat
            let contents = try reader.contents(of: file, format: shardFormat)
            for entry in contents.table.entries {
                guard table.insert(entry) else { throw .shardDuplicate(entry.name, in: file.path) }
                shardOfTensor[entry.name] = name
            }
            disagreements += contents.disagreements
            withheld += contents.withheld
            notes += contents.notes
            remarks.append(contents.remarks)
            files.append(file)
        }
        guard let format else { throw Fault.shardIndex("'weight_map' names no shards").inFile(index.path) }
        // Other formats count shared storages once, or have no size, so the total of the tensors means nothing there.
        if format == .safetensors, let totalSize = index.totalSize, totalSize != table.byteCount {
            notes.append("\(index.path): 'total_size' is \(totalSize), but the tensors have \(table.byteCount) bytes")
            disagreements.append(.totalSize(stated: totalSize, found: table.byteCount, file: index.path))
        }
        if !index.hasMetadata { disagreements.append(.noMetadata(file: index.path)) }
        disagreements += compare(places, with: table, shardOfTensor, format: format, index: index.path)
        return ShardedSet(
            format: format, files: files, table: table, disagreements: disagreements, withheld: withheld, notes: notes,
            remarks: remarks)
    }
}

extension ShardedSet {
    /// The names of the shards, each once, in the order in which libraries open them: by their bytes.
    private static func names(_ places: [ShardIndex.Entry], index: ShardIndex) throws(Fault) -> [String] {
        var names: Set<String> = []
        for name in places.map(\.shard) {
            let (isNew, known) = names.insert(name)
            // To Swift, `é` and `e` with a combining accent are equal; on Linux they are two files.
            guard isNew || known.utf8.elementsEqual(name.utf8) else {
                throw Fault.shardIndex("two shards have the name '\(name)', encoded in two ways")
                    .inFile(index.path)
            }
        }
        return names.sortedByBytes()
    }

    /// The formats in which libraries read a shard.
    ///
    /// transformers goes by the name of the first one, and reads files whose names do not end in `.safetensors` as
    /// PyTorch (5.23: modeling_utils.py, `_load_pretrained_model`, `load_state_dict`).
    private static func formats(of name: String, first: String, index: ShardIndex) -> [FileFormat] {
        let whole = FileFormat.named(String(index.path.dropLast(".index.json".count)))
        if whole == [.kerasHDF5] || whole.isEmpty && FileFormat.named(name) == [.kerasHDF5] { return [.kerasHDF5] }
        let isSafetensors = first.hasSuffix(".safetensors") || name.hasSuffix(".safetensors")
        return isSafetensors ? [.safetensors] : [.torchArchive, .torchLegacy]
    }

    private static func open(shard name: String, in folder: String, index: String) throws(Fault) -> InputFile {
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")), !name.utf8.contains(0)
        else { throw Fault.shardName(name).inFile(index) }
        let path = FilePath.join(folder, name)
        guard PathKind(of: path) == .nothing || Containment.holds(path, in: folder) else {
            throw Fault.shardName(name).inFile(index)
        }
        do {
            return try InputFile(path: path)
        } catch {
            throw .shardMissing(name, index: index, cause: error)
        }
    }

    /// Compares in both directions: each tensor of the index must be in its shard, and each tensor of a shard in the
    /// index.
    private static func compare(
        _ places: [ShardIndex.Entry], with table: TensorTable, _ shardOfTensor: [String: String], format: FileFormat,
        index: String
    ) -> [Checkpoint.Disagreement] {
        var listed: Set<String> = []
        var disagreements: [Checkpoint.Disagreement] = []
        for place in places {
            // In TensorFlow's index, paths begin with the name of the model; in the shards they do not.
            let name = format == .kerasHDF5 ? withoutModelName(place.tensor) : place.tensor
            listed.insert(name)
            switch shardOfTensor[name] {
            case nil: disagreements.append(.absent(name: place.tensor, file: place.shard))
            case place.shard: continue
            case .some(let found): disagreements.append(.wrongShard(name: name, file: place.shard, found: found))
            }
        }
        for entry in table.entries where !listed.contains(entry.name) {
            disagreements.append(.unlisted(name: entry.name, file: index))
        }
        return disagreements
    }

    private static func withoutModelName(_ name: String) -> String {
        name.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(name[name.utf8.index(after: $0)...]) } ?? name
    }
}

/// The list of the shards of a checkpoint: `model.safetensors.index.json`.
package struct ShardIndex: Sendable {
    /// An entry of the `weight_map`.
    package struct Entry: Sendable {
        package let tensor: String
        /// The name of a file.
        package let shard: String
    }

    package let file: InputFile
    /// In the order of the file.
    package let entries: [Entry]
    private let metadata: JSONObject?

    package var path: String { file.path }
    /// Whether it has the `metadata` that transformers needs.
    package var hasMetadata: Bool { metadata != nil }
    /// Bytes of all tensors, according to the index.
    var totalSize: Int? { metadata?["total_size"]?.integer }
    /// The type that the weights are cast to if the configuration names none (`metadata.dtype`); nil if there is none.
    package var statedType: JSONValue? { metadata?["dtype"] }

    /// Reads the index.
    ///
    /// - Throws: ``Fault`` `json.*`, `format.shard-index`.
    package init(_ index: InputFile) throws(Fault) {
        do throws(Fault) {
            guard index.byteCount <= FormatLimits.indexBytes else {
                throw .shardIndex("an index of \(index.byteCount) bytes is too large")
            }
            let text = try index.bytes(at: 0, count: Int(index.byteCount))
            let value = try JSONParser.parse(text, maximumDepth: FormatLimits.indexDepth)
            guard let map = value.object?["weight_map"]?.object else {
                throw .shardIndex("this JSON file has no 'weight_map', so it is not the index of a checkpoint")
            }
            var entries: [Entry] = []
            for member in map.members {
                guard let shard = member.value.string else {
                    throw .shardIndex(
                        "'\(member.name)' is \(member.value.typeName), not a file name", offset: member.offset)
                }
                entries.append(Entry(tensor: member.name, shard: shard))
            }
            file = index
            self.entries = entries
            metadata = value.object?["metadata"]?.object
        } catch {
            throw error.inFile(index.path)
        }
    }
}
