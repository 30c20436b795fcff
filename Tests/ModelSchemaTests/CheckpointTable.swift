import ByteIO
import JSONText
import Tensors
import TestSupport
import Testing

/// Tables of tensors without their data, for what only looks at names and shapes.
enum CheckpointTable {
    /// The header of a safetensors file, read without the module Safetensors.
    static func safetensors(_ path: String) throws -> TensorTable {
        let file = try InputFile(path: path)
        let length = try file.bytes(at: 0, count: 8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try #require(try JSONParser.parse(try file.bytes(at: 8, count: length)).object)
        let tensors = try header.members.filter { $0.name != "__metadata__" }.map { member in
            let dimensions = try #require(member.value.object?["shape"]?.array).map { try #require($0.integer) }
            return (member.name, dimensions)
        }
        return try made(of: tensors)
    }

    /// What transformers 4.44.2 stores of a TensorFlow model with ``BERT/sizes``.
    static func tensorflow(_ className: String) throws -> TensorTable {
        let model = try Transformers.modelName(of: className)
        var seen: Set<String> = []
        let tensors = try Transformers.unrolled(try Transformers.weights(of: className), \.path).map { path, weight in
            var name = path.split(separator: "{model}", omittingEmptySubsequences: false).joined(separator: model)
            // The second copy of the embeddings stands in another group, which is another level of its path.
            if !seen.insert(name).inserted { name = "mlm___cls/" + name }
            return (name, try Transformers.dimensions(weight.shape))
        }
        return try made(of: tensors)
    }

    static func made(of tensors: [(String, [Int])]) throws -> TensorTable {
        let file = try InputFile(path: Fixtures.path("README.md"))
        var table = TensorTable()
        for (name, dimensions) in tensors {
            let entry = TensorEntry(
                name: name, elementType: .float32, shape: try #require(Shape(dimensions)),
                storage: .encoded(TensorEntry.EncodedStorage(file: file, key: name) { _ in nil }))
            try #require(table.insert(try #require(entry)), "\(name)")
        }
        return table
    }
}
