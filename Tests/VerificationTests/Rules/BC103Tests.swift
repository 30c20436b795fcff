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
}
