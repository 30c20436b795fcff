import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC201 tied-weights-differ, as verify shows it")
struct BC201Tests {
    private static let words = "bert.embeddings.word_embeddings.weight"
    private static let decoder = "cls.predictions.decoder.weight"

    /// A masked language model with its output weights, which differ in one byte.
    private static func model(byte: Int? = 5) throws -> TinyBert {
        var model = TinyBert("BertForMaskedLM")
        model.add(decoder, copying: words)
        model.add("cls.predictions.decoder.bias", copying: "cls.predictions.bias")
        let index = try #require(model.tensors.firstIndex { $0.name == decoder })
        if let byte { model.tensors[index].bytes[byte] ^= 1 }
        return model
    }

    @Test("Tied weights that differ are one error at the tied one's bytes", arguments: [(0, 0), (5, 1), (79, 19)])
    func differ(byte: Int, element: Int) throws {
        let model = try Self.model(byte: byte)
        let verified = try Verified(model, .values)
        #expect(verified.lines == ["BC201 error \(Self.decoder)"])
        let finding = verified.findings[0]
        #expect(try verified.bytes(at: finding) == model[Self.decoder]?.bytes)
        #expect(finding.message.contains("'\(Self.words)'") && finding.message.contains("element \(element) "))
        #expect(finding.help.contains("tie_word_embeddings"))
        #expect(finding.evidence["tiedTo"]?.string == Self.words)
    }

    @Test("Equal ones, untied ones, and one alone are none")
    func nearMisses() throws {
        #expect(try Verified(try Self.model(byte: nil), .values).lines.isEmpty)
        var model = try Self.model()
        model.configuration["tie_word_embeddings"] = "false"
        #expect(try Verified(model, .values).lines.isEmpty)
        model = try Self.model()
        model.remove(Self.words)
        #expect(try Verified(model, .values).lines.isEmpty)
        #expect(try Verified(damage: "both-decoders-equal", .values).lines.isEmpty)
    }

    @Test("Without values nothing is compared")
    func headers() throws {
        #expect(try Verified(try Self.model(), .headers).lines.isEmpty)
        #expect(try Verified(damage: "tie-flag-turned-on", .headers).lines.isEmpty)
    }

    @Test("Another type of the same numbers differs")
    func types() throws {
        var model = try Self.model(byte: nil)
        let index = try #require(model.tensors.firstIndex { $0.name == Self.decoder })
        model.tensors[index].type = "BF16"
        model.tensors[index].bytes = (0..<20).flatMap { [UInt8($0), 0x3F] }
        #expect(try Verified(model, .values).lines == ["BC201 error \(Self.decoder)"])
    }

    @Test(
        "Real files",
        arguments: [
            ("tied-decoder-differs", ["cls.predictions.decoder.weight"]),
            ("tied-bias-differs", ["cls.predictions.decoder.bias"]),
            ("tie-flag-turned-on", ["cls.predictions.decoder.weight", "cls.predictions.decoder.bias"]),
        ])
    func real(name: String, subjects: [String]) throws {
        #expect(try Verified(damage: name, .values).lines == subjects.map { "BC201 error \($0)" })
    }
}
