import ByteIO
import Forensics
import Formats
import TestSupport
import Verification

/// A BertForSequenceClassification of one layer whose values look trained, for a test to change.
///
/// Every matrix has rows of different sizes and one direction that all rows share, as training leaves them; no
/// number comes from a generator that Test L knows.
struct TrainedModel {
    private let labels: Int
    private let hidden: Int
    private(set) var tensors: [StoredTensor] = []
    private var state: UInt64

    init(seed: UInt64 = 1, hidden: Int = 64, labels: Int = 12) {
        state = seed
        self.labels = labels
        self.hidden = hidden
        addMatrix("bert.embeddings.word_embeddings.weight", 80, hidden)
        addMatrix("bert.embeddings.position_embeddings.weight", 96, hidden)
        addMatrix("bert.embeddings.token_type_embeddings.weight", 2, hidden)
        addNorm("bert.embeddings.LayerNorm")
        let layer = "bert.encoder.layer.0"
        for part in ["query", "key", "value"] { addLinear("\(layer).attention.self.\(part)", hidden, hidden) }
        addLinear("\(layer).attention.output.dense", hidden, hidden)
        addNorm("\(layer).attention.output.LayerNorm")
        addLinear("\(layer).intermediate.dense", 2 * hidden, hidden)
        addLinear("\(layer).output.dense", hidden, 2 * hidden)
        addNorm("\(layer).output.LayerNorm")
        addLinear("bert.pooler.dense", hidden, hidden)
        addLinear("classifier", labels, hidden)
    }

    /// What the rules whose numbers begin so find in the model, with its config.json and, if so wanted, what makes it
    /// one of sentence-transformers.
    func findings(
        of rules: String = "BC5", as className: String? = nil, pooling: Bool = false, seeds: [UInt64] = []
    ) throws -> [Finding] {
        try result(as: className, pooling: pooling, seeds: seeds).findings.filter {
            $0.rule.number.hasPrefix(rules)
        }
    }

    func result(
        as className: String? = nil, pooling: Bool = false, seeds: [UInt64] = []
    ) throws -> ModelVerifier.Result {
        let folder = TemporaryFolder()
        _ = folder.write(SafetensorsBytes.file(tensors), to: "model.safetensors")
        _ = folder.write(
            """
            {"architectures": ["BertForSequenceClassification"], "model_type": "bert", "vocab_size": 80,
             "hidden_size": \(hidden), "num_hidden_layers": 1, "num_attention_heads": 4, "intermediate_size": \(2 * hidden),
             "max_position_embeddings": 96, "type_vocab_size": 2, "num_labels": \(labels)}
            """, to: "config.json")
        if pooling {
            _ = folder.write(
                """
                [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
                """, to: "modules.json")
            try Folder.create(folder.file("1_Pooling"))
            _ = folder.write(
                #"{"word_embedding_dimension": \#(hidden), "pooling_mode_mean_tokens": true}"#,
                to: "1_Pooling/config.json")
        }
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), depth: .values, as: className,
            scratchFolder: folder.path, seeds: SeedReplay.usualSeeds + seeds)
        return verifier.verify(folder.path)
    }
}

extension TrainedModel {
    func shape(_ name: String) -> [Int] { tensors.first { $0.name == name }?.shape ?? [] }

    mutating func set(_ name: String, _ floats: [Float]) {
        guard let index = tensors.firstIndex(where: { $0.name == name }) else { return }
        tensors[index] = StoredTensor(name, tensors[index].shape, floats: floats)
    }

    mutating func set(_ name: String, to value: Float) {
        set(name, [Float](repeating: value, count: shape(name).reduce(1, *)))
    }

    func floats(_ name: String) -> [Float] {
        guard let bytes = tensors.first(where: { $0.name == name })?.bytes else { return [] }
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32($1 * 8) })
        }
    }

    mutating func rename(_ name: String, _ other: String) {
        guard let index = tensors.firstIndex(where: { $0.name == name }) else { return }
        tensors[index].name = other
    }

    /// Stores every tensor in a type of another size.
    private mutating func store(as type: String, _ bytes: (Float) -> [UInt8]) {
        for index in tensors.indices {
            let numbers = floats(tensors[index].name)
            tensors[index] = StoredTensor(
                tensors[index].name, type: type, shape: tensors[index].shape, bytes: numbers.flatMap(bytes))
        }
    }

    mutating func storeAsHalf() {
        store(as: "F16") { number in
            let pattern = Float16(number).bitPattern
            return [UInt8(truncatingIfNeeded: pattern), UInt8(pattern >> 8)]
        }
    }

    mutating func storeAsDouble() {
        store(as: "F64") { number in
            (0..<8).map { UInt8(truncatingIfNeeded: Double(number).bitPattern >> ($0 * 8)) }
        }
    }

    /// Fills a weight as torch does with a seed, and its bias, if any, with zeros.
    mutating func refresh(_ module: String, seed: UInt64, std: Double = 0.02, biased: Bool = true) {
        let count = shape("\(module).weight").reduce(1, *)
        set("\(module).weight", Self.torch(seed: seed, std: std, count: count))
        if biased, !shape("\(module).bias").isEmpty { set("\(module).bias", to: 0) }
    }

    static func torch(seed: UInt64, std: Double, count: Int) -> [Float] {
        var generator = TorchGenerator(seed: seed)
        var fill = TensorFill(.normal(mean: 0, std: std), count: count)
        var floats = [Float](repeating: 0, count: count)
        _ = unsafe floats.withUnsafeMutableBufferPointer { unsafe fill.next(into: $0, from: &generator) }
        return floats
    }

    /// A number near a normal one, of no generator that anybody uses: the sum of twelve of Knuth's.
    mutating func noise() -> Float {
        var sum = 0.0
        for _ in 0..<12 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            sum += Double(state >> 33) * 0x1p-31
        }
        return Float(sum - 6)
    }

    private mutating func addMatrix(_ name: String, _ rows: Int, _ columns: Int) {
        let direction = (0..<columns).map { _ in noise() }
        var floats: [Float] = []
        for _ in 0..<rows {
            let (size, share) = (0.02 + 0.02 * abs(noise()), 0.03 * noise())
            for column in 0..<columns { floats.append(size * noise() + share * direction[column]) }
        }
        tensors.append(StoredTensor(name, [rows, columns], floats: floats))
    }

    private mutating func addVector(_ name: String, _ count: Int, around centre: Float) {
        tensors.append(StoredTensor(name, [count], floats: (0..<count).map { _ in centre + 0.05 * noise() }))
    }

    private mutating func addLinear(_ name: String, _ rows: Int, _ columns: Int) {
        addMatrix("\(name).weight", rows, columns)
        addVector("\(name).bias", rows, around: 0)
    }

    private mutating func addNorm(_ name: String) {
        addVector("\(name).weight", hidden, around: 1)
        addVector("\(name).bias", hidden, around: 0)
    }
}
