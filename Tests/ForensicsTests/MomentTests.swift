import Forensics
import JSONText
import Tensors
import Testing

@Suite("One pass over the values")
struct MomentTests {
    /// Sums are floats within 4096 values: relative to the deviation, 1e-6.
    @Test("Moments and counts are numpy's", arguments: Goldens.names)
    func goldens(name: String) throws {
        let golden = try Goldens.statistics("tensors", name)
        let evidence = try Goldens.tensor(name).evidence()
        let std = try golden.number("std")
        #expect(agree(evidence.mean, try golden.number("mean"), within: 1e-6, scale: std))
        #expect(agree(evidence.std, std, within: 1e-6))
        #expect(Double(evidence.minimum) == (try golden.number("minimum")))
        #expect(Double(evidence.maximum) == (try golden.number("maximum")))
        if let kurtosis = golden.object?["excessKurtosis"]?.double {
            #expect(agree(evidence.excessKurtosis, kurtosis, within: 2e-6, scale: 3))
        } else {
            #expect(evidence.excessKurtosis.isNaN)
        }
        #expect(evidence.zeros == golden.integer("zeros"))
        #expect(evidence.ones == golden.integer("ones"))
        #expect(evidence.nonFinite == golden.integer("nonFinite"))
        #expect(evidence.firstNonFinite == golden.integer("firstNonFinite"))
    }

    @Test("Blocks may end anywhere", arguments: [1, 7, 64, 1000])
    func blocks(size: Int) throws {
        for name in ["structured", "non-finite", "touched-rows", "tensorflow-truncated"] {
            let tensor = try Goldens.tensor(name)
            let (whole, parts) = (tensor.evidence(), tensor.evidence(block: size))
            #expect(agree(parts.mean, whole.mean, within: 1e-6, scale: whole.std), "\(name)")
            #expect(agree(parts.std, whole.std, within: 1e-6), "\(name)")
            #expect(parts.firstNonFinite == whole.firstNonFinite, "\(name)")
            #expect(parts.lattice == whole.lattice, "\(name)")
            #expect((parts.head.map(\.bitPattern) == whole.head.map(\.bitPattern)) as Bool, "\(name)")
            let evidence = (parts.structure?.evidence ?? 0, whole.structure?.evidence ?? 0)
            #expect(agree(evidence.0, evidence.1, within: 1e-4, scale: 1), "\(name)")
        }
    }

    @Test("All zeros, all ones and all of one number are told; one other value ends it")
    func constants() throws {
        let shape = try #require(Shape([50]))
        func evidence(_ value: Float, last: Float) -> TensorEvidence {
            Goldens.Tensor(shape: shape, values: Array(repeating: value, count: 49) + [last]).evidence()
        }
        #expect(evidence(0, last: -0.0).isAllZeros && evidence(0, last: 0).isConstant)
        #expect(evidence(1, last: 1).isAllOnes && !evidence(1, last: 1).isAllZeros)
        #expect(evidence(0.25, last: 0.25).isConstant)
        #expect(!evidence(0, last: .leastNonzeroMagnitude).isAllZeros)
        #expect(!evidence(0, last: .leastNonzeroMagnitude).isConstant)
        #expect(!evidence(1, last: Float(1).nextUp).isAllOnes)
        #expect(!evidence(0, last: .nan).isConstant)
        #expect(evidence(0.1, last: 0.1).mean == Double(Float(0.1)))
    }

    @Test("Infinities and NaN alone leave no moments and no tests, and do not trap")
    func nothingFinite() throws {
        let evidence = Goldens.Tensor(
            shape: try #require(Shape([4, 4])),
            values: Array(repeating: .nan, count: 8) + Array(repeating: .infinity, count: 8)
        ).evidence()
        #expect(evidence.nonFinite == 16 && evidence.firstNonFinite == 0)
        #expect(evidence.structure == nil && evidence.lattice.isEmpty)
    }

    @Test(
        "Shapes without elements, without dimensions and with more than two", arguments: [[], [0], [3, 0], [2, 3, 4]])
    func shapes(dimensions: [Int]) throws {
        let shape = try #require(Shape(dimensions))
        let values = (0..<shape.elementCount).map { Float($0) - 2 }
        let evidence = Goldens.Tensor(shape: shape, values: values).evidence(block: 5)
        #expect(evidence.head == values)
        #expect(evidence.structure == nil)
        #expect(!evidence.isAllZeros && !evidence.isAllOnes)
    }

    @Test("Values that begin constant and far from the others keep their moments")
    func lateVariance() throws {
        let shape = try #require(Shape([20_000]))
        let values = (0..<20_000).map { $0 < 10_000 ? Float(0) : ($0 % 2 == 0 ? 1e-3 : 3e-3) }
        let evidence = Goldens.Tensor(shape: shape, values: values).evidence()
        #expect(agree(evidence.mean, 1e-3, within: 1e-6))
        #expect(agree(evidence.std, 1.5e-6.squareRoot(), within: 1e-6))
        #expect(evidence.zeros == 10_000)
    }
}
