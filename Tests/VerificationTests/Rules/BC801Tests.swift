import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC801 transposed-kernel, as verify shows it")
struct BC801Tests {
    @Test("A model whose parts belong together has no findings, and nothing remains unclear")
    func sound() throws {
        let result = try BelongingResult(StreamModel())
        #expect(result.lines.isEmpty)
        #expect(result.belonging?.note == nil)
    }

    @Test("One kernel that is stored the other way round is an error with both scores", arguments: 0..<4)
    func single(kernel: Int) throws {
        var model = StreamModel()
        let part = StreamModel.kernels[kernel]
        model.turn(2, part)
        let result = try BelongingResult(model)
        #expect(result.lines == ["BC801 error encoder.layer.2.\(part).weight"])
        let finding = try #require(result.findings.first)
        #expect(try #require(finding.evidence["right"]?.double) < 2)
        #expect(try #require(finding.evidence["wrong"]?.double) > 20)
        #expect(finding.evidence["transpose"]?.string == finding.subject)
        let facing = part.hasSuffix("output.dense") ? "its columns face" : "its rows face"
        #expect(finding.message.contains(facing))
    }

    @Test("All kernels of a kind are one finding, and two halves of a joint are two")
    func kinds() throws {
        var model = StreamModel()
        for layer in 0..<StreamModel.layers { model.turn(layer, "attention.self.query") }
        #expect(try BelongingResult(model).lines == ["BC801 error layer.{0-3}.query"])
        for layer in 0..<StreamModel.layers { model.turn(layer, "attention.self.key") }
        let result = try BelongingResult(model)
        #expect(result.lines == ["BC801 error layer.{0-3}.query", "BC801 error layer.{0-3}.key"])
        #expect(result.findings.compactMap { $0.evidence["transpose"]?.string } == ["query", "key"])
    }

    @Test("--no-belonging leaves the tests out")
    func leftOut() throws {
        var model = StreamModel()
        model.turn(1, "attention.self.value")
        let result = try BelongingResult(model, testsBelonging: false)
        #expect(result.lines.isEmpty && result.belonging == nil)
    }

    @Test("A model that is too small is never accused, and one sentence says why")
    func small() throws {
        let verified = try Verified(TinyBert(), .values)
        #expect(!verified.result.findings.contains { $0.rule.number.hasPrefix("BC8") })
        #expect(
            verified.result.examination?.belonging?.note
                == "whether the parts of the model belong together cannot be told: the residual stream has 4 dimensions, "
                + "and the tests need 96")
    }
}
