import TestSupport
import Testing
import Verification

@Suite("BC102: tensors that the class has no place for")
struct UnexpectedTensorTests {
    @Test("Another class's head is a note that names the head")
    func otherHead() throws {
        let examined = try Examined(TinyBert("BertForPreTraining"), as: "BertForMaskedLM")
        #expect(examined.rules == [.unexpectedTensor])
        #expect(
            examined.findings.map(\.subject) == [
                "bert.pooler.dense.weight", "bert.pooler.dense.bias", "cls.seq_relationship.weight",
                "cls.seq_relationship.bias",
            ])
        #expect(examined.findings.allSatisfy { $0.severity == .note })
        #expect(
            examined.findings.map(\.message) == [
                "belongs to another class's head (pooler); BertForMaskedLM does not use it",
                "belongs to another class's head (pooler); BertForMaskedLM does not use it",
                "belongs to another class's head (next-sentence); BertForMaskedLM does not use it",
                "belongs to another class's head (next-sentence); BertForMaskedLM does not use it",
            ])
    }

    @Test(
        "A name that nobody knows is a warning",
        arguments: ["my.weight", "bert.pooler.dense.weights", "Classifier.bias"])
    func unknown(name: String) throws {
        var model = TinyBert()
        model.add(name, [2])
        let examined = try Examined(model)
        #expect(examined.subjects(of: .unexpectedTensor) == [name])
        #expect(examined.findings.first?.severity == .warning)
        #expect(examined.findings.first?.message == "has a name that no parameter of BERT has")
        #expect(examined.findings.count == 1)
    }

    @Test("A parameter that this configuration does not have is a warning that names the field")
    func configurationUnmet() throws {
        var model = TinyBert("BertModel")
        model.add("encoder.layer.0.attention.self.distance_embedding.weight", [5, 2])
        model.add("encoder.layer.0.crossattention.self.query.bias", [4])
        let examined = try Examined(model)
        #expect(examined.rules == [.unexpectedTensor])
        #expect(examined.findings.allSatisfy { $0.severity == .warning })
        #expect(
            examined.findings.map(\.message) == [
                "does not belong to this configuration (position_embedding_type); a loader drops it",
                "does not belong to this configuration (add_cross_attention); a loader drops it",
            ])
    }

    @Test("What the class uses, ties or stores as a constant is expected")
    func nearMisses() throws {
        var model = TinyBert("BertForMaskedLM")
        model.add("cls.predictions.decoder.weight", copying: "bert.embeddings.word_embeddings.weight")
        model.tensors.append(StoredTensor("bert.embeddings.position_ids", [1, 3], integers: [0, 1, 2]))
        let examined = try Examined(model)
        #expect(examined.findings(of: .unexpectedTensor).isEmpty)
    }

    @Test("In a real file: the weight that no BERT has")
    func realFile() throws {
        let examined = try Examined(Fixtures.path("h5py-3.16.0/extra-tensor.h5"))
        #expect(
            examined.findings.map(\.subject) == [
                "bert/tf_bert_for_sequence_classification_1/bert/encoder/layer_._0/adapter/kernel:0"
            ])
        #expect(examined.findings.first?.severity == .warning)
    }
}
