package import ByteIO
internal import JSONText
internal import Tensors

/// A plan that is divided into files of a limited size, as `save_pretrained` does it.
///
/// Tensors stay in order, and one that does not fit begins a new file. A tensor larger than the limit gets its own file.
package struct Sharding: Sendable {
    /// A file and the part of the plan that it gets.
    package struct Shard: Sendable {
        /// The name: `model-00001-of-00003.safetensors`, or `model.safetensors` if there is only one.
        package let fileName: String
        package let plan: ConversionPlan
    }

    /// The files with tensors, in their order.
    package let shards: [Shard]
    /// The name and text of the index; nil: there is only one file.
    package let index: (fileName: String, text: String)?

    /// Divides a plan.
    ///
    /// - Parameters:
    ///   - fileName: the name of the output if it is one file: `model.safetensors`.
    ///   - maximum: the most bytes of tensors in a file; nil: no limit. HDF5 is never divided.
    /// - Throws: ``Fault`` `json.duplicate-name` for a plan that has a name twice, which ``ConversionPlan`` refuses.
    package init(_ plan: ConversionPlan, fileName: String, maximum: Int?) throws(Fault) {
        let parts = maximum.map { Self.parts(of: plan, maximum: $0) } ?? []
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
        var files: [(String, JSONValue)] = []
        for shard in shards { files += shard.plan.order.map { ($0, .string(shard.fileName)) } }
        files.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        let text = JSONWriter.pretty([
            "metadata": ["total_size": .integer(plan.byteCount)], "weight_map": .object(try JSONObject(unique: files)),
        ])
        index = ("\(fileName).index.json", text + "\n")
    }

    /// The names of all files in the order in which they are written; the index is last.
    package var fileNames: [String] { shards.map(\.fileName) + (index.map { [$0.fileName] } ?? []) }

    /// The name of the file that a loader opens first: the index, or the only file.
    package var entry: String { index?.fileName ?? shards.first?.fileName ?? "" }

    /// Whether a tensor gets another element type, so that its values may change.
    package var isCast: Bool {
        shards.contains { shard in
            shard.plan.outputs.contains { $0.tensor.elementType != $0.source.elementType }
        }
    }

    /// The number of bytes that will be read.
    package var sourceByteCount: Int { shards.reduce(0) { $0.clampedSum($1.plan.sourceByteCount) } }

    /// The parts of the plan, each of at most `maximum` bytes if it has more than one tensor.
    private static func parts(of plan: ConversionPlan, maximum: Int) -> [ConversionPlan] {
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
