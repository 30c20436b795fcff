/// A BERT of four layers whose parts belong together, as a checkpoint with its config.json, that a test breaks.
///
/// The dimensions of its residual stream differ in size, and drift a little from layer to layer. The halves of each joint
/// have units in common. `bertconv_fixtures/belonging` makes the same model, number by number.
package struct StreamModel: Sendable {
    package static let hidden = 96
    package static let layers = 4
    package static let heads = 4
    package static let intermediate = 192
    package static let vocabulary = 120

    package private(set) var tensors: [StoredTensor] = []
    /// The values of each tensor, row by row.
    package private(set) var values: [String: [Float]] = [:]
    package private(set) var shapes: [String: [Int]] = [:]
    private var state: UInt64

    package init(seed: UInt64 = 1) {
        state = seed
        var profile = (0..<Self.hidden).map { _ in 0.3 + 2 * uniform() }
        for (name, rows) in [("word", Self.vocabulary), ("position", 32), ("token_type", 2)] {
            add("embeddings.\(name)_embeddings.weight", [rows, Self.hidden], base(rows).map(scaled(by: profile)))
        }
        addNorm("embeddings.LayerNorm", profile)
        for layer in 0..<Self.layers {
            profile = profile.map { $0 * (0.7 + 0.6 * uniform()) }
            addLayer("encoder.layer.\(layer).", profile)
        }
        addLinear("pooler.dense", base(Self.hidden))
    }

    /// The parts of a layer, without its number.
    package static let kernels = [
        "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
        "intermediate.dense", "output.dense",
    ]

    package static func name(_ layer: Int, _ part: String) -> String { "encoder.layer.\(layer).\(part)" }
}

/// What a test breaks.
extension StreamModel {
    package mutating func set(_ name: String, _ numbers: [Float]) {
        values[name] = numbers
        guard let index = tensors.firstIndex(where: { $0.name == name }), let shape = shapes[name] else { return }
        tensors[index] = StoredTensor(name, shape, floats: numbers)
    }

    /// Sets a tensor of another shape.
    package mutating func replace(_ name: String, _ shape: [Int], _ numbers: [Float]) {
        shapes[name] = shape
        set(name, numbers)
    }

    /// Stores a square matrix the other way round.
    package mutating func turn(_ layer: Int, _ part: String) {
        let name = Self.name(layer, part + ".weight")
        guard let numbers = values[name], let size = shapes[name]?.first else { return }
        set(name, (0..<numbers.count).map { numbers[$0 % size * size + $0 / size] })
    }

    package mutating func exchange(_ name: String, _ other: String) {
        guard let one = values[name], let two = values[other] else { return }
        set(name, two)
        set(other, one)
    }

    /// Puts the layers of `order` in this order.
    package mutating func reorder(_ order: [Int]) {
        let old = self
        for (layer, source) in order.enumerated() { take(old, source, as: layer) { _ in true } }
    }

    /// Takes a layer of another model.
    package mutating func take(_ other: StreamModel, _ source: Int, as layer: Int, _ isWanted: (String) -> Bool) {
        let start = Self.name(source, "")
        for (name, numbers) in other.values where name.hasPrefix(start) {
            let part = String(name.dropFirst(start.count))
            if isWanted(part) { set(Self.name(layer, part), numbers) }
        }
    }

    package var configuration: String {
        """
        {"architectures": ["BertModel"], "model_type": "bert", "vocab_size": \(shapes["embeddings.word_embeddings.weight"]?.first ?? 0),
         "hidden_size": \(Self.hidden), "num_hidden_layers": \(Self.layers), "num_attention_heads": \(Self.heads),
         "intermediate_size": \(Self.intermediate), "max_position_embeddings": 32, "type_vocab_size": 2}
        """
    }

    package func write(to folder: TemporaryFolder, under name: String = "") {
        _ = folder.write(SafetensorsBytes.file(tensors), to: name + "model.safetensors")
        _ = folder.write(configuration, to: name + "config.json")
    }
}

/// How it is made.
extension StreamModel {
    private mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53
    }

    /// A number with mean 0 and variance 1/3.
    private mutating func noise() -> Double { uniform() + uniform() + uniform() + uniform() - 2 }

    /// Rows of noise over the stream's dimensions.
    private mutating func base(_ rows: Int) -> [[Double]] {
        (0..<rows).map { _ in (0..<Self.hidden).map { _ in noise() } }
    }

    /// Rows that have half of their values in common with others, row by row.
    private mutating func akin(to rows: [[Double]]) -> [[Double]] {
        rows.map { row in row.map { ($0 + noise()) / 2 } }
    }

    private func scaled(by profile: [Double]) -> ([Double]) -> [Double] {
        { row in zip(row, profile).map { $0 * $1 } }
    }

    /// Two halves of a joint: units as rows, each with a size of its own that both halves share.
    private mutating func joint(_ units: Int, _ profile: [Double]) -> (first: [[Double]], second: [[Double]]) {
        let first = base(units)
        let second = akin(to: first)
        let sizes = (0..<units).map { _ in 0.5 + uniform() }
        func sized(_ rows: [[Double]]) -> [[Double]] {
            zip(rows, sizes).map { row, size in scaled(by: profile)(row).map { $0 * size } }
        }
        return (sized(first), sized(second))
    }

    private static func turned(_ rows: [[Double]]) -> [[Double]] {
        (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column] } }
    }

    private mutating func addLayer(_ start: String, _ profile: [Double]) {
        let attention = joint(Self.hidden, profile)
        let values = joint(Self.hidden, profile)
        let network = joint(Self.intermediate, profile)
        addLinear(start + "attention.self.query", attention.first)
        addLinear(start + "attention.self.key", attention.second)
        addLinear(start + "attention.self.value", values.first)
        addLinear(start + "attention.output.dense", Self.turned(values.second), profile)
        addNorm(start + "attention.output.LayerNorm", profile)
        addLinear(start + "intermediate.dense", network.first)
        addLinear(start + "output.dense", Self.turned(network.second), profile)
        addNorm(start + "output.LayerNorm", profile)
    }

    /// - Parameter profile: that of the bias; nil: it does not face the stream.
    private mutating func addLinear(_ name: String, _ rows: [[Double]], _ profile: [Double]? = nil) {
        add(name + ".weight", [rows.count, rows[0].count], rows)
        let bias = rows.indices.map { _ in 0.05 * noise() }
        add(name + ".bias", [rows.count], [profile.map { zip($0, bias).map { 0.2 * $0 + $1 } } ?? bias])
    }

    private mutating func addNorm(_ name: String, _ profile: [Double]) {
        add(name + ".weight", [Self.hidden], [profile.map { 0.5 + 0.5 * $0 + 0.1 * noise() }])
        add(name + ".bias", [Self.hidden], [profile.map { 0.2 * $0 + 0.05 * noise() }])
    }

    private mutating func add(_ name: String, _ shape: [Int], _ rows: [[Double]]) {
        let floats = rows.joined().map { Float($0 * 0.05) }
        tensors.append(StoredTensor(name, shape, floats: floats))
        values[name] = floats
        shapes[name] = shape
    }
}
