import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC403 half-precision-range, as verify shows it")
struct BC403Tests {
    /// The model with a value in the classifier's bias.
    private static func model(_ value: Float) throws -> TinyBert {
        var model = TinyBert()
        let index = try #require(model.tensors.firstIndex { $0.name == "classifier.bias" })
        model.tensors[index] = StoredTensor("classifier.bias", [2], floats: [0.5, value])
        return model
    }

    @Test("Values beyond float16 are a warning", arguments: [65505, -65505, 100_000, 9.9e9] as [Float])
    func beyond(value: Float) throws {
        let model = try Self.model(value)
        let verified = try Verified(model, .values)
        #expect(verified.lines == ["BC403 warning classifier.bias"])
        #expect(verified.findings[0].help.contains("bfloat16"))
        #expect(verified.findings[0].evidence["largest"]?.double == Double(abs(value)))
        #expect(try verified.bytes(at: verified.findings[0]) == model["classifier.bias"]?.bytes)
    }

    @Test("From 1e10 on no training made them: an error", arguments: [1e10, -1e10, 3.4e38] as [Float])
    func absurd(value: Float) throws {
        let verified = try Verified(try Self.model(value), .values)
        #expect(verified.lines == ["BC403 error classifier.bias"])
        #expect(verified.findings[0].help.contains("again"))
    }

    @Test("What float16 holds is none, and infinity is BC401's alone", arguments: [65504, -65504, 0] as [Float])
    func nearMisses(value: Float) throws {
        #expect(try Verified(try Self.model(value), .values).lines.isEmpty)
        #expect(try Verified(try Self.model(.infinity), .values).lines == ["BC401 error classifier.bias"])
    }

    @Test("In a tensor that nothing loads it is a note; without values it is not seen")
    func others() throws {
        var model = TinyBert()
        model.tensors.append(StoredTensor("my.weight", [2], floats: [1, 1e20]))
        #expect(try Verified(model, .values).lines == ["BC102 warning my.weight", "BC403 note my.weight"])
        #expect(try Verified(model, .headers).lines == ["BC102 warning my.weight"])
    }

    @Test("A real file")
    func real() throws {
        #expect(
            try Verified(damage: "beyond-half", .values).lines == [
                "BC403 warning bert.encoder.layer.1.output.dense.bias"
            ])
    }
}
