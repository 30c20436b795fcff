import Initialization
import TestSupport
import Testing

/// Guards what each initializer fills a model with; `RecordedModelTests` guards the bits of those that torch has.
@Suite("Values of fresh models")
struct InitializerTests {
    private static let words = "bert.embeddings.word_embeddings.weight"
    private static let intermediate = "bert.encoder.layer.0.intermediate.dense.weight"
    private static let output = "bert.encoder.layer.0.output.dense.weight"

    @Test("LayerNorms are ones and zeros, biases zeros, whatever draws the rest", arguments: WeightInitializer.allCases)
    func constants(initializer: WeightInitializer) throws {
        let model = try FreshValues(initializer)
        for name in model.names where name.hasSuffix("bias") || name.contains("LayerNorm") {
            let expected: Float = name.hasSuffix("bias") ? 0 : 1
            #expect(model[name].allSatisfy { $0 == expected } as Bool, "\(name)")
        }
        #expect(model.names.contains("cls.predictions.bias"))
    }

    @Test("The padding token's row alone is zeros, but not as TensorFlow draws", arguments: WeightInitializer.allCases)
    func padding(initializer: WeightInitializer) throws {
        let model = try FreshValues(initializer)
        let zeros = (0..<600).filter { model.row($0, of: Self.words).allSatisfy { $0 == 0 } }
        #expect(zeros == (initializer == .truncatedNormal ? [] : [3]))
    }

    @Test("A configuration without a padding token has no row of zeros")
    func noPadding() throws {
        let model = try FreshValues(.normal, ["pad_token_id": "null"])
        #expect(!model[Self.words].contains(0))
    }

    @Test("A truncated normal has nothing beyond two deviations, and 0.8796 of the deviation")
    func truncated() throws {
        let model = try FreshValues(.truncatedNormal)
        for name in model.matrices { #expect(model[name].allSatisfy { $0.magnitude <= 0.1 } as Bool, "\(name)") }
        let spread = Spread(model[Self.words])
        #expect(spread.largest > 0.0999)
        #expect((spread.deviation / 0.05 - 0.8796).magnitude < 0.006)
        #expect(spread.mean.magnitude < 0.001)
    }

    @Test("A normal distribution is not cut, and has the configuration's deviation")
    func normal() throws {
        let spread = Spread(try FreshValues(.normal)[Self.words])
        #expect(spread.largest > 0.15)
        // 64 of the 38,400 values are the padding row.
        #expect((spread.deviation - 0.05).magnitude < 0.0008)
    }

    @Test("Xavier's deviation is of rows and columns: 2 / (250 + 64)", arguments: [Self.intermediate, Self.output])
    func xavier(name: String) throws {
        let expected = (2.0 / 314).squareRoot()
        let normal = Spread(try FreshValues(.xavierNormal)[name])
        #expect((normal.deviation / expected - 1).magnitude < 0.02)
        #expect(normal.largest > 3 * expected)
        let uniform = Spread(try FreshValues(.xavierUniform)[name])
        #expect((uniform.deviation / expected - 1).magnitude < 0.02)
        #expect(uniform.largest <= 3.0.squareRoot() * expected * 1.000_001)
        #expect(uniform.largest > 3.0.squareRoot() * expected * 0.999)
    }

    @Test("Kaiming's deviation is of the columns alone", arguments: [(Self.intermediate, 64.0), (Self.output, 250.0)])
    func kaiming(name: String, columns: Double) throws {
        let expected = (2 / columns).squareRoot()
        let normal = Spread(try FreshValues(.kaimingNormal)[name])
        #expect((normal.deviation / expected - 1).magnitude < 0.02)
        let uniform = Spread(try FreshValues(.kaimingUniform)[name])
        #expect((uniform.deviation / expected - 1).magnitude < 0.02)
        #expect(uniform.largest <= 3.0.squareRoot() * expected * 1.000_001)
    }

    @Test("No two matrices begin alike: the stream goes on", arguments: WeightInitializer.allCases)
    func stream(initializer: WeightInitializer) throws {
        let model = try FreshValues(initializer)
        let starts = model.matrices.map { model[$0].prefix(16).map { $0.bitPattern & 0x7F_FFFF } }
        #expect(Set(starts).count == model.matrices.count)
    }

    @Test("A seed gives the same values again, another seed others", .slow, arguments: WeightInitializer.allCases)
    func seeds(initializer: WeightInitializer) throws {
        let (one, again) = (try FreshValues(initializer), try FreshValues(initializer))
        let other = try FreshValues(initializer, seed: 2)
        for name in one.matrices {
            #expect((one[name] == again[name]) as Bool)
            #expect((one[name] != other[name]) as Bool)
        }
    }
}
