package import ByteIO
internal import JSONText
internal import Tensors

/// A plan cut into files of a limited size, as `save_pretrained` cuts it: tensors in order, a new file when
/// the next one does not fit; a tensor larger than the limit gets a file of its own.
package struct Sharding: Sendable {
    package struct Shard: Sendable {
        /// `model-00001-of-00003.safetensors`; the plain name when there is only one.
        package let fileName: String
        package let plan: ConversionPlan
    }

    package let shards: [Shard]
    /// The name and text of the index; nil when there is only one file.
    package let index: (fileName: String, text: String)?

    /// - Parameters:
    ///   - fileName: the name of the file if it is one: `model.safetensors`.
    ///   - maximum: bytes of tensors in one file; nil: no limit. HDF5 is never cut.
    /// - Throws: ``Fault`` `json.duplicate-name` for a plan that has a name twice, which ``ConversionPlan`` refuses.
    package init(_ plan: ConversionPlan, fileName: String, maximum: Int?) throws(Fault) {
        let parts = maximum.map { Self.cut(plan, maximum: $0) } ?? []
        guard parts.count > 1, plan.format != .kerasHDF5 else {
            shards = [Shard(fileName: fileName, plan: plan)]
            index = nil
            return
        }
        let dot = fileName.lastIndex(of: ".") ?? fileName.endIndex
        shards = parts.enumerated().map { number, part in
            let name =
                "\(fileName[..<dot])-\(String(number + 1, width: 5))-of-\(String(parts.count, width: 5))\(fileName[dot...])"
            return Shard(fileName: name, plan: part)
        }
        var places: [(String, JSONValue)] = []
        for shard in shards { places += shard.plan.order.map { ($0, .string(shard.fileName)) } }
        places.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        let text = JSONWriter.pretty([
            "metadata": ["total_size": .integer(plan.byteCount)], "weight_map": .object(try JSONObject(unique: places)),
        ])
        index = ("\(fileName).index.json", text + "\n")
    }

    /// The names of all files in the order in which they are written, the index last.
    package var fileNames: [String] { shards.map(\.fileName) + (index.map { [$0.fileName] } ?? []) }

    /// What a loader opens first: the index, or the only file.
    package var entry: String { index?.fileName ?? shards.first?.fileName ?? "" }

    /// Whether some tensor gets another element type, so that its values may change.
    package var isCast: Bool {
        shards.contains { shard in
            shard.plan.outputs.contains { $0.tensor.elementType != $0.source.elementType }
        }
    }

    /// Bytes that will be read.
    package var sourceByteCount: Int { shards.reduce(0) { $0.clampedSum($1.plan.sourceByteCount) } }

    private static func cut(_ plan: ConversionPlan, maximum: Int) -> [ConversionPlan] {
        var parts: [[ConversionPlan.Output]] = [[]]
        var size = 0
        for output in plan.outputs {
            let byteCount = output.tensor.byteCount ?? .max
            if size.clampedSum(byteCount) > maximum, !(parts.last ?? []).isEmpty {
                parts.append([])
                size = 0
            }
            parts[parts.count - 1].append(output)
            size = size.clampedSum(byteCount)
        }
        return parts.map(plan.part)
    }
}

extension ConversionPlan {
    /// The part of the plan that has these outputs, with the aliases of their tensors.
    fileprivate func part(_ outputs: [Output]) -> ConversionPlan {
        let names = Set(outputs.map(\.tensor.name))
        return ConversionPlan(self, outputs: outputs) { names.contains(aliases[$0] ?? $0) }
    }
}
