import ByteIO
import ModelSchema
import Tensors
import TestSupport
import Testing

@Suite("What a checkpoint says about its own model")
struct InferenceTests {
    private static func tables(_ className: String) throws -> [TensorTable] {
        let path = Fixtures.path("transformers-4.44.2/\(className)/expected.safetensors")
        return [try CheckpointTable.safetensors(path), try CheckpointTable.tensorflow(className)]
    }

    @Test(
        "The heads tell the class, but for two pairs that have the same parameters",
        arguments: Fixtures.classes.map { name in
            let likeness = [
                "BertLMHeadModel": "BertForMaskedLM", "BertForMultipleChoice": "BertForSequenceClassification",
            ]
            return (name, likeness[name] ?? name)
        })
    func classes(className: String, expected: String) throws {
        let architecture = try BERT.architecture()
        for table in try Self.tables(className) {
            let binding = try Binding(table, architecture: architecture)
            #expect(try binding.impliedClass(in: architecture).name == expected, "\(binding.dialect.name)")
            #expect(binding.unmapped.isEmpty && binding.buffers.isEmpty)
        }
    }

    @Test("Classes that cannot be told apart are named together")
    func likeness() throws {
        let architecture = try BERT.architecture()
        let expected = [
            ("BertForMaskedLM", "BertForMaskedLM", ["BertLMHeadModel"]),
            ("BertForMaskedLM", "BertLMHeadModel", ["BertForMaskedLM"]),
            // With one label a classifier could be either; with three it is none of multiple choice.
            ("BertForMultipleChoice", "BertForSequenceClassification", ["BertForMultipleChoice"]),
            ("BertForSequenceClassification", "BertForSequenceClassification", []),
            ("BertModel", "BertModel", []), ("BertForPreTraining", "BertForPreTraining", []),
        ]
        for (folder, className, others) in expected {
            let path = Fixtures.path("transformers-4.44.2/\(folder)/expected.safetensors")
            let binding = try Binding(try CheckpointTable.safetensors(path), architecture: architecture)
            #expect(binding.likeness(of: try BERT.modelClass(className), in: architecture) == others, "\(className)")
        }
    }

    @Test("The shapes tell the sizes that the configuration has", arguments: Fixtures.classes)
    func sizes(className: String) throws {
        let architecture = try BERT.architecture()
        let folder = "transformers-4.44.2/\(className)"
        let file = try ConfigurationFile(path: Fixtures.path(folder + "/config.json"))
        let real = try file.configuration(for: architecture, by: try Library.newest())
        let table = try CheckpointTable.safetensors(Fixtures.path(folder + "/expected.safetensors"))
        let implied = try Binding(table, architecture: architecture).impliedConfiguration(in: architecture)
        #expect(implied.source == .shapes)
        #expect(implied.className == nil)
        for field in [
            "vocab_size", "hidden_size", "num_hidden_layers", "intermediate_size", "max_position_embeddings",
            "type_vocab_size",
        ] {
            #expect(implied.integer(field) == real.integer(field), "\(field)")
        }
        // No shape tells the heads, and only a classifier the labels.
        #expect(implied.integer("num_attention_heads") == nil)
        let labels = [
            "BertForSequenceClassification": 3, "BertForTokenClassification": 5, "BertForMultipleChoice": 1,
            "BertForQuestionAnswering": 2,
        ]
        #expect(implied.integer("num_labels") == labels[className])
        #expect(implied.flag("tie_word_embeddings"))
        #expect(!implied.flag("add_cross_attention"))
        #expect(implied.integer("pad_token_id") == 0)
    }

