import ByteIO
import ModelSchema
import Tensors
import TestSupport
import Testing

@Suite("Binding tensors to parameters")
struct BindingTests {
    @Test("Every tensor is a parameter, a buffer or unmapped, and only one of them")
    func total() throws {
        let table = try CheckpointTable.made(of: [
            ("bert.pooler.dense.weight", [8, 8]), ("bert.embeddings.position_ids", [1, 7]), ("optimizer.step", []),
            ("bert.encoder.layer.3.output.dense.bias", [8]), ("bert.encoder.layer.03.output.dense.bias", [8]),
        ])
        let binding = try Binding(table, architecture: try BERT.architecture())
        #expect(binding.dialect.name == "huggingface-pytorch")
        #expect(
            binding.order.map(\.description) == ["bert.pooler.dense.weight", "bert.encoder.layer.3.output.dense.bias"])
        #expect(binding.buffers.map(\.path) == ["bert.embeddings.position_ids"])
        #expect(binding.unmapped.map(\.name) == ["optimizer.step", "bert.encoder.layer.03.output.dense.bias"])
    }

    @Test("Two names of one parameter are both kept, in the order of the file")
    func collision() throws {
        let table = try CheckpointTable.made(of: [
            ("bert.embeddings.LayerNorm.gamma", [8]), ("embeddings.LayerNorm.weight", [8]),
            ("bert.embeddings.LayerNorm.weight", [8]),
        ])
        let binding = try Binding(table, architecture: try BERT.architecture())
        let path = ParameterPath(template: "bert.embeddings.LayerNorm.weight", layer: nil)
        #expect(binding.order == [path])
        #expect(
            binding.tensors[path]?.map(\.entry.name) == [
                "bert.embeddings.LayerNorm.gamma", "embeddings.LayerNorm.weight", "bert.embeddings.LayerNorm.weight",
            ])
        #expect(binding.tensors[path]?.map(\.match.isLegacy) == [true, false, false])
        #expect(binding.tensors[path]?.map(\.match.isBare) == [false, true, false])
        #expect(binding[path]?.entry.name == "bert.embeddings.LayerNorm.gamma")
    }

    @Test("TensorFlow's copies of the embeddings are bound to the parameter they copy")
    func copies() throws {
        let table = try CheckpointTable.tensorflow("BertForMaskedLM")
        let binding = try Binding(table, architecture: try BERT.architecture())
        let copied = binding.tensors.filter { $0.value.count == 2 }.map(\.key.template).sorted()
        #expect(
            copied == [
                "bert.embeddings.LayerNorm.bias", "bert.embeddings.LayerNorm.weight",
                "bert.embeddings.position_embeddings.weight", "bert.embeddings.token_type_embeddings.weight",
                "bert.embeddings.word_embeddings.weight",
            ])
        #expect(binding.tensors.values.reduce(0) { $0 + $1.count } == table.count)
    }

    @Test("A kernel has the shape of its parameter turned round")
    func orientation() throws {
        let table = try CheckpointTable.made(of: [("m/bert/encoder/layer_._0/intermediate/dense/kernel:0", [16, 40])])
        let binding = try Binding(table, architecture: try BERT.architecture())
        let path = try #require(binding.order.first)
        #expect(binding[path]?.shape.dimensions == [40, 16])
        #expect(binding[path]?.entry.shape.dimensions == [16, 40])
    }

    @Test("The dialect that knows the most names is taken; names of the others are unmapped")
    func mixed() throws {
        let table = try CheckpointTable.made(of: [
            ("classifier.weight", [2, 8]), ("m/classifier/kernel:0", [8, 2]), ("m/classifier/bias:0", [2]),
        ])
        let binding = try Binding(table, architecture: try BERT.architecture())
        #expect(binding.dialect.name == "huggingface-tensorflow")
        #expect(binding.unmapped.map(\.name) == ["classifier.weight"])
    }

    @Test(
        "Names that no dialect knows are refused with an example",
        arguments: [["model.embed_tokens.weight", "lm_head.weight"], ["bert.embeddings.position_ids"], []])
    func unknown(names: [String]) throws {
        let table = try CheckpointTable.made(of: names.map { ($0, [1]) })
        let architecture = try BERT.architecture()
        let fault = try #require(throws: Fault.self) { try Binding(table, architecture: architecture) }
        #expect(fault.code == .unknownDialect)
        #expect(names.allSatisfy { $0 != names.first || fault.reason.contains("'\($0)'") })
    }
}
