package import ByteIO
package import JSONText

/// The list of the shards of a checkpoint: `model.safetensors.index.json`.
package struct ShardIndex: Sendable {
    /// A line of the `weight_map`.
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
    /// Whether it has the `metadata` that transformers asks for.
    package var hasMetadata: Bool { metadata != nil }
    /// Bytes of all tensors, as the index says.
    var totalSize: Int? { metadata?["total_size"]?.integer }
    /// The type that the weights are cast to where the configuration names none (`metadata.dtype`); nil: it says none.
    package var statedType: JSONValue? { metadata?["dtype"] }

    /// Reads the index.
    ///
    /// - Throws: ``Fault`` `json.*`, `format.shard-index`.
    package init(_ index: InputFile) throws(Fault) {
        do throws(Fault) {
            guard index.byteCount <= FormatLimits.indexBytes else {
                throw .shardIndex("an index of \(index.byteCount) bytes is too large to be one")
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
