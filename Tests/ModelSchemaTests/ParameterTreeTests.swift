import ModelSchema
import Tensors
import Testing

/// Guards `transformers-bert.md` 1.1 and 1.2: which parameters a class has.
@Suite("The parameters of a model")
struct ParameterTreeTests {
    @Test(
        "A class has so many parameters for its layers",
        arguments: [
            ("BertModel", 7), ("BertForPreTraining", 16), ("BertLMHeadModel", 12), ("BertForMaskedLM", 12),
            ("BertForNextSentencePrediction", 9), ("BertForSequenceClassification", 9), ("BertForMultipleChoice", 9),
            ("BertForTokenClassification", 7), ("BertForQuestionAnswering", 7),
        ], [0, 1, 12, 48])
    func counts(modelClass: (String, Int), layers: Int) throws {
        let (name, outside) = modelClass
        let plain = try BERT.tree(name, BERT.configuration(#""num_hidden_layers": \#(layers)"#))
        #expect(plain.parameters.count == outside + 16 * layers)
        let members = #""num_hidden_layers": \#(layers), "is_decoder": true, "add_cross_attention": true"#
        #expect(try BERT.tree(name, BERT.configuration(members)).parameters.count == outside + 26 * layers)
        #expect(Set(plain.parameters.map(\.path)).count == plain.parameters.count)
    }

    @Test(
        "bert-base has as many numbers as the library counts, tied ones once",
        arguments: [
            ("BertModel", 109_482_240), ("BertForMaskedLM", 109_514_298), ("BertForPreTraining", 110_106_428),
            ("BertForSequenceClassification", 109_483_778),
        ])
    func elementCounts(className: String, expected: Int) throws {
        #expect(try BERT.tree(className, BERT.configuration()).elementCount == expected)
    }

    @Test("Untied, the decoder counts for itself")
    func untiedCount() throws {
        let untied = try BERT.tree("BertForMaskedLM", BERT.configuration(#""tie_word_embeddings": false"#))
        #expect(untied.elementCount == 109_514_298 + 30_522 * 768 + 30_522)
    }

    @Test("Cross attention stands between attention and feed-forward, ten parameters a layer")
    func crossAttention() throws {
        let tree = try BERT.tree("BertLMHeadModel", BERT.sized(#""is_decoder": true, "add_cross_attention": true"#))
        let names = tree.parameters.map(\.name)
        let first = try #require(names.firstIndex(of: "bert.encoder.layer.1.crossattention.self.query.weight"))
        #expect(names[first - 1] == "bert.encoder.layer.1.attention.output.LayerNorm.bias")
        #expect(names[first + 10] == "bert.encoder.layer.1.intermediate.dense.weight")
        let own = names.filter { $0.contains(".crossattention.") && $0.contains(".1.") }
        #expect(
            own.map { $0.split(separator: ".crossattention.")[1] } == [
                "self.query.weight", "self.query.bias", "self.key.weight", "self.key.bias", "self.value.weight",
                "self.value.bias", "output.dense.weight", "output.dense.bias", "output.LayerNorm.weight",
                "output.LayerNorm.bias",
            ])
    }

    @Test("Relative positions add a table of distances a layer", arguments: ["relative_key", "relative_key_query"])
    func distances(kind: String) throws {
        let tree = try BERT.tree("BertModel", BERT.sized(#""position_embedding_type": "\#(kind)""#))
        #expect(tree.parameters.count == 7 + 17 * 2)
        let template = "bert.encoder.layer.{layer}.attention.self.distance_embedding.weight"
        let parameter = try #require(tree[ParameterPath(template: template, layer: 1)])
        #expect(parameter.name == "encoder.layer.1.attention.self.distance_embedding.weight")
        #expect(parameter.shape?.dimensions == [2 * 24 - 1, 16 / 4])
        #expect(parameter.initializer.isRandom)
    }

    @Test("Multiple choice has one row and next sentence two, whatever num_labels says")
    func literalRows() throws {
        let choice = try BERT.tree("BertForMultipleChoice", BERT.sized())
        #expect(choice.parameters.last?.shape?.dimensions == [1])
        #expect(choice.configuration.integer("num_labels") == 1)
        let next = try BERT.tree("BertForNextSentencePrediction", BERT.sized())
        #expect(next.parameters.last?.shape?.dimensions == [2])
        let sequence = try BERT.tree("BertForSequenceClassification", BERT.sized())
        #expect(sequence.parameters.last?.shape?.dimensions == [5])
    }

    @Test("Answering questions needs two labels, and only that")
    func requirements() throws {
        for modelClass in try BERT.architecture().classes {
            #expect(modelClass.required == (modelClass.name == "BertForQuestionAnswering" ? ["num_labels": 2] : [:]))
        }
    }

    @Test("A parameter is found by its path and by no other")
    func lookUp() throws {
        let tree = try BERT.tree("BertModel", BERT.sized())
        for parameter in tree.parameters { #expect(tree[parameter.path]?.name == parameter.name) }
        #expect(tree[ParameterPath(template: "classifier.weight", layer: nil)] == nil)
        #expect(tree[ParameterPath(template: "bert.encoder.layer.{layer}.output.dense.bias", layer: 2)] == nil)
        #expect(tree[ParameterPath(template: "bert.encoder.layer.{layer}.output.dense.bias", layer: nil)] == nil)
    }

    @Test("A class is found by its name, with or without TensorFlow's mark before it")
    func classNames() throws {
        let architecture = try BERT.architecture()
        for modelClass in architecture.classes {
            #expect(architecture.modelClass("TF" + modelClass.name)?.name == modelClass.name)
        }
        for name in ["", "TF", "Bert", "bertmodel", "BertModel ", "TFTFBertModel", "FlaxBertModel"] {
            #expect(architecture.modelClass(name) == nil, "\(name)")
        }
    }
}
