import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC506 quantised-grid, as verify shows it")
struct BC506Tests {
    private static let weight = "bert.encoder.layer.0.output.dense.weight"

    /// The weight's values, rounded to whole multiples of a scale for each of so many.
    private static func model(bits: Int, every count: Int, hidden: Int = 64) -> TrainedModel {
        var model = TrainedModel(hidden: hidden)
        let values = model.floats(weight)
        let most = Float(1 << (bits - 1)) - 1
        model.set(
            weight,
            stride(from: 0, to: values.count, by: count).flatMap { start -> [Float] in
                let part = values[start..<start + count]
                let scale = (part.map(\.magnitude).max() ?? 0) / most
                return part.map { ($0 / scale).rounded() * scale }
            })
        return model
    }

    @Test(
        "A note with the bits and the scales, and no error",
        arguments: [
            (8, 8192, "for the whole tensor"), (4, 128, "for each row"),
            (6, 32, "for each group of 32 values, or of a multiple"),
            (12, 128, "for each row"),
        ])
    func bits(bits: Int, every: Int, scale: String) throws {
        let findings = try Self.model(bits: bits, every: every).findings()
        #expect(findings.map(\.rule) == [.quantisedGrid] && findings.first?.severity == .note)
        #expect(findings.first?.subject == Self.weight)
        #expect(
            findings.first?.message
                == "was dequantised from \(bits) bits, with a scale \(scale): its values lie on a grid")
        #expect(findings.first?.evidence["bits"]?.integer == bits)
    }

    @Test("BC501: dequantised matrices are never accused, whatever the bits", .slow, arguments: [4, 6, 8, 10, 12, 16])
    func never(bits: Int) throws {
        for count in [256 * 512, 512, 64] {
            let findings = try Self.model(bits: bits, every: count, hidden: 256).findings()
            #expect(findings.allSatisfy { $0.severity == .note }, "\(findings.map(\.message))")
        }
    }

    @Test("Trained values and those of half precision lie on none")
    func none() throws {
        #expect(try TrainedModel().findings().isEmpty)
        var model = TrainedModel()
        model.set(Self.weight, model.floats(Self.weight).map { Float(Float16($0)) })
        #expect(try model.findings().isEmpty)
    }

    @Test("A real file: a grid whose matrices are too small to show it is none")
    func real() throws {
        let verified = try Verified(damage: "dequantised", .values)
        #expect(verified.result.findings.allSatisfy { $0.severity == .note })
    }
}