    @Test("Transposed kernels tell the same sizes", arguments: Fixtures.classes)
    func tensorflowSizes(className: String) throws {
        let architecture = try BERT.architecture()
        let binding = try Binding(try CheckpointTable.tensorflow(className), architecture: architecture)
        #expect(binding.dialect.name == "huggingface-tensorflow")
        let implied = binding.impliedConfiguration(in: architecture)
        for field in ["vocab_size", "hidden_size", "num_hidden_layers", "intermediate_size"] {
            #expect(implied.integer(field) == BERT.sizes[field], "\(field)")
        }
        let tree = ParameterTree(
            architecture: architecture, modelClass: try BERT.modelClass(className), configuration: implied)
        for path in binding.order { #expect(binding[path]?.shape == tree[path]?.shape, "\(path)") }
    }

    @Test("Layers beyond the first and cross attention are seen")
    func depth() throws {
        let architecture = try BERT.architecture()
        for (folder, layers, crosses) in [("48-layers", 48, false), ("cross-attention", 1, true)] {
            let path = Fixtures.path("transformers-4.44.2/\(folder)/expected.safetensors")
            let binding = try Binding(try CheckpointTable.safetensors(path), architecture: architecture)
            let implied = binding.impliedConfiguration(in: architecture)
            #expect(implied.integer("num_hidden_layers") == layers)
            #expect(implied.flag("add_cross_attention") == crosses)
        }
    }

    @Test("A size that no tensor tells has no value, and the shapes that need it none either")
    func unknownSizes() throws {
        let architecture = try BERT.architecture()
        let table = try CheckpointTable.made(of: [("bert.embeddings.LayerNorm.weight", [8])])
        let implied = try Binding(table, architecture: architecture).impliedConfiguration(in: architecture)
        #expect(implied.integer("hidden_size") == 8)
        #expect(implied.integer("vocab_size") == nil)
        #expect(implied.integer("num_hidden_layers") == 0)
        let tree = ParameterTree(
            architecture: architecture, modelClass: try BERT.modelClass("BertModel"), configuration: implied)
        #expect(tree.parameters.first?.name == "embeddings.word_embeddings.weight")
        #expect(tree.parameters.first?.shape == nil)
        #expect(tree.parameters.last?.shape?.dimensions == [8])
    }

    @Test("Where tensors disagree about a size, the first of the schema decides, whatever the order of the file")
    func disagreement() throws {
        let architecture = try BERT.architecture()
        let tensors = [
            ("bert.embeddings.word_embeddings.weight", [9, 8]), ("bert.embeddings.LayerNorm.bias", [7]),
            ("cls.predictions.bias", [11]),
        ]
        for order in [tensors, tensors.reversed()] {
            let binding = try Binding(try CheckpointTable.made(of: order), architecture: architecture)
            let implied = binding.impliedConfiguration(in: architecture)
            #expect(implied.integer("vocab_size") == 9)
            #expect(implied.integer("hidden_size") == 8)
        }
    }

    @Test("A pooler makes no class of its own: heads decide, then whether there is one")
    func poolers() throws {
        let architecture = try BERT.architecture()
        let backbone = ("bert.embeddings.LayerNorm.weight", [8])
        let pooler = ("bert.pooler.dense.bias", [8])
        let classifier = ("classifier.bias", [3])
        for (tensors, expected) in [
            ([backbone], "BertModel"), ([backbone, pooler], "BertModel"),
            ([backbone, classifier], "BertForTokenClassification"),
            ([backbone, pooler, classifier], "BertForSequenceClassification"),
            ([backbone, pooler, ("cls.predictions.bias", [9])], "BertForMaskedLM"),
            ([("qa_outputs.bias", [2])], "BertForQuestionAnswering"),
        ] {
            let binding = try Binding(try CheckpointTable.made(of: tensors), architecture: architecture)
            #expect(try binding.impliedClass(in: architecture).name == expected)
        }
    }

    @Test("Heads that no class has together leave the class undecided")
    func undecided() throws {
        let architecture = try BERT.architecture()
        let table = try CheckpointTable.made(of: [("classifier.bias", [3]), ("qa_outputs.bias", [2])])
        let binding = try Binding(table, architecture: architecture)
        let fault = try #require(throws: Fault.self) { try binding.impliedClass(in: architecture) }
        #expect(fault.code == .undecidedClass)
        #expect(fault.reason == "no model class has exactly the heads classifier and question-answering")
        #expect(fault.remedy?.contains("BertForMaskedLM") == true)
    }
}
