import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC401 non-finite, as verify shows it")
struct BC401Tests {
    private static func model(_ name: String, _ values: [Int: Float]) throws -> TinyBert {
        var model = TinyBert()
        let index = try #require(model.tensors.firstIndex { $0.name == name })
        for (element, value) in values {
            for byte in 0..<4 {
                model.tensors[index].bytes[element * 4 + byte] = UInt8(
                    truncatingIfNeeded: value.bitPattern >> (byte * 8))
            }
        }
        return model
    }

    private static let weight = "bert.encoder.layer.0.output.dense.weight"

    @Test("NaN and infinities are one error a tensor, which counts them and gives the first")
    func counted() throws {
        let values: [Int: Float] = [3: .nan, 9: .infinity, 17: -.infinity, 23: -.signalingNaN]
        let model = try Self.model(Self.weight, values)
        let verified = try Verified(model, .values)
        #expect(verified.lines == ["BC401 error \(Self.weight)"])
        let finding = verified.findings[0]
        #expect(finding.evidence["nonFinite"]?.integer == 4)
        #expect(finding.evidence["first"]?.integer == 3 && finding.evidence["values"]?.integer == 24)
        #expect(finding.message.contains("element 3"))
        #expect(try verified.bytes(at: finding) == model[Self.weight]?.bytes)
        #expect(!finding.help.isEmpty)
    }

    @Test("The largest and the smallest numbers there are, and zeros, are none of this rule")
    func nearMisses() throws {
        let values: [Int: Float] = [0: .greatestFiniteMagnitude, 1: .leastNonzeroMagnitude, 2: 0, 3: -0.0]
        #expect(try Verified(try Self.model(Self.weight, values), .values).findings(of: .nonFinite).isEmpty)
    }

    @Test("Without values it is not seen")
    func headers() throws {
        #expect(try Verified(try Self.model(Self.weight, [0: .nan]), .headers).lines.isEmpty)
        #expect(try Verified(damage: "not-a-number", .headers).lines.isEmpty)
    }

    @Test(
        "In a tensor that nothing loads it is a note",
        arguments: ["my.weight", "bert.encoder.layer.5.output.dense.bias"])
    func unused(name: String) throws {
        var model = TinyBert()
        model.tensors.append(StoredTensor(name, [4], floats: [1, .nan, 2, 3]))
        let finding = try Verified(model, .values).finding(of: .nonFinite)
        #expect(finding.severity == .note)
        #expect(finding.subject == name)
    }

    @Test("In a tensor that a prefix or a shape keeps from being loaded it stays an error")
    func keptAway() throws {
        var model = try Self.model(Self.weight, [0: .nan])
        model.rename { "module." + $0 }
        #expect(
            try Verified(model, .values).lines == ["BC105 error module.", "BC401 error module.\(Self.weight)"])
        model = TinyBert()
        model.remove("classifier.bias")
        model.tensors.append(StoredTensor("classifier.bias", [3], floats: [1, .infinity, 2]))
        #expect(
            try Verified(model, .values).lines == ["BC103 error classifier.bias", "BC401 error classifier.bias"])
    }

    @Test(
        "Half-precision types are judged as they are",
        arguments: [("F16", [0x00, 0x7C]), ("BF16", [0x80, 0x7F]), ("F16", [0x01, 0xFE]), ("BF16", [0x81, 0xFF])]
            as [(String, [UInt8])])
    func half(type: String, pattern: [UInt8]) throws {
        var model = TinyBert()
        let index = try #require(model.tensors.firstIndex { $0.name == "classifier.bias" })
        model.tensors[index] = StoredTensor("classifier.bias", type: type, shape: [2], bytes: [1, 0x3C] + pattern)
        let verified = try Verified(model, .values)
        #expect(verified.lines == ["BC401 error classifier.bias"])
        #expect(verified.findings[0].evidence["first"]?.integer == 1)
    }

    @Test(
        "Real files",
        arguments: [("not-a-number", "bert.encoder.layer.1.output.dense.weight"), ("infinity", "classifier.bias")])
    func real(name: String, subject: String) throws {
        #expect(try Verified(damage: name, .values).lines == ["BC401 error \(subject)"])
    }
}
