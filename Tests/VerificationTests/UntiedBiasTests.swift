import TestSupport
import Testing
import Verification

@Suite("BC202: an untied model with one of two biases")
struct UntiedBiasTests {
    @Test("The bias that version 5 would fill with zeros is a warning")
    func lost() throws {
        let examined = try Examined(Self.untied)
        #expect(examined.rules == [.untiedBiasLost])
        #expect(examined.subjects(of: .untiedBiasLost) == ["cls.predictions.decoder.bias"])
        #expect(examined.findings.first?.severity == .warning)
        #expect(examined.findings.first?.message.contains("before 5 used 'cls.predictions.bias' for both") == true)
    }

    @Test("With both biases, or tied, or in a TensorFlow file there is nothing to lose")
    func nearMisses() throws {
        var both = Self.untied
        both.add("cls.predictions.decoder.bias", [TinyBert.vocabulary])
        #expect(try Examined(both).findings.isEmpty)
        #expect(try Examined(TinyBert("BertForMaskedLM")).findings.isEmpty)
        #expect(try Examined(Fixtures.path("transformers-4.44.2/untied")).findings.isEmpty)
    }

    private static let untied: TinyBert = {
        var model = TinyBert("BertForMaskedLM")
        model.configuration["tie_word_embeddings"] = "false"
        model.add("cls.predictions.decoder.weight", [TinyBert.vocabulary, TinyBert.hidden])
        return model
    }()
}
