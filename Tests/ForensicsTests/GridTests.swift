import Forensics
import Tensors
import TestSupport
import Testing

@Suite("Values on a grid, as dequantisation leaves them")
struct GridTests {
    /// How a matrix is quantised: the values that share a scale.
    enum Scheme: CaseIterable { case tensor, row, group }

    private static let (rows, width) = (48, 512)
    private static let trained = UntouchedRowsTests.noise(rows * width).enumerated().map { index, value in
        value * (1 + Float(index / width % 7) / 7)
    }

    private static func evidence(_ values: [Float]) throws -> TensorEvidence {
        Goldens.Tensor(shape: try #require(Shape([rows, width])), values: values).evidence()
    }

    private static func dequantised(_ values: [Float], bits: Int, _ scheme: Scheme, offset: Float = 0) -> [Float] {
        let count = scheme == .tensor ? values.count : scheme == .row ? width : 64
        let most = Float(1 << (bits - 1)) - 1
        return stride(from: 0, to: values.count, by: count).flatMap { start -> [Float] in
            let part = values[start..<start + count].map { $0 + offset }
            let scale = (part.map(\.magnitude).max() ?? 0) / most
            return part.map { ($0 / scale).rounded() * scale }
        }
    }

    @Test("BC506: the bits and what shares a scale are told", arguments: [4, 5, 6, 8, 10, 12], Scheme.allCases)
    func bits(bits: Int, scheme: Scheme) throws {
        let grid = try #require(try Self.evidence(Self.dequantised(Self.trained, bits: bits, scheme)).grid)
        #expect(grid.bits == bits)
        switch scheme {
        case .tensor: #expect(grid.scope == .tensor)
        case .row: #expect(grid.scope == .row)
        case .group: #expect(grid.scope == .group(64))
        }
    }

    @Test("BC506: 16 bits are told with one scale for the whole or for each row", arguments: [Scheme.tensor, .row])
    func sixteen(scheme: Scheme) throws {
        #expect(try Self.evidence(Self.dequantised(Self.trained, bits: 16, scheme)).grid?.bits == 16)
    }

    @Test("BC506: a code book of unevenly spaced values is numbered")
    func codeBook() throws {
        // NF4, the quantiles of a normal distribution (QLoRA, Dettmers et al. 2023).
        let book: [Float] = [
            -1, -0.6961928, -0.5250731, -0.3949175, -0.2844414, -0.1847734, -0.0910500, 0, 0.0795803, 0.1609302,
            0.2461123, 0.3379152, 0.4407098, 0.5626170, 0.7229568, 1,
        ]
        let values = Self.trained.enumerated().map { index, value in
            let scale = 0.1 * (1 + Float(index / 64 % 13) / 17)
            let nearest = book.min { (value / scale - $0).magnitude < (value / scale - $1).magnitude } ?? 0
            return nearest * scale
        }
        #expect(try Self.evidence(values).grid == Grid(scope: .group(64), bits: 4))
    }

    @Test(
        "L says nothing of a grid, whatever its bits and scales", .slow, arguments: [3, 4, 5, 6, 7, 8, 10, 12, 14, 16])
    func lattice(bits: Int) throws {
        for scheme in Scheme.allCases {
            for offset in [0, 0.013] as [Float] {
                let evidence = try Self.evidence(Self.dequantised(Self.trained, bits: bits, scheme, offset: offset))
                #expect((evidence.bestLattice?.z ?? 0) < Threshold.lattice, "\(scheme) \(offset)")
            }
        }
    }

    @Test("Trained values, fresh ones and those of half precision, also scaled, lie on none")
    func none() throws {
        let half = Self.trained.map { Float(Float16($0)) }
        let brain = Self.trained.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) }
        for values in [Self.trained, UntouchedRowsTests.torch(Self.rows * Self.width), half, brain] {
            #expect(try Self.evidence(values).grid == nil)
            #expect(try Self.evidence(values.map { $0 * 0.7371 }).grid == nil)
        }
    }

    @Test("Numbers of few bits are no lattice of a uniform law, whose bound is a power of two")
    func fixedPoint() throws {
        let shape = try #require(Shape([4, 256]))
        // The largest is the bound of nn.Linear to the bit, and every value a whole number on its lattice.
        var values = UntouchedRowsTests.noise(1024).map { (max(-1, min(1, $0 * 8)) * 0x1p15).rounded() * 0x1p-19 }
        values[5] = 0x1p-4
        let evidence = Goldens.Tensor(shape: shape, values: values).evidence()
        let uniform = evidence.lattice.filter { if case .uniform = $0.law { true } else { false } }
        #expect(!uniform.isEmpty && uniform.allSatisfy { $0.z < Threshold.latticeSmall })
    }
}
