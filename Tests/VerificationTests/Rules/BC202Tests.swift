import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC202 untied-bias-lost, as verify shows it")
struct BC202Tests {
    private static let words = "bert.embeddings.word_embeddings.weight"
    private static let bias = "cls.predictions.decoder.bias"

    private static var model: TinyBert {
        var model = TinyBert("BertForMaskedLM")
        model.configuration["tie_word_embeddings"] = "false"
        model.add("cls.predictions.decoder.weight", [5, 4])
        return model
    }

    @Test(
        "An untied model with only one of the two biases is a warning that names both",
        arguments: [Examination.Depth.headers, .values])
    func lost(depth: Examination.Depth) throws {
        let verified = try Verified(Self.model, depth)
        let finding = try verified.finding(of: .untiedBiasLost)
        #expect(finding.severity == .warning)
        #expect(finding.subject == Self.bias)
        #expect(finding.message.contains("'cls.predictions.bias'") && finding.message.contains("zeros"))
        #expect(finding.conversion?.contains("both names") == true)
        #expect(finding.evidence["partner"]?.string == "cls.predictions.bias")
        #expect(verified.missing == [Self.bias])
    }

    @Test("Both biases, a tied model, and a class without the head are none")
    func nearMisses() throws {
        var model = Self.model
        model.add(Self.bias, [5])
        #expect(try Verified(model).lines.isEmpty)
        #expect(try Verified(TinyBert("BertForMaskedLM")).lines.isEmpty)
        #expect(try Verified(Self.model, as: "BertModel").findings(of: .untiedBiasLost).isEmpty)
        #expect(try Verified(damage: "untied-archive").lines.isEmpty)
        #expect(try Verified(damage: "healthy-untied").lines.isEmpty)
    }

    @Test("Without either bias there is nothing to take the values from")
    func neither() throws {
        var model = Self.model
        model.remove("cls.predictions.bias")
        let lines = try Verified(model).lines
        #expect(lines == ["BC101 error cls.predictions.bias", "BC101 error \(Self.bias)"])
    }

    @Test("Of TensorFlow's files the two are one")
    func keras() throws {
        let verified = try Verified(Fixtures.path("transformers-4.44.2/untied"))
        #expect(verified.findings(of: .untiedBiasLost).isEmpty)
        #expect(verified.missing.isEmpty)
    }

    @Test("Real files", arguments: ["untied-bias-lost", "tie-flag-turned-off", "tie-null"])
    func real(name: String) throws {
        let finding = try Verified(damage: name).finding(of: .untiedBiasLost)
        #expect(finding.subject == Self.bias)
        #expect(finding.severity == .warning)
    }
}
