import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC106 legacy-name, as verify shows it")
struct BC106Tests {
    @Test("Norms with gamma and beta are one note that counts them", arguments: [Examination.Depth.headers, .values])
    func norms(depth: Examination.Depth) throws {
        var model = TinyBert()
        model.rename {
            $0.replacing("LayerNorm.weight", with: "LayerNorm.gamma").replacing(
                "LayerNorm.bias", with: "LayerNorm.beta")
        }
        let verified = try Verified(model, depth)
        #expect(verified.lines == ["BC106 note bert.embeddings.LayerNorm.gamma"])
        #expect(verified.findings[0].evidence["tensors"]?.integer == 6)
        #expect(verified.findings[0].message.contains("5 others"))
        #expect(verified.findings[0].conversion != nil)
        #expect(verified.missing.isEmpty)
    }

    @Test("A single one is said as one")
    func single() throws {
        var model = TinyBert()
        model.rename { $0 == "bert.embeddings.LayerNorm.bias" ? "bert.embeddings.LayerNorm.beta" : $0 }
        let verified = try Verified(model)
        #expect(verified.lines == ["BC106 note bert.embeddings.LayerNorm.beta"])
        #expect(!verified.findings[0].message.contains("others"))
    }

    @Test("A real file of torch before 1.6")
    func real() throws {
        #expect(try Verified(damage: "gamma-beta").lines == ["BC106 note bert.embeddings.LayerNorm.gamma"])
    }

    @Test("TensorFlow's own files, and old names behind a prefix, are not this rule's")
    func nearMisses() throws {
        #expect(try Verified(damage: "h5-healthy").findings(of: .legacyName).isEmpty)
        #expect(try Verified(damage: "gamma-beta-prefixed").findings(of: .legacyName).isEmpty)
        #expect(try Verified(damage: "tensorflow-names").findings(of: .legacyName).isEmpty)
        var model = TinyBert()
        model.add("bert.pooler.gamma", [4])
        #expect(try Verified(model).lines == ["BC102 warning bert.pooler.gamma"])
    }
}
