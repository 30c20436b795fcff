import Conversion
import TestSupport
import Testing

@Suite("Tied weights and constants in the output")
struct TieTests {
    private static let words = "bert.embeddings.word_embeddings.weight"
    private static let decoder = "cls.predictions.decoder.weight"
    private static let bias = "cls.predictions.bias"
    private static let decoderBias = "cls.predictions.decoder.bias"

    @Test("Copies that the configuration ties are left out, with their partner as the reason")
    func tiedCopies() throws {
        let model = TinyBert("BertForMaskedLM")
        var old = model
        old.add(Self.decoder, copying: Self.words)
        old.add(Self.decoderBias, copying: Self.bias)
        let converted = try Converted(old)
        #expect(converted.file == model.savedFile)
        #expect(converted.reason(Self.decoder) == .tied(to: Self.words))
        #expect(converted.reason(Self.decoderBias) == .tied(to: Self.bias))
        #expect(converted.plan.leftOut.count == 2)
    }

    @Test("Where only the tied partner is there, it is written under the source's name")
    func onlyThePartner() throws {
        let model = TinyBert("BertForMaskedLM")
        var swapped = model
        swapped.rename { $0 == Self.words ? Self.decoder : $0 == Self.bias ? Self.decoderBias : $0 }
        let converted = try Converted(swapped)
        #expect(converted.file == model.savedFile)
        #expect(converted.plan.leftOut.isEmpty)
    }

    @Test("An untied model keeps both, and both biases are written where only one is there")
    func untied() throws {
        var model = TinyBert("BertForMaskedLM")
        model.configuration["tie_word_embeddings"] = "false"
        model.add(Self.decoder, [TinyBert.vocabulary, TinyBert.hidden])
        let converted = try Converted(model)
        var expected = model
        expected.add(Self.decoderBias, copying: Self.bias)
        #expect(converted.file == expected.savedFile)
        #expect(converted.plan.leftOut.isEmpty)
        expected.remove(Self.decoderBias)
        expected.add(Self.decoderBias, [TinyBert.vocabulary])
        #expect(try Converted(expected).file == expected.savedFile)
    }

    @Test("Constants of old versions are left out, of any integer type and rank")
    func buffers() throws {
        let model = TinyBert("BertModel")
        for buffers in [
            [StoredTensor("embeddings.position_ids", [1, 3], integers: [0, 1, 2])],
            [StoredTensor("bert.embeddings.position_ids", [3], integers: [0, 1, 2])],
            [
                StoredTensor(
                    "embeddings.position_ids", type: "I32", shape: [3], bytes: [0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0])
            ],
            [
                StoredTensor("embeddings.token_type_ids", [1, 3], integers: [0, 0, 0]),
                StoredTensor("embeddings.position_ids", type: "U8", shape: [1, 3], bytes: [0, 1, 2]),
            ],
        ] {
            var old = model
            old.tensors += buffers
            let converted = try Converted(old)
            #expect(converted.file == model.savedFile)
            #expect(converted.plan.leftOut.map(\.name) == buffers.map(\.name))
            #expect(converted.plan.leftOut.allSatisfy { $0.reason == .constant })
        }
    }

    @Test("A constant that is not what it should be goes along as it is")
    func unusualBuffers() throws {
        for buffer in [
            StoredTensor("embeddings.position_ids", [1, 3], integers: [0, 1, 3]),
            StoredTensor("embeddings.position_ids", [1, 3], integers: [1, 2, 3]),
            StoredTensor("embeddings.position_ids", [1, 3], integers: [0, -1, 2]),
            StoredTensor("embeddings.position_ids", [3], floats: [0, 1, 2]),
            StoredTensor("embeddings.token_type_ids", [3], integers: [0, 0, 1]),
        ] {
            var model = TinyBert("BertModel")
            model.tensors.append(buffer)
            let converted = try Converted(model)
            #expect(converted.names.last == buffer.name)
            #expect(converted.plan.leftOut.isEmpty)
        }
    }

    @Test("The second copy of the embeddings in a Keras file is left out, with the first as the reason")
    func kerasCopies() throws {
        let converted = try Converted(Fixtures.path("transformers-4.44.2/BertForMaskedLM"))
        let prefix = "/tf_bert_for_masked_lm/bert/embeddings/"
        #expect(converted.plan.leftOut.count == 5)
        #expect(
            converted.reason("mlm___cls\(prefix)LayerNorm/beta:0") == .copy(of: "bert\(prefix)LayerNorm/beta:0"))
    }
}
