import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC101 missing-parameter, as verify shows it")
struct BC101Tests {
    private static let key = "bert.encoder.layer.0.attention.self.key"

    @Test(
        "A bias that is not there is an error that says what fills it", arguments: [Examination.Depth.headers, .values])
    func bias(depth: Examination.Depth) throws {
        var model = TinyBert()
        model.remove(Self.key + ".bias")
        let verified = try Verified(model, depth)
        #expect(verified.lines == ["BC101 error \(Self.key).bias"])
        let finding = try verified.finding(of: .missingParameter)
        #expect(finding.message.contains("zeros") && !finding.message.contains("random"))
        #expect(finding.help == "get the complete checkpoint")
        #expect(finding.file?.hasSuffix("/model.safetensors") == true)
        #expect(finding.place == nil)
        #expect(finding.evidence["initializer"]?.string == "zeros")
        #expect(finding.evidence["shape"] == [4])
    }

    @Test("Random filling is named with its parameters, those of config.json", arguments: ["0.02", "0.5"])
    func random(range: String) throws {
        var model = TinyBert()
        model.remove(Self.key + ".weight", "bert.embeddings.LayerNorm.weight")
        model.configuration["initializer_range"] = range
        let verified = try Verified(model, .headers)
        #expect(
            verified.lines == ["BC101 error bert.embeddings.LayerNorm.weight", "BC101 error \(Self.key).weight"])
        #expect(verified.findings[0].evidence["initializer"]?.string == "ones")
        #expect(!verified.findings[0].message.contains("random"))
        #expect(verified.findings[1].evidence["initializer"]?.string == "normal(0, \(range))")
        #expect(verified.findings[1].message.contains("random numbers, normal(0, \(range))"))
    }

    @Test("A pretraining checkpoint as a classifier lacks exactly its new head, once, and that must be trained")
    func newHead() throws {
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(damage: "pretraining-as-classifier", depth)
            let missing = verified.findings(of: .missingParameter)
            #expect(missing.map(\.subject) == ["classifier.weight", "classifier.bias"])
            #expect(missing.allSatisfy { $0.severity == .error && $0.help.contains("train") })
            #expect(verified.findings.filter { $0.severity != .note }.count == 2)
            let notes = verified.findings.filter { $0.severity == .note }
            #expect(notes.count == 7)
            #expect(notes.allSatisfy { $0.rule == .unexpectedTensor && $0.subject.hasPrefix("cls.") })
        }
    }

    @Test("A hole in a part that is there otherwise is no new head")
    func hole() throws {
        var model = TinyBert()
        model.remove("classifier.bias")
        let help = try Verified(model, .headers).finding(of: .missingParameter).help
        #expect(!help.contains("train this part"))
        #expect(help == "get the complete checkpoint")
    }

    @Test("Of a file without weights, all parameters have one help, the pooler's too")
    func empty() throws {
        var model = TinyBert("BertModel")
        model.tensors = []
        let findings = try Verified(model).findings(of: .missingParameter)
        #expect(findings.count == 23)
        #expect(Set(findings.map(\.help)) == ["get the complete checkpoint"])
    }

    @Test("Of two tied parameters either is enough; with neither both are missing")
    func tied() throws {
        let words = "bert.embeddings.word_embeddings.weight"
        let decoder = "cls.predictions.decoder.weight"
        var model = TinyBert("BertForMaskedLM")
        #expect(try Verified(model).lines.isEmpty)
        model.rename { $0 == words ? decoder : $0 }
        #expect(try Verified(model).lines.isEmpty)
        model.remove(decoder)
        #expect(try Verified(model).lines == ["BC101 error \(words)", "BC101 error \(decoder)"])
    }

    private static let modules = """
        [{"name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
        """

    private static let pooling =
        #"{"word_embedding_dimension": \#(TinyBert.hidden), "pooling_mode_mean_tokens": true}"#

    @Test("A pooler that sentence-transformers does not use is a warning that says how it pools")
    func pooling() throws {
        var model = TinyBert("BertModel")
        model.remove("pooler.dense.weight", "pooler.dense.bias")
        let files = [
            "modules.json": Self.modules, "1_Pooling/config.json": Self.pooling, "vocab.json": "{}",
        ]
        let verified = try Verified(model, with: files)
        #expect(verified.lines == ["BC101 warning pooler.dense.weight", "BC101 warning pooler.dense.bias"])
        for finding in verified.findings {
            #expect(finding.message.contains("mean_tokens") && finding.message.contains("1_Pooling/config.json"))
            #expect(finding.help.contains("sentence-transformers"))
        }
        #expect(verified.missing == ["pooler.dense.weight", "pooler.dense.bias"])
    }

    @Test("Without modules.json, or for anything but the pooler, it stays an error")
    func poolingNearMisses() throws {
        var model = TinyBert("BertModel")
        model.remove("pooler.dense.bias")
        /// What is missing; that the folder is broken is not asked here.
        func missing(with files: [String: String]) throws -> [String] {
            try Verified(model, with: files).lines.filter { $0.hasPrefix("BC101") }
        }
        let pooling = ["1_Pooling/config.json": Self.pooling]
        #expect(try missing(with: pooling) == ["BC101 error pooler.dense.bias"])
        #expect(try missing(with: ["modules.json": Self.modules]) == ["BC101 error pooler.dense.bias"])
        let unused = pooling.merging(["modules.json": "[]"]) { first, _ in first }
        #expect(try missing(with: unused) == ["BC101 error pooler.dense.bias"])
        model = TinyBert("BertModel")
        model.remove("embeddings.LayerNorm.bias")
        let both = pooling.merging(["modules.json": Self.modules]) { first, _ in first }
        #expect(try missing(with: both) == ["BC101 error embeddings.LayerNorm.bias"])
    }

    @Test(
        "What real files lack is found, and nothing else",
        arguments: [
            ("one-weight-missing", ["bert.encoder.layer.1.attention.self.key.bias"]),
            ("missing-head", ["classifier.weight", "classifier.bias"]),
            ("both-biases-absent", ["cls.predictions.bias", "cls.predictions.decoder.bias"]),
        ])
    func real(name: String, subjects: [String]) throws {
        #expect(try Verified(damage: name).lines == subjects.map { "BC101 error \($0)" })
    }
}
