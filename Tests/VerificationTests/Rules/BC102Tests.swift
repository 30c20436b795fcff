import TestSupport
import Testing
import Verification

@Suite("BC102 unexpected-tensor, as verify shows it")
struct BC102Tests {
    @Test(
        "Another class's head is a note that names the head and the class",
        arguments: [Examination.Depth.headers, .values])
    func otherHead(depth: Examination.Depth) throws {
        let verified = try Verified(TinyBert("BertForPreTraining"), as: "BertForMaskedLM", depth)
        let names =
            ["bert.pooler.dense.bias", "bert.pooler.dense.weight"]
            + ["cls.seq_relationship.bias", "cls.seq_relationship.weight"]
        #expect(verified.lines.sorted() == names.map { "BC102 note \($0)" })
        #expect(verified.findings.map { $0.message.contains("(pooler)") } == [true, true, false, false])
        #expect(verified.findings.allSatisfy { $0.help.contains("BertForMaskedLM") })
    }

    @Test("A name that nobody knows is a warning at its bytes", arguments: ["my.weight", "bert.pooler.dense.weights"])
    func unknown(name: String) throws {
        var model = TinyBert()
        model.add(name, [3])
        let verified = try Verified(model)
        #expect(verified.lines == ["BC102 warning \(name)"])
        #expect(try verified.bytes(at: verified.findings[0]) == model[name]?.bytes)
    }

    @Test(
        "A name of whose digits Python makes no number is an error: transformers gives up the whole model",
        arguments: [
            ("x.\u{B2}", true), ("x.\u{2460}.y", true), ("x.1\u{2070}", true), ("x.a\u{B2}", false),
            ("x.\u{663}", false),
        ], [Examination.Depth.headers, .values])
    func unreadableNumber(name: (text: String, fails: Bool), depth: Examination.Depth) throws {
        var model = TinyBert()
        model.add(name.text, [3])
        let verified = try Verified(model, depth)
        #expect(verified.lines.contains("BC102 error \(name.text)") == name.fails)
    }

    @Test("A parameter that this configuration does not have is a warning that names the field")
    func configurationUnmet() throws {
        var model = TinyBert("BertModel")
        model.add("encoder.layer.0.crossattention.self.query.bias", [4])
        let verified = try Verified(model, .headers)
        #expect(verified.lines == ["BC102 warning encoder.layer.0.crossattention.self.query.bias"])
        #expect(verified.findings[0].message.contains("add_cross_attention"))
    }

    @Test("The help of verify does not speak of a conversion")
    func help() throws {
        var model = TinyBert("BertForPreTraining")
        model.add("my.weight", [2])
        for finding in try Verified(model, as: "BertModel", .headers).findings {
            #expect(!finding.help.contains("copied") && !finding.help.contains("conversion"))
        }
    }

    @Test("An entry of a PyTorch file that is no tensor is a note")
    func numbers() throws {
        let verified = try Verified(damage: "number-beside-weights")
        #expect(verified.lines == ["BC102 note epoch", "BC102 note loss"])
    }

    @Test("It is an error where the library asks the first entry for its type, once")
    func firstEntry() throws {
        let verified = try Verified(damage: "number-before-weights")
        #expect(verified.lines == ["BC102 error epoch"])
        #expect(verified.findings[0].message.contains("dtype") && verified.findings[0].help.contains("dtype"))
    }

    @Test("Tensors of weight normalisation, of adapters and junk in a real file are four warnings")
    func real() throws {
        let verified = try Verified(damage: "unknown-tensors")
        #expect(verified.lines.count == 4)
        #expect(verified.lines.allSatisfy { $0.hasPrefix("BC102 warning ") })
    }

    @Test("Tied weights, constants, extra layers and relative positions are not this rule's")
    func nearMisses() throws {
        var model = TinyBert("BertForMaskedLM", layers: 2)
        model.add("cls.predictions.decoder.weight", copying: "bert.embeddings.word_embeddings.weight")
        model.tensors.append(StoredTensor("bert.embeddings.position_ids", [1, 3], integers: [0, 1, 2]))
        model.tensors.append(StoredTensor("bert.embeddings.token_type_ids", [1, 3], integers: [0, 0, 0]))
        model.configuration["num_hidden_layers"] = "1"
        model.configuration["position_embedding_type"] = "\"relative_key\""
        model.add("bert.encoder.layer.0.attention.self.distance_embedding.weight", [5, 2])
        #expect(try Verified(model).findings(of: .unexpectedTensor).isEmpty)
    }
}
