import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC103 shape-mismatch, as verify shows it")
struct BC103Tests {
    @Test(
        "A tensor of another shape is an error at its bytes, with both shapes",
        arguments: [[3, 4], [2], [2, 4, 1], []])
    func shape(shape: [Int]) throws {
        var model = TinyBert()
        model.remove("classifier.weight")
        model.add("classifier.weight", shape)
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(model, depth)
            #expect(verified.lines == ["BC103 error classifier.weight"])
            let finding = try verified.finding(of: .shapeMismatch)
            #expect(try verified.bytes(at: finding) == model["classifier.weight"]?.bytes)
            #expect(finding.evidence["found"] == .array(shape.map { .integer($0) }))
            #expect(finding.evidence["expected"] == [2, 4])
            #expect(finding.help.contains("config.json"))
        }
    }

    @Test("A field that both sizes of a square matrix contradict is named once, with the help of the others")
    func square() throws {
        var model = TinyBert()
        model.configuration["hidden_size"] = "8"
        let findings = try Verified(model).findings(of: .shapeMismatch)
        let square = try #require(findings.first { $0.subject == "bert.pooler.dense.weight" })
        #expect(square.message.hasSuffix("; config.json says hidden_size = 8, the tensor has 4"), "\(square.message)")
        #expect(Set(findings.map(\.help)).count == 1, "\(Set(findings.map(\.help)))")
    }

    @Test("Without a config.json the tensors are held against each other")
    func implied() throws {
        var model = TinyBert()
        model.remove("bert.encoder.layer.0.attention.self.key.bias")
        model.add("bert.encoder.layer.0.attention.self.key.bias", [5])
        let folder = TemporaryFolder()
        let path = model.writeWeights(to: folder)
        #expect(try Verified(path).lines == ["BC103 error bert.encoder.layer.0.attention.self.key.bias"])
    }

    @Test("Of a class with a fixed number of labels, the configuration's does not count")
    func fixedLabels() throws {
        var model = TinyBert("BertForMultipleChoice")
        model.configuration["num_labels"] = "7"
        #expect(try Verified(model).lines.isEmpty)
    }

    @Test("The number of labels is that of id2label where there is no other")
    func labels() throws {
        var model = TinyBert()
        model.configuration["id2label"] = #"{"0": "a", "1": "b"}"#
        #expect(try Verified(model).lines.isEmpty)
        model.configuration["id2label"] = #"{"0": "a", "1": "b", "2": "c"}"#
        let lines = try Verified(model).lines
        #expect(lines.sorted() == ["BC103 error classifier.bias", "BC103 error classifier.weight"])
    }

    @Test("A tied decoder of another size is the decoder's own mismatch")
    func tied() throws {
        var model = TinyBert("BertForMaskedLM")
        model.add("cls.predictions.decoder.weight", [6, 4])
        #expect(try Verified(model).lines == ["BC103 error cls.predictions.decoder.weight"])
    }

    @Test(
        "Real files",
        arguments: [
            ("fewer-labels", ["classifier.bias", "classifier.weight"]), ("one-dimension-more", ["classifier.bias"]),
            ("shorter-positions", ["bert.embeddings.position_embeddings.weight"]),
            ("decoder-resized-alone", ["cls.predictions.decoder.bias", "cls.predictions.decoder.weight"]),
        ])
    func real(name: String, subjects: [String]) throws {
        #expect(try Verified(damage: name).lines.sorted() == subjects.map { "BC103 error \($0)" })
    }

    @Test(
        "Turned matrices and stubs are other rules'",
        arguments: ["transposed-kernels", "zero-stage-3", "zero-stage-3-ones"])
    func nearMisses(name: String) throws {
        let verified = try Verified(damage: name)
        #expect(verified.findings(of: .shapeMismatch).isEmpty)
        #expect(verified.findings.count == 1)
    }

    @Test(
        "The field of config.json is named with both numbers",
        arguments: [
            ("max_position_embeddings", 7, 3), ("type_vocab_size", 5, 2), ("vocab_size", 9, 5), ("num_labels", 4, 2),
        ])
    func fields(field: String, stated: Int, found: Int) throws {
        var model = TinyBert()
        model.configuration[field] = "\(stated)"
        let findings = try Verified(model).findings(of: .shapeMismatch)
        #expect(!findings.isEmpty)
        for finding in findings {
            #expect(finding.message.contains("\(field) = \(stated), the tensor has \(found)"), "\(finding.message)")
            #expect(finding.help.contains("set \(field) back to \(found)"))
        }
    }

    @Test("A head that was not resized with its embeddings")
    func resized() throws {
        var model = TinyBert("BertForMaskedLM")
        model.configuration["vocab_size"] = "8"
        model.remove("bert.embeddings.word_embeddings.weight")
        model.add("bert.embeddings.word_embeddings.weight", [8, 4])
        let finding = try Verified(model).finding(of: .shapeMismatch)
        #expect(finding.subject == "cls.predictions.bias")
        #expect(finding.help.contains("resize_token_embeddings(8)"))
    }

    @Test("One rank's part of a sharded model is one error, and not DeepSpeed's", arguments: [1, 3])
    func part(ranks: Int) throws {
        var model = TinyBert()
        for index in model.tensors.indices {
            let count = model.tensors[index].shape.reduce(1, *)
            // Of three ranks, this one has nothing of small tensors.
            let kept = ranks == 1 ? count / 2 : count < 5 ? 0 : count / ranks
            model.tensors[index].shape = [kept]
            model.tensors[index].bytes = Array(model.tensors[index].bytes.prefix(kept * 4))
        }
        let verified = try Verified(model)
        #expect(verified.findings.map(\.rule) == [.shapeMismatch])
        #expect(verified.findings.first?.help.contains("FULL_STATE_DICT") == true)
    }
}
