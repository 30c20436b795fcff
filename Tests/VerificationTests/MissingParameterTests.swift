import ModelSchema
import Tensors
import TestSupport
import Testing
import Verification

@Suite("BC101: parameters that no file gives")
struct MissingParameterTests {
    @Test("Nothing is missing from a whole model of any class", arguments: Fixtures.classes)
    func nothing(name: String) throws {
        let examined = try Examined(TinyBert(name, layers: 2))
        #expect(examined.findings.isEmpty)
        #expect(examined.missing.isEmpty)
        #expect(examined.inspection.tree.modelClass.name == name)
    }

    @Test("Each parameter alone is missed when it is not there", arguments: TinyBert("BertForPreTraining").names)
    func each(name: String) throws {
        var model = TinyBert("BertForPreTraining")
        model.remove(name)
        let examined = try Examined(model)
        let tied = name == "bert.embeddings.word_embeddings.weight" || name == "cls.predictions.bias"
        let decoder = "cls.predictions.decoder." + (name == "cls.predictions.bias" ? "bias" : "weight")
        #expect(examined.missing == (tied ? [name, decoder] : [name]))
        #expect(examined.rules == [.missingParameter])
        #expect(examined.subjects(of: .missingParameter) == examined.missing)
    }

    @Test("A finding names the initialiser, and random numbers as such")
    func words() throws {
        var model = TinyBert()
        model.configuration["initializer_range"] = "0.05"
        model.remove("classifier.weight", "classifier.bias", "bert.embeddings.LayerNorm.weight")
        let findings = try Examined(model).findings
        #expect(
            findings.map(\.subject) == ["bert.embeddings.LayerNorm.weight", "classifier.weight", "classifier.bias"])
        #expect(
            findings.map(\.message) == [
                "is missing: loaders will initialise it with ones",
                "is missing: loaders will initialise it with random numbers, normal(0, 0.05)",
                "is missing: loaders will initialise it with zeros",
            ])
        #expect(findings.allSatisfy { $0.severity == .error })
        // With an encoder that has lost a norm, the file is no complete one of another class.
        #expect(findings.allSatisfy { $0.help == "get the complete checkpoint" })
    }

    @Test("A head that the class has and the file has not is missed as a whole")
    func head() throws {
        let examined = try Examined(TinyBert("BertForMaskedLM"), as: "BertForSequenceClassification")
        #expect(
            examined.missing == [
                "bert.pooler.dense.weight", "bert.pooler.dense.bias", "classifier.weight", "classifier.bias",
            ])
        #expect(examined.inspection.coverage.missingElementCount == 16 + 4 + 8 + 2)
    }

    @Test("Layers that the configuration promises are missed")
    func layers() throws {
        var model = TinyBert("BertModel", layers: 1)
        model.configuration["num_hidden_layers"] = "3"
        let examined = try Examined(model)
        #expect(examined.missing.count == 32)
        #expect(examined.missing.first == "encoder.layer.1.attention.self.query.weight")
        #expect(examined.rules == [.missingParameter])
    }

    @Test("Cross attention is missed where the configuration wants it, and only there")
    func crossAttention() throws {
        var model = TinyBert("BertLMHeadModel")
        model.configuration["is_decoder"] = "true"
        #expect(try Examined(model).missing.isEmpty)
        model.configuration["add_cross_attention"] = "true"
        let missing = try Examined(model).missing
        #expect(missing.count == 10)
        #expect(missing.allSatisfy { $0.contains(".crossattention.") })
    }

    @Test(
        "Relative positions are missed where the configuration wants them",
        arguments: ["relative_key", "relative_key_query"])
    func relativePositions(type: String) throws {
        var model = TinyBert("BertModel")
        model.configuration["position_embedding_type"] = "\"\(type)\""
        let examined = try Examined(model)
        #expect(examined.missing == ["encoder.layer.0.attention.self.distance_embedding.weight"])
        #expect(examined.inspection.coverage.missing.first?.shape?.dimensions == [5, 2])
    }

    @Test("In a real file: the kernel that was deleted")
    func realFile() throws {
        let examined = try Examined(Fixtures.path("h5py-3.16.0/one-kernel-deleted.h5"))
        #expect(examined.missing == ["bert.encoder.layer.0.attention.self.query.weight"])
        #expect(examined.rules == [.missingParameter])
        #expect(examined.findings.first?.file == Fixtures.path("h5py-3.16.0/one-kernel-deleted.h5"))
    }
}
