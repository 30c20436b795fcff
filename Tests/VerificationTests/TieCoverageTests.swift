import ModelSchema
import TestSupport
import Testing
import Verification

/// The rules of transformers 5.23 for parameters that the configuration ties, and of 4 for those that it does not.
@Suite("Coverage of tied parameters")
struct TieCoverageTests {
    private static let words = "bert.embeddings.word_embeddings.weight"
    private static let decoder = "cls.predictions.decoder.weight"
    private static let bias = "cls.predictions.bias"
    private static let decoderBias = "cls.predictions.decoder.bias"

    @Test("The source alone gives both")
    func sourceOnly() throws {
        let examined = try Examined(TinyBert("BertForMaskedLM"))
        #expect(examined.findings.isEmpty)
        #expect(Self.source(of: Self.words, examined) == .tensor)
        #expect(Self.source(of: Self.decoder, examined) == .tied)
        #expect(Self.source(of: Self.decoderBias, examined) == .tied)
    }

    @Test("The partner alone gives both")
    func partnerOnly() throws {
        var model = TinyBert("BertForMaskedLM")
        model.rename { $0 == Self.words ? Self.decoder : $0 == Self.bias ? Self.decoderBias : $0 }
        let examined = try Examined(model)
        #expect(examined.findings.isEmpty)
        #expect(Self.source(of: Self.words, examined) == .tensor)
        #expect(Self.source(of: Self.decoder, examined) == .tied)
        #expect(Self.source(of: Self.bias, examined) == .tensor)
    }

    @Test("With neither both are missing, and their values are counted once")
    func neither() throws {
        var model = TinyBert("BertForMaskedLM")
        model.remove(Self.words, Self.bias)
        let examined = try Examined(model)
        #expect(examined.missing == [Self.words, Self.bias, Self.decoder, Self.decoderBias])
        #expect(examined.inspection.coverage.missingElementCount == 5 * 4 + 5)
    }

    @Test("Untied, the decoder's weight is missing where only the embedding is there")
    func untiedWeight() throws {
        var model = TinyBert("BertForMaskedLM")
        model.configuration["tie_word_embeddings"] = "false"
        let examined = try Examined(model)
        #expect(examined.missing == [Self.decoder])
        #expect(Self.source(of: Self.decoderBias, examined) == .copy)
    }

    @Test("Untied, a lone decoder does not stand for the embedding")
    func untiedPartnerOnly() throws {
        var model = TinyBert("BertForMaskedLM")
        model.configuration["tie_word_embeddings"] = "false"
        model.rename { $0 == Self.words ? Self.decoder : $0 == Self.bias ? Self.decoderBias : $0 }
        #expect(try Examined(model).missing == [Self.words, Self.bias])
    }

    @Test("TensorFlow ties whatever the configuration says, so its embedding stands for the decoder too")
    func tensorFlow() throws {
        let examined = try Examined(Fixtures.path("transformers-4.44.2/untied"))
        #expect(examined.findings.isEmpty)
        #expect(Self.source(of: Self.decoder, examined) == .copy)
        #expect(Self.source(of: Self.decoderBias, examined) == .copy)
    }

    private enum Kind { case tensor, tied, copy, nothing }

    private static func source(of name: String, _ examined: Examined) -> Kind {
        switch examined.inspection.coverage[ParameterPath(template: name, layer: nil)] {
        case .tensor: .tensor
        case .tied: .tied
        case .copy: .copy
        case .none: .nothing
        }
    }
}
