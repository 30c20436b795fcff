import Forensics
import Tensors
import TestSupport
import Testing

@Suite("Test L for each row: rows that training never touched")
struct UntouchedRowsTests {
    /// Numbers near normal ones, of no generator that anybody uses: the sum of four of Knuth's.
    static func noise(_ count: Int, seed: UInt64 = 1) -> [Float] {
        var state = seed
        return (0..<count).map { _ in
            var sum = 0.0
            for _ in 0..<4 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                sum += Double(state >> 33) * 0x1p-31
            }
            return Float(0.05 * (sum - 2))
        }
    }

    static func torch(_ count: Int, seed: UInt64 = 3) -> [Float] {
        var generator = TorchGenerator(seed: seed)
        var fill = TensorFill(.normal(mean: 0, std: 0.02), count: count)
        var values = [Float](repeating: 0, count: count)
        _ = unsafe values.withUnsafeMutableBufferPointer { unsafe fill.next(into: $0, from: &generator) }
        return values
    }

    private static func matrix(_ rows: Int, _ width: Int, fresh: [Range<Int>]) -> [Float] {
        var values = noise(rows * width)
        for (number, range) in fresh.enumerated() {
            let part = range.lowerBound * width..<range.upperBound * width
            values.replaceSubrange(part, with: torch(part.count, seed: UInt64(100 + number)))
        }
        return values
    }

    private static func found(
        _ values: [Float], width: Int, block: Int = 4096, isEmbedding: Bool = false
    ) throws -> UntouchedRows.Found {
        let shape = try #require(Shape([values.count / width, width]))
        var rows = UntouchedRows(shape: shape, isEmbedding: isEmbedding)
        for start in stride(from: 0, to: values.count, by: block) {
            let piece = values[start..<min(values.count, start + block)]
            unsafe piece.withUnsafeBufferPointer { unsafe rows.add($0) }
        }
        return rows.finish()
    }

    @Test("BC501: where rows of a part alone give the whole its evidence, the whole is not accused")
    func explained() throws {
        // As in a published model of antibodies: the second of two types was never used, and z of both together is 6.2.
        let types = try #require(Shape([2, 512]))
        let half = try Self.found(Self.noise(512) + Self.torch(512), width: 512)
        #expect(half.runs.map(\.rows) == [1..<2] && half.touchedCount == 1)
        #expect(half.explain(LatticeEvidence(law: .torchNormal, order: .stored, z: 6.19, count: 505), types))
        // Four of 600 rows are no reason for z = 34 over all.
        let few = try Self.found(Self.matrix(600, 128, fresh: [176..<180]), width: 128)
        let words = try #require(Shape([600, 128]))
        #expect(!few.explain(LatticeEvidence(law: .torchNormal, order: .stored, z: 34, count: 32_768), words))
        #expect(few.explain(LatticeEvidence(law: .torchNormal, order: .stored, z: 7, count: 32_768), words))
    }

    @Test(
        "BC503: rows that were quantised and then moved a little are trained, however little they moved", .slow,
        arguments: [0, 1e-5, 1e-4, 1e-3, 1e-2, 0.1] as [Float], [384, 768])
    func movedGrid(step: Float, width: Int) throws {
        // As int8 with one scale for the tensor, plus an update of rank 1: of most rows it is large, of some tiny.
        let rows = 200
        let grid = Self.noise(rows * width)
        let scale = (grid.map(\.magnitude).max() ?? 0) / 127
        let (left, right) = (Self.noise(rows, seed: 5), Self.noise(width, seed: 6))
        let values = grid.indices.map { index in
            let quantised = (grid[index] / scale).rounded() * scale
            return quantised + scale * step * left[index / width] * left[index / width] * right[index % width] * 2000
        }
        #expect(try Self.found(values, width: width).runs.isEmpty)
    }

    @Test(
        "BC503: fresh rows are found wherever they are, one or many, to the row",
        arguments: [
            [0..<1], [41..<42], [99..<100], [0..<16, 50..<66, 99..<100], [3..<4, 17..<18, 30..<33, 98..<100],
            [20..<90], [0..<100],
        ])
    func anywhere(fresh: [Range<Int>]) throws {
        let values = Self.matrix(100, 512, fresh: fresh)
        for block in [4096, 700] {
            let found = try Self.found(values, width: 512, block: block)
            #expect(found.runs.map(\.rows) == fresh, "\(block)")
            #expect(found.touchedCount == 100 - fresh.reduce(0) { $0 + $1.count })
            #expect(found.runs.allSatisfy { $0.leastZ >= Threshold.latticeRow && $0.pairCount > 200 })
        }
    }

    @Test(
        "A run of many rows ends at the right one, also where its rows are no longer looked at whole", arguments: 1...6)
    func ends(seed: Int) throws {
        var values = Self.noise(80 * 384, seed: UInt64(seed))
        values.replaceSubrange(10 * 384..<60 * 384, with: Self.torch(50 * 384, seed: UInt64(seed)))
        let found = try Self.found(values, width: 384)
        // A row of 384 is lost now and then: the run may have gaps, but no row of others.
        #expect(found.runs.allSatisfy { $0.rows.lowerBound >= 10 && $0.rows.upperBound <= 60 })
        #expect(found.untouchedCount >= 48)
        #expect(found.touchedCount == 30)
    }

    @Test("Rows too short to be told one by one are told several at a time", arguments: [64, 128, 256])
    func narrow(width: Int) throws {
        let rowsPerLine = 512 / width
        let fresh = rowsPerLine * 3..<rowsPerLine * 7
        let values = Self.matrix(rowsPerLine * 12, width, fresh: [fresh])
        let found = try Self.found(values, width: width)
        #expect(found.runs.map(\.rows) == [fresh])
        #expect(found.touchedCount == rowsPerLine * 8)
        #expect(try Self.found(Self.noise(values.count), width: width).runs.isEmpty)
    }

    @Test("Groups of 16 may begin with the table or with the row that was drawn anew")
    func unaligned() throws {
        let width = 632
        var values = Self.torch(10 * width)
        values.replaceSubrange(..<(5 * width), with: Self.noise(5 * width))
        #expect(try Self.found(values, width: width).runs.map(\.rows) == [5..<10])
        values = Self.matrix(10, width, fresh: [3..<4, 7..<8])
        #expect(try Self.found(values, width: width).runs.map(\.rows) == [3..<4, 7..<8])
    }

    @Test("Rows on a grid, equal rows and decayed ones are no untouched rows")
    func honest() throws {
        let trained = Self.noise(64 * 768)
        for levels in [7, 127, 2047] as [Float] {
            let step = 0.1 / levels
            #expect(try Self.found(trained.map { ($0 / step).rounded() * step }, width: 768).runs.isEmpty)
        }
        let row = Array(trained.prefix(768))
        #expect(try Self.found((0..<64).flatMap { _ in row }, width: 768).runs.isEmpty)
        let decayed = trained.enumerated().map { $0.element * ($0.offset / 8 % 2 == 0 ? 1e-12 : 1) }
        #expect(try Self.found(decayed, width: 768).runs.isEmpty)
        let signs = trained.map { $0 < 0 ? -0.05 as Float : 0.05 }
        #expect(try Self.found(signs, width: 768).runs.isEmpty)
    }

    @Test("Rows of zeros are neither: a row of padding does not make the rest a part")
    func padding() throws {
        var values = Self.torch(40 * 512)
        values.replaceSubrange(..<512, with: [Float](repeating: 0, count: 512))
        let found = try Self.found(values, width: 512, isEmbedding: true)
        #expect(found.runs.map(\.rows) == [1..<40] && found.touchedCount == 0)
    }

    @Test("What is no matrix, and a matrix without rows, has none", arguments: [[768], [0, 4], [4, 0], [2, 3, 4]])
    func none(dimensions: [Int]) throws {
        let shape = try #require(Shape(dimensions))
        var rows = UntouchedRows(shape: shape, isEmbedding: true)
        let values = Self.torch(shape.elementCount)
        unsafe values.withUnsafeBufferPointer { unsafe rows.add($0) }
        #expect(rows.finish() == UntouchedRows.Found())
    }
}
