import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC405 dead-values, as verify shows it")
struct BC405Tests {
    private static let weight = "bert.encoder.layer.0.output.dense.weight"
    private static let words = "bert.embeddings.word_embeddings.weight"

    /// The findings about a model that looks trained, one tensor of which was changed.
    private static func findings(
        _ name: String = weight, _ change: (Int, Float) -> Float
    ) throws -> [Finding] {
        var model = TrainedModel()
        model.set(name, model.floats(name).enumerated().map { change($0.offset, $0.element) })
        return try model.findings(of: "BC4")
    }

    @Test("More than half of the values at zero is a warning at the matrix; half of them is none")
    func zeros() throws {
        let found = try Self.findings { index, value in index % 1000 == 7 ? value : 0 }
        #expect(found.map(\.rule) == [.deadValues] && found.first?.severity == .warning)
        #expect(found.first?.subject == Self.weight)
        #expect(found.first?.evidence["zeros"]?.integer == 8192 - 9)
        #expect(try Self.findings { index, value in index % 100 < 52 ? 0 : value }.map(\.rule) == [.deadValues])
        #expect(try Self.findings { index, value in index % 2 == 0 ? 0 : value }.isEmpty)
    }

    @Test("Subnormal numbers are as good as zero, each type by its own measure")
    func subnormal() throws {
        let found = try Self.findings { _, value in value * 1e-37 * 1e-3 }
        #expect(found.map(\.rule) == [.deadValues])
        #expect(found.first?.evidence["zeros"]?.integer == 0)
        #expect(try Self.findings { _, value in value * 1e-30 }.isEmpty)
        var model = TrainedModel()
        model.set(Self.weight, model.floats(Self.weight).map { $0 * 1e-4 })
        model.storeAsHalf()
        #expect(try model.findings(of: "BC4").map(\.subject) == [Self.weight])
    }

    @Test("Rows of zeros are named; that of padding and those that fill up a vocabulary are not")
    func rows() throws {
        let found = try Self.findings { index, value in index / 128 % 2 == 0 ? 0 : value }
        #expect(found.map(\.rule) == [.deadValues])
        #expect(found.first?.message.contains("(32 of 64)") == true)
        let one = try Self.findings { index, value in index / 128 == 63 ? 0 : value }
        #expect(one.first?.message == "has zeros only in row 63")
        #expect(
            try Self.findings(Self.words) { index, value in index < 64 || index >= 77 * 64 ? 0 : value }.isEmpty)
        let inner = try Self.findings(Self.words) { index, value in index < 3 * 64 ? 0 : value }
        #expect(inner.first?.message == "has zeros only in rows 1-2 (2 of 80)")
    }

    @Test("Few different values, few bits of a grid and few bits of each value are warnings")
    func precision() throws {
        let signs = try Self.findings { _, value in value < 0 ? -0.02 : 0.02 }
        #expect(signs.first?.message == "has only 2 different values")
        let grid = try Self.findings { index, value in
            // Scales that have no step in common.
            let scale = 0.02 * (1 + (Float(index / 32 % 29) / 29).squareRoot())
            return max(-3, min(3, (value / scale * 2).rounded())) * scale
        }
        #expect(grid.map(\.rule) == [.deadValues])
        let mantissa = try Self.findings { _, value in Float(bitPattern: value.bitPattern & 0xFFE0_0000) }
        #expect(mantissa.first?.message == "has at most 3 bits of each value's mantissa left")
        #expect(try Self.findings { _, value in Float(bitPattern: value.bitPattern & 0xFFFF_0000) }.isEmpty)
        #expect(try Self.findings { _, value in Float(bitPattern: value.bitPattern & 0xFFF8_0000) }.isEmpty)
    }

    @Test("A norm's scale may be dead; a bias may be next to nothing; a constant is BC402's")
    func others() throws {
        let norm = "bert.embeddings.LayerNorm"
        #expect(
            try Self.findings("\(norm).weight") { index, value in index < 40 ? 0 : value }.map(\.rule)
                == [.deadValues])
        #expect(try Self.findings("\(norm).bias") { index, value in index < 60 ? 0 : value }.isEmpty)
        #expect(try Self.findings { _, _ in 0 }.map(\.rule) == [.constantTensor])
        #expect(try Self.findings { index, _ in index == 5 ? .nan : 0 }.map(\.rule) == [.nonFinite])
    }

    @Test(
        "Real files",
        arguments: [
            ("mostly-zero", "bert.encoder.layer.1.output.dense.weight"),
            ("rows-zero", "bert.encoder.layer.1.intermediate.dense.weight"),
        ])
    func real(name: String, subject: String) throws {
        #expect(try Verified(damage: name, .values).lines == ["BC405 warning \(subject)"])
        #expect(try Verified(damage: name, .headers).lines.isEmpty)
    }
}
