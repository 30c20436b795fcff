import TestSupport
import Testing
import Verification

/// A relative of BERT whose layers share a residual stream: what it calls the parts of a ``StreamModel``.
struct RelativeStream: Sendable, CustomTestStringConvertible {
    let type: String
    let className: String
    /// What is replaced in names by what, one after the other.
    private let names: [(String, String)]
    /// The beginnings of names that it has not.
    private let lacks: [String]

    static let all = [
        RelativeStream(type: "roberta", className: "RobertaModel", names: [], lacks: []),
        RelativeStream(type: "electra", className: "ElectraModel", names: [], lacks: ["pooler"]),
        RelativeStream(
            type: "mpnet", className: "MPNetModel",
            names: [
                ("attention.self.query", "attention.attn.q"), ("attention.self.key", "attention.attn.k"),
                ("attention.self.value", "attention.attn.v"), ("attention.output.dense", "attention.attn.o"),
                ("attention.output.LayerNorm", "attention.LayerNorm"),
            ], lacks: ["embeddings.token_type"]),
        RelativeStream(
            type: "distilbert", className: "DistilBertModel",
            names: [
                ("encoder.", "transformer."), ("attention.self.query", "attention.q_lin"),
                ("attention.self.key", "attention.k_lin"), ("attention.self.value", "attention.v_lin"),
                ("attention.output.dense", "attention.out_lin"), ("attention.output.LayerNorm", "sa_layer_norm"),
                ("intermediate.dense", "ffn.lin1"), ("output.dense", "ffn.lin2"),
                ("output.LayerNorm", "output_layer_norm"),
            ], lacks: ["pooler", "embeddings.token_type"]),
        RelativeStream(
            type: "roberta-prelayernorm", className: "RobertaPreLayerNormModel",
            names: [
                ("attention.output.LayerNorm", "attention.LayerNorm"), ("output.LayerNorm", "intermediate.LayerNorm"),
            ], lacks: []),
    ]

    var testDescription: String { type }

    func name(_ name: String) -> String {
        names.reduce(name) { $0.replacing($1.0, with: $1.1) }
    }

    func write(_ model: StreamModel, to folder: TemporaryFolder) {
        var tensors = model.tensors.filter { tensor in !lacks.contains { tensor.name.hasPrefix($0) } }
        for place in tensors.indices { tensors[place].name = name(tensors[place].name) }
        _ = folder.write(SafetensorsBytes.file(tensors), to: "model.safetensors")
        let own =
            #""architectures": ["\#(className)"], "model_type": "\#(type)", "#
            + #""hidden_dim": \#(StreamModel.intermediate), "embedding_size": \#(StreamModel.hidden), "#
        let bert = #""architectures": ["BertModel"], "model_type": "bert", "#
        _ = folder.write(model.configuration.replacing(bert, with: own), to: "config.json")
    }
}

@Suite("The tests of belonging in BERT's relatives")
struct RelativeStreamTests {
    @Test("A sound model has no findings, and nothing remains unclear", arguments: RelativeStream.all)
    func sound(relative: RelativeStream) throws {
        let result = try BelongingResult(StreamModel(), as: relative)
        #expect(result.lines.isEmpty)
        #expect(result.belonging?.note == nil)
    }

    @Test("A kernel that is stored the other way round is found under its name", arguments: RelativeStream.all)
    func transposed(relative: RelativeStream) throws {
        for part in StreamModel.kernels.prefix(4) {
            var model = StreamModel()
            model.turn(2, part)
            let name = relative.name("encoder.layer.2.\(part).weight")
            #expect(try BelongingResult(model, as: relative).lines == ["BC801 error \(name)"])
        }
    }

    @Test("Exchanged layers are found by their norms and kernels", arguments: RelativeStream.all)
    func order(relative: RelativeStream) throws {
        var model = StreamModel()
        model.reorder([0, 2, 1, 3])
        #expect(try BelongingResult(model, as: relative).lines.map { $0.prefix(5) } == ["BC805"])
    }
}
