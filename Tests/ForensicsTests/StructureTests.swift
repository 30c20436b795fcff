import Forensics
import JSONText
import Tensors
import Testing

@Suite("Test N: noise or structure")
struct StructureTests {
    private static func scores(_ structure: Structure) -> [(key: String, score: Structure.Score)] {
        [
            ("rowSquares", structure.rowSquares), ("columnSquares", structure.columnSquares),
            ("rowMeans", structure.rowMeans), ("columnMeans", structure.columnMeans),
        ]
    }

    /// Float sums move a statistic by less than a ten-thousandth of its own scatter.
    @Test("The four statistics and their p-values are scipy's", arguments: Goldens.soundMatrices)
    func goldens(name: String) throws {
        let golden = try Goldens.statistics("tensors", name, "structure")
        let structure = try #require(try Goldens.tensor(name).evidence().structure)
        for (key, score) in Self.scores(structure) {
            let expected = try #require(golden.object?[key])
            #expect(agree(score.statistic, try expected.number("statistic"), within: 1e-5, scale: 0.1), "\(key)")
            #expect(score.degreesOfFreedom == expected.integer("degrees"), "\(key)")
            #expect(agree(score.evidence, try expected.number("evidence"), within: 1e-4, scale: 1), "\(key)")
        }
        #expect((structure.evidence > Threshold.structure) == (name == "structured"))
    }

    @Test("Tails are right to -log10 p of thousands, where doubles have ended")
    func tails() throws {
        let cases = try #require(try Goldens.statistics("chiSquare").array)
        #expect(try cases.map { try $0.number("evidence") }.max() ?? 0 > 5000)
        for golden in cases {
            let degrees = try #require(golden.integer("degrees"))
            let score = Structure.Score.upper(try golden.number("statistic"), degrees)
            #expect(agree(score.evidence, try golden.number("evidence"), within: 1e-9, scale: 1e-3), "\(golden)")
        }
    }

    @Test("The normal tail is right to z = 500")
    func normalTail() throws {
        for golden in try #require(try Goldens.statistics("normal").array) {
            let evidence = LatticeEvidence(law: .torchNormal, order: .stored, z: try golden.number("z"), count: 1)
            #expect(agree(evidence.evidence, try golden.number("evidence"), within: 1e-6), "\(golden)")
        }
    }

    @Test("Means that scatter too little are as unlikely as means that scatter too much")
    func bothTails() {
        let (small, usual, large) = (
            Structure.Score.twoSided(300, 767), Structure.Score.twoSided(767, 767), Structure.Score.twoSided(1500, 767)
        )
        #expect(small.evidence > 20 && large.evidence > 20 && usual.evidence < 0.1)
    }

    @Test("The largest singular value is the power iteration's of numpy", arguments: Goldens.soundMatrices)
    func edges(name: String) throws {
        let golden = try Goldens.statistics("tensors", name, "edge")
        let tensor = try Goldens.tensor(name)
        let evidence = tensor.evidence()
        let (rows, columns) = (tensor.shape.dimensions[0], tensor.shape.dimensions[1])
        let edge = unsafe tensor.values.withUnsafeBufferPointer {
            unsafe SpectralEdge.measure($0, rows: rows, columns: columns, mean: evidence.mean, std: evidence.std)
        }
        guard rows >= Threshold.spectralEdgeRows else { return #expect(edge == nil) }
        let statistic = try #require(edge).statistic
        #expect(agree(statistic, try golden.number("powerIteration"), within: 5e-4, scale: 1))
        // Where the largest values crowd, 80 iterations end a little below.
        let exact = try golden.number("exact")
        #expect(statistic < exact + 1e-3 && statistic > exact - 0.5)
    }

    @Test("The power iteration ends when it has seen enough")
    func enough() throws {
        let tensor = try Goldens.tensor("structured")
        let evidence = tensor.evidence()
        let edge = try unsafe tensor.values.withUnsafeBufferPointer {
            try #require(
                unsafe SpectralEdge.measure(
                    $0, rows: 80, columns: 56, mean: evidence.mean, std: evidence.std, enough: 3))
        }
        #expect(edge.statistic > 3 && edge.iterations < SpectralEdge.iterations)
    }
}
