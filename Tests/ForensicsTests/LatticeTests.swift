import Forensics
import JSONText
import Tensors
import Testing

@Suite("Test L: the lattice of a generator")
struct LatticeTests {
    private static let laws: [(key: String, law: LatticeEvidence.Law, order: LatticeEvidence.Order)] = [
        ("torch", .torchNormal, .stored), ("torchTransposed", .torchNormal, .transposed),
        ("tensorFlow", .tensorFlowNormal, .stored), ("tensorFlowTransposed", .tensorFlowNormal, .transposed),
        ("linearDefault24", .uniform(.linearDefault, bits: 24), .stored),
        ("xavier23", .uniform(.xavier, bits: 23), .stored),
    ]

    @Test("z is numpy's to a thousandth, over as many pairs", arguments: Goldens.soundMatrices)
    func goldens(name: String) throws {
        let evidence = try Goldens.tensor(name).evidence()
        guard name != "bfloat16-widened" else { return #expect(evidence.lattice.isEmpty) }
        let golden = try Goldens.statistics("tensors", name, "lattice")
        var compared = 0
        for (key, law, order) in Self.laws {
            guard let found = evidence.lattice.first(where: { $0.law == law && $0.order == order }) else { continue }
            var expected = try #require(golden.object?[key])
            // Where the first look found nothing it was the last.
            if found.z < 1, found.count < expected.integer("count") ?? 0 {
                expected = try #require(expected.object?["first"])
            }
            #expect(found.count == expected.integer("count"), "\(key)")
            #expect(agree(found.z, try expected.number("z"), within: 1e-3, scale: 1), "\(key)")
            compared += 1
        }
        #expect(compared >= 4)
    }

    @Test(
        "The law and the order that made a tensor are told, and no others",
        arguments: [
            ("torch-normal", "torch"), ("torch-normal-head", "torch"), ("tiny-scale", "torch"),
            ("torch-linear-default", "linearDefault24"), ("tensorflow-truncated", "tensorFlowTransposed"),
            ("tensorflow-glorot", "xavier23"), ("structured", ""), ("moved-head", ""), ("shifted", ""),
        ])
    func laws(name: String, key: String) throws {
        let evidence = try Goldens.tensor(name).evidence()
        let proven = evidence.lattice.filter { $0.z >= Threshold.lattice }
        let expected = Self.laws.first { $0.key == key }
        #expect(proven.contains { $0.law == expected?.law && $0.order == expected?.order } == (expected != nil))
        // 24 bits hold all numbers of 23, so a uniform law is found twice.
        #expect(proven.count <= (key == "torch" || key == "tensorFlowTransposed" ? 1 : 2))
        #expect(evidence.bestLattice?.z == evidence.lattice.map(\.z).max())
    }

    @Test("A uniform bias is found by the width of its weight")
    func bias() throws {
        var generator = TorchGenerator(seed: 1)
        var fill = TensorFill(.linearDefault(fanIn: 768), count: 768)
        var values = [Float](repeating: 0, count: 768)
        _ = unsafe values.withUnsafeMutableBufferPointer { unsafe fill.next(into: $0, from: &generator) }
        let bias = Goldens.Tensor(shape: try #require(Shape([768])), values: values)
        #expect((bias.evidence(fanIns: [768]).bestLattice?.z ?? 0) > Threshold.lattice)
        #expect((bias.evidence(fanIns: [512]).bestLattice?.z ?? 0) < Threshold.latticeSmall)
        #expect((bias.evidence().bestLattice?.z ?? 0) < Threshold.latticeSmall)
    }

    @Test("Values far below a bound are no uniform tensor, although they lie on its lattice")
    func tinyValues() throws {
        let evidence = try Goldens.tensor("tiny-scale").evidence()
        #expect(try Goldens.statistics("tensors", "tiny-scale", "lattice", "xavier23").number("z") > 50)
        #expect(evidence.lattice.allSatisfy { $0.law == .torchNormal || $0.law == .tensorFlowNormal })
    }

    @Test("Zeros are no pairs", arguments: [[0, 3], [1, 2]])
    func zeros(kept: [Int]) throws {
        let full = try Goldens.tensor("torch-normal")
        let values = full.values.enumerated().map { kept.contains($0.offset / 8 % 4) ? $0.element : 0 }
        let evidence = Goldens.Tensor(shape: full.shape, values: values).evidence()
        // Each pair of 8 and 8 has lost its partner; what is left would have z in the hundreds.
        #expect(evidence.lattice.first { $0.law == .torchNormal && $0.order == .stored }?.count == 0)
        #expect(evidence.lattice.first { $0.law == .torchNormal && $0.order == .stored }?.z == 0)
    }

    @Test("Pairs of which one value is nothing beside the other prove nothing, whoever made them small")
    func decayed() throws {
        let values = UntouchedRowsTests.noise(96 * 512).enumerated().map { index, value in
            index % 512 % 16 < 3 ? value * 1e-9 : value
        }
        let evidence = Goldens.Tensor(shape: try #require(Shape([96, 512])), values: values).evidence()
        #expect((evidence.bestLattice?.z ?? 0) < Threshold.latticeSmall)
        let random = values.enumerated().map { index, value -> Float in
            let exponent = -(index * 7919 % 90)
            return value * Float(sign: .plus, exponent: exponent, significand: 1)
        }
        let spread = Goldens.Tensor(shape: evidence.shape, values: random).evidence()
        #expect((spread.bestLattice?.z ?? 0) < Threshold.latticeSmall)
    }

    @Test("Equal rows, rows that are multiples of one, and values of one magnitude are no proof")
    func repeated() throws {
        let shape = try #require(Shape([128, 512]))
        let row = UntouchedRowsTests.noise(512)
        let matrices = [
            (0..<128).flatMap { _ in row }, (0..<128).flatMap { number in row.map { $0 * (1 + Float(number) / 77) } },
            UntouchedRowsTests.noise(128 * 512).map { $0 < 0 ? -0.02 as Float : 0.02 },
        ]
        for values in matrices {
            let evidence = Goldens.Tensor(shape: shape, values: values).evidence()
            #expect((evidence.bestLattice?.z ?? 0) < Threshold.latticeSmall)
        }
    }

    @Test("A fresh tensor a part of whose values was pruned is a generator's all the same")
    func pruned() throws {
        let full = try Goldens.tensor("torch-normal")
        let values = full.values.map { $0.magnitude < 0.004 ? 0 : $0 }
        #expect((Goldens.Tensor(shape: full.shape, values: values).evidence().bestLattice?.z ?? 0) > 12)
    }

    @Test("Half precision is not looked at: it would look like a lattice", arguments: [ElementType.float16, .bfloat16])
    func half(type: ElementType) throws {
        let widened = try Goldens.tensor("bfloat16-widened")
        #expect(widened.evidence().isHalfPrecision)
        let full = try Goldens.tensor("torch-normal")
        #expect(!full.evidence().isHalfPrecision)
        #expect(full.evidence(storedAs: type).isHalfPrecision)
        #expect(full.evidence(storedAs: type).lattice.isEmpty)
    }

    @Test("Rows of half precision are no untouched rows, although their coarse angles fit the lattice")
    func halfRows() throws {
        let full = try Goldens.tensor("touched-rows")
        // Powers of two are left, so that many angles are an eighth of a turn.
        let coarse = full.values.enumerated().map {
            $0.offset < 512 ? Float(bitPattern: $0.element.bitPattern & 0xFF80_0000) : $0.element
        }
        let runs = Goldens.Tensor(shape: full.shape, values: coarse).untouchedRows(block: 1000).runs
        #expect(runs.map(\.rows) == [1..<3, 20..<24])
    }

    @Test("A run begins with its first row, also where that was left after the first look")
    func firstRow() throws {
        let full = try Goldens.tensor("touched-rows")
        let values = full.values.enumerated().map { (20 * 512..<20 * 512 + 48).contains($0.offset) ? 0 : $0.element }
        let runs = Goldens.Tensor(shape: full.shape, values: values).untouchedRows(block: 1000).runs
        #expect(runs.map(\.rows) == [0..<3, 20..<24])
        let alone = Goldens.Tensor(shape: try #require(Shape([21, 512])), values: Array(values.prefix(21 * 512)))
        // The last row has none after it that would tell: it is looked at whole where there were others.
        #expect(alone.untouchedRows(block: 1000).runs.map(\.rows) == [0..<3, 20..<21])
    }

    @Test("Zeros are not taken for values of a uniform law, whose middle is a number of the lattice")
    func uniformZeros() throws {
        let full = try Goldens.tensor("torch-linear-default")
        let values = full.values.enumerated().map { $0.offset % 2 == 0 ? 0 : $0.element }
        let evidence = Goldens.Tensor(shape: full.shape, values: values).evidence()
        let uniform = evidence.lattice.first { $0.law == .uniform(.linearDefault, bits: 24) }
        let near = values.filter { $0 != 0 && $0.magnitude < Float(1) / 32 }.count
        #expect(uniform?.count == near)
    }

    @Test("A tensor of many zeros is not half precision for that")
    func sparse() throws {
        let full = try Goldens.tensor("torch-normal")
        let values = full.values.enumerated().map { $0.offset < 3000 ? 0 : $0.element }
        #expect(!Goldens.Tensor(shape: full.shape, values: values).evidence().isHalfPrecision)
    }

    @Test("Past the first look, all 65,536 first values count", arguments: [Float(0), 1e-4])
    func looks(change: Float) throws {
        var generator = TorchGenerator(seed: 1)
        var fill = TensorFill(.normal(mean: 0, std: 0.02), count: 70_000)
        var values = [Float](repeating: 0, count: 70_000)
        _ = unsafe values.withUnsafeMutableBufferPointer { unsafe fill.next(into: $0, from: &generator) }
        for index in values.indices { values[index] += change * Float(index % 7) }
        let evidence = Goldens.Tensor(shape: try #require(Shape([70, 1000])), values: values).evidence(block: 4096)
        let torch = try #require(evidence.lattice.first { $0.law == .torchNormal && $0.order == .stored })
        #expect(change == 0 ? torch.z > 90 && torch.count == 32_768 : torch.z < Threshold.latticeSmall)
    }

    @Test("Rows that training never touched are found with their boundaries", arguments: [1, 100, 512, 5000, 12_288])
    func rows(block: Int) throws {
        let golden = try #require(try Goldens.statistics("tensors", "touched-rows", "rowLattice").array)
        let fitting = golden.indices.filter { (golden[$0].double ?? 0) >= Threshold.latticeRow }
        #expect(fitting == [0, 1, 2, 20, 21, 22, 23])
        let runs = try Goldens.tensor("touched-rows").untouchedRows(block: block).runs
        #expect(runs.map(\.rows) == [0..<3, 20..<24])
        for run in runs {
            let least = golden[run.rows].compactMap(\.double).min() ?? 0
            #expect(agree(run.leastZ, least, within: 1e-3))
        }
    }

    @Test("Structure and a moved head have no untouched rows", arguments: ["structured", "moved-head", "shifted"])
    func touched(name: String) throws {
        #expect(try Goldens.tensor(name).untouchedRows(block: 1000).runs.isEmpty)
    }
}
