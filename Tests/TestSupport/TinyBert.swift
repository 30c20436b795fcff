/// A BERT of a few numbers, as a PyTorch checkpoint with its config.json, that a test changes and writes.
///
/// The names and shapes are written out here, not taken from the schema that the tests hold to account.
/// No two numbers of it are equal.
package struct TinyBert: Sendable {
    package static let vocabulary = 5
    package static let hidden = 4
    package static let intermediate = 6
    package static let positions = 3
    package static let types = 2
    package static let labels = 2

    package var tensors: [StoredTensor] = []
    /// The fields of config.json, each value as JSON text; nil leaves the field out.
    package var configuration: [String: String]

    /// A model of the class with all its parameters, tied ones once.
    package init(_ className: String = "BertForSequenceClassification", layers: Int = 1) {
        configuration = [
            "architectures": "[\"\(className)\"]", "model_type": "\"bert\"", "vocab_size": "\(Self.vocabulary)",
            "hidden_size": "\(Self.hidden)", "num_hidden_layers": "\(layers)", "num_attention_heads": "2",
            "intermediate_size": "\(Self.intermediate)", "max_position_embeddings": "\(Self.positions)",
            "type_vocab_size": "\(Self.types)",
        ]
        let prefix = className == "BertModel" ? "" : "bert."
        addEmbeddings(prefix + "embeddings")
        for layer in 0..<layers { addLayer(prefix + "encoder.layer.\(layer)") }
        if Self.withPooler.contains(className) { addLinear(prefix + "pooler.dense", Self.hidden, Self.hidden) }
        if Self.withLanguageModel.contains(className) {
            add("cls.predictions.bias", [Self.vocabulary])
            addLinear("cls.predictions.transform.dense", Self.hidden, Self.hidden)
            addNorm("cls.predictions.transform.LayerNorm")
        }
        if Self.withNextSentence.contains(className) { addLinear("cls.seq_relationship", 2, Self.hidden) }
        if Self.withClassifier.contains(className) { addLinear("classifier", Self.labels, Self.hidden) }
        if className == "BertForMultipleChoice" { addLinear("classifier", 1, Self.hidden) }
        if className == "BertForQuestionAnswering" { addLinear("qa_outputs", 2, Self.hidden) }
    }

    private static let withPooler = [
        "BertModel", "BertForPreTraining", "BertForNextSentencePrediction", "BertForSequenceClassification",
        "BertForMultipleChoice",
    ]
    private static let withLanguageModel = ["BertForPreTraining", "BertForMaskedLM", "BertLMHeadModel"]
    private static let withNextSentence = ["BertForPreTraining", "BertForNextSentencePrediction"]
    private static let withClassifier = ["BertForSequenceClassification", "BertForTokenClassification"]
}

extension TinyBert {
    package var names: [String] { tensors.map(\.name) }

    package subscript(name: String) -> StoredTensor? {
        tensors.first { $0.name == name }
    }

    /// Adds a tensor of numbers that nothing else in the model has.
    package mutating func add(_ name: String, _ shape: [Int]) {
        let used = tensors.reduce(0) { $0 + $1.bytes.count }
        let floats = (0..<shape.reduce(1, *)).map { Float(used + $0 * 4 + 1) / 1024 }
        tensors.append(StoredTensor(name, shape, floats: floats))
    }

    /// Adds a tensor with the numbers of another.
    package mutating func add(_ name: String, copying source: String) {
        guard let tensor = self[source] else { return }
        tensors.append(StoredTensor(name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes))
    }

    package mutating func remove(_ names: String...) {
        tensors.removeAll { names.contains($0.name) }
    }

    package mutating func rename(_ rename: (String) -> String) {
        for index in tensors.indices { tensors[index].name = rename(tensors[index].name) }
    }

    /// The weights as `save_pretrained` writes them: all are of one type, so they are sorted by name.
    package var savedFile: [UInt8] {
        SafetensorsBytes.file(tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }

    /// The bytes of config.json.
    package var configurationText: String {
        let members = configuration.sorted { $0.key < $1.key }.map { "  \"\($0.key)\": \($0.value)" }
        return "{\n" + members.joined(separator: ",\n") + "\n}\n"
    }

    /// Writes the weights, with config.json beside them, and gives the path of the weights.
    package func write(to folder: TemporaryFolder, as name: String = "model.safetensors") -> String {
        _ = folder.write(configurationText, to: "config.json")
        return writeWeights(to: folder, as: name)
    }

    /// Writes the weights alone.
    package func writeWeights(to folder: TemporaryFolder, as name: String = "model.safetensors") -> String {
        folder.write(SafetensorsBytes.file(tensors), to: name)
    }
}

extension TinyBert {
    private mutating func addLinear(_ name: String, _ rows: Int, _ columns: Int) {
        add(name + ".weight", [rows, columns])
        add(name + ".bias", [rows])
    }

    private mutating func addNorm(_ name: String) {
        add(name + ".weight", [Self.hidden])
        add(name + ".bias", [Self.hidden])
    }

    private mutating func addEmbeddings(_ name: String) {
        add(name + ".word_embeddings.weight", [Self.vocabulary, Self.hidden])
        add(name + ".position_embeddings.weight", [Self.positions, Self.hidden])
        add(name + ".token_type_embeddings.weight", [Self.types, Self.hidden])
        addNorm(name + ".LayerNorm")
    }

    private mutating func addLayer(_ name: String) {
        for part in ["query", "key", "value"] { addLinear("\(name).attention.self.\(part)", Self.hidden, Self.hidden) }
        addLinear(name + ".attention.output.dense", Self.hidden, Self.hidden)
        addNorm(name + ".attention.output.LayerNorm")
        addLinear(name + ".intermediate.dense", Self.intermediate, Self.hidden)
        addLinear(name + ".output.dense", Self.hidden, Self.intermediate)
        addNorm(name + ".output.LayerNorm")
    }
}
