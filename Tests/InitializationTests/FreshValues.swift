import ByteIO
import Formats
import Initialization
import Tensors
import TestSupport

/// The values of a fresh model.
struct FreshValues {
    private let entries: [TensorEntry]
    private let fresh: [String: [Float]]

    /// Sizes that no two dimensions share.
    static let fields: [(String, String)] = [
        ("model_type", "\"bert\""), ("architectures", "[\"BertForPreTraining\"]"), ("vocab_size", "600"),
        ("hidden_size", "64"), ("num_hidden_layers", "1"), ("num_attention_heads", "4"),
        ("intermediate_size", "250"), ("max_position_embeddings", "40"), ("type_vocab_size", "2"),
        ("pad_token_id", "3"), ("initializer_range", "0.05"),
    ]

    /// A config.json of these sizes, with some fields changed; nil leaves one out.
    static func configuration(_ changes: [String: String?] = [:]) -> String {
        var members = fields.filter { changes[$0.0] == nil }
        members += changes.sorted { $0.key < $1.key }.compactMap { change in change.value.map { (change.key, $0) } }
        return "{" + members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
    }

    init(_ initializer: WeightInitializer, seed: UInt32 = 1, _ changes: [String: String?] = [:]) throws {
        let folder = TemporaryFolder()
        let path = folder.write(Self.configuration(changes), to: "config.json")
        let checkpoint = try FreshCheckpoint(
            try FreshModel(configurationPath: path, initializer: initializer), scratchFolder: folder.path)
        try checkpoint.draw(seed: seed)
        entries = checkpoint.checkpoint.table.entries
        var values: [String: [Float]] = [:]
        for entry in entries {
            let bytes = try denseBytes(of: entry)
            values[entry.name] = stride(from: 0, to: bytes.count, by: 4).map { start in
                Float(bitPattern: bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
            }
        }
        fresh = values
    }

    var names: [String] { entries.map(\.name) }
    var matrices: [String] { entries.filter { $0.shape.rank == 2 }.map(\.name) }

    subscript(name: String) -> [Float] { fresh[name] ?? [] }

    /// A row of a matrix with 64 columns.
    func row(_ number: Int, of name: String) -> ArraySlice<Float> { self[name][number * 64..<(number + 1) * 64] }
}

/// The moments of some values that matter here.
struct Spread {
    let mean: Double
    let deviation: Double
    let largest: Double

    init(_ values: [Float]) {
        let count = Double(values.count)
        let mean = values.reduce(0.0) { $0 + Double($1) } / count
        self.mean = mean
        deviation = (values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count).squareRoot()
        largest = Double(values.reduce(0) { max($0, $1.magnitude) })
    }
}
