import Forensics
import Tensors
import Testing

@Suite("Random numbers as torch draws them")
struct StreamTests {
    /// The values of tensors that are filled one after another, each in blocks of some number of values.
    private static func values(
        _ distribution: Distribution, counts: [Int], seed: UInt64, block: Int = .max
    ) -> [Float] {
        var generator = TorchGenerator(seed: seed)
        var values: [Float] = []
        for count in counts {
            var fill = TensorFill(distribution, count: count)
            while fill.remaining > 0 {
                var piece = [Float](repeating: .nan, count: min(block, fill.remaining))
                let written = unsafe piece.withUnsafeMutableBufferPointer {
                    unsafe fill.next(into: $0, from: &generator)
                }
                values += piece.prefix(written)
            }
        }
        return values
    }

    @Test("MT19937 gives the numbers of its authors' test vector, past its second twist")
    func mersenneTwister() {
        var engine = MersenneTwister(seed: 5489)
        #expect(engine.next() == 3_499_211_612)
        var last: UInt32 = 0
        for _ in 2...10_000 { last = engine.next() }
        // The number that the C++ standard requires of its mt19937 ([rand.predef]).
        #expect(last == 4_123_659_995)
    }

    @Test("Only the low 32 bits of a seed count, as in torch")
    func seedBits() {
        var (small, large) = (MersenneTwister(seed: 7), MersenneTwister(seed: 7 + 1 << 40))
        #expect(small.next() == large.next())
    }

    @Test(
        "Tensor after tensor, normal_ has torch's bits: below 16 values, multiples of 16 and not",
        arguments: [1, 2, 15, 16, 17, 31, 100, Int.max])
    func normal(block: Int) throws {
        let found = Self.values(
            .normal(mean: 0.1, std: 0.02), counts: [3, 2, 17, 5, 16, 40, 1, 250], seed: 7, block: block)
        #expect((found == (try Goldens.tensor("stream-normal").values)) as Bool)
    }

    @Test("uniform_ has torch's bits", arguments: [1, 7, Int.max])
    func uniform(block: Int) throws {
        let found = Self.values(.uniform(low: -0.03, high: 0.07), counts: [100], seed: 8, block: block)
        #expect((found == (try Goldens.tensor("stream-uniform").values)) as Bool)
    }

    @Test("A matrix of transformers' initialiser and a Linear's default are drawn as torch draws them")
    func initialisers() throws {
        let normal = Self.values(.normal(mean: 0, std: 0.02), counts: [62 * 64], seed: 42)
        #expect((normal == (try Goldens.tensor("torch-normal").values)) as Bool)
        let linear = Self.values(.linearDefault(fanIn: 64), counts: [62 * 64], seed: 3)
        #expect((linear == (try Goldens.tensor("torch-linear-default").values)) as Bool)
    }

    @Test("A truncated normal ends at two deviations, and has the deviation of what is left")
    func truncated() {
        let values = Self.values(.truncatedNormal(mean: 1, std: 0.5), counts: [5, 20_000], seed: 1, block: 999)
        #expect(values.count == 20_005)
        #expect(values.allSatisfy { $0 >= 0 && $0 <= 2 } as Bool)
        #expect(values.contains { $0 > 1.99 } as Bool)
        let mean = values.reduce(0.0) { $0 + Double($1) } / 20_005
        let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 20_005
        #expect(agree(mean, 1, within: 0.01))
        #expect(agree(variance.squareRoot(), 0.8796 * 0.5, within: 0.02))
        let whole = Self.values(.truncatedNormal(mean: 1, std: 0.5), counts: [5, 20_000], seed: 1)
        #expect((values == whole) as Bool)
    }

    @Test("The initialisers' deviations and bounds are those of torch.nn.init")
    func scales() {
        #expect(Distribution.xavierNormal(fanIn: 3, fanOut: 5) == .normal(mean: 0, std: 0.5))
        #expect(Distribution.kaimingNormal(fanIn: 8) == .normal(mean: 0, std: 0.5))
        guard case .uniform(let low, let high) = Distribution.xavierUniform(fanIn: 16, fanOut: 8),
            case .uniform(_, let kaiming) = Distribution.kaimingUniform(fanIn: 24)
        else {
            Issue.record("not uniform")
            return
        }
        #expect(agree(high, 0.5, within: 1e-15) && low == -high)
        #expect(agree(kaiming, 0.5, within: 1e-15))
    }
}
