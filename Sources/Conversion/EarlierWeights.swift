internal import ByteIO
internal import Formats
internal import JSONText

/// The files of a folder that a loader would take before an output, so that the output would not be loaded.
///
/// transformers 5.23 takes the file that config.json names, then the shards of a distributed checkpoint (every
/// safetensors file of the folder, if one has such a name), then the usual names in the order of
/// ``WeightsDiscovery/names``. The loader of TensorFlow 4.44 takes safetensors before HDF5, and knows no other.
package enum EarlierWeights {
    /// - Parameter output: the name of the file that a loader opens first, in `folder`.
    /// - Returns: the names of regular files; none for an output that no loader looks for by its name.
    package static func names(before output: String, in folder: String) -> [String] {
        let order = WeightsDiscovery.names
        let isKeras = output.hasPrefix(OutputFormat.kerasHDF5.fileName)
        guard let rank = order.firstIndex(of: output) else { return [] }
        if let stated = statedWeights(in: folder), !isKeras { return stated == output ? [] : [stated] }
        let usual = order[..<rank].filter { !isKeras || $0.hasPrefix(OutputFormat.safetensors.fileName) }
        let distributed = isKeras ? [] : ((try? Folder.names(in: folder)) ?? []).filter(isDistributedShard)
        return (distributed + usual).filter { PathKind(of: FilePath.join(folder, $0)) == .file }
    }

    /// For example, `shard-00000-model-00001-of-00002.safetensors` (transformers 5.23, `distributed/checkpoint.py`).
    private static func isDistributedShard(_ name: String) -> Bool {
        let pattern = "shard-#####-model-#####-of-#####.safetensors"
        return name.utf8.count == pattern.utf8.count
            && zip(name.utf8, pattern.utf8).allSatisfy { byte, expected in
                expected == UInt8(ascii: "#")
                    ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == expected
            }
    }

    /// What `transformers_weights` of the folder's config.json says; nil when it says nothing that can be read.
    private static func statedWeights(in folder: String) -> String? {
        guard let file = try? InputFile(path: FilePath.join(folder, "config.json")), file.byteCount < 16 << 20,
            let bytes = try? file.bytes(at: 0, count: Int(file.byteCount))
        else { return nil }
        return (try? JSONParser.parse(bytes))?.object?["transformers_weights"]?.string
    }
}
