/// The values that Test L looks at: the first of a tensor in both orders, gathered while it streams by.
struct LatticeSample {
    /// z is about 100 here for a fresh tensor (Test L).
    static let count = 65_536
    /// How many values are looked at in turn, and z below which they are all.
    ///
    /// A fresh tensor is at 16 after the first look. What would be at z = 6 with all values, because most of them have
    /// moved, is at 1 ± 1 and at 3 ± 1. Of tensors that no generator made, 16 % and then 4 % go on.
    private static let looks = [(count: 2048, threshold: 1.0), (count: 16_384, threshold: 1.5)]

    private let rows: Int
    private let width: Int
    /// Columns that hold the first values by columns; 0 where that order is not asked for.
    private let band: Int
    private(set) var stored: [Float] = []
    /// The first columns of each row, row after row.
    private var banded: [Float] = []
    private var column = 0

    init(rows: Int, width: Int, transposable: Bool) {
        (self.rows, self.width) = (rows, width)
        band = transposable && rows > 0 ? min(width, (Self.count + rows - 1) / rows) : 0
        stored.reserveCapacity(min(Self.count, rows * width))
        banded.reserveCapacity(rows * band)
    }

    mutating func add(_ values: UnsafeBufferPointer<Float>) {
        if stored.count < Self.count {
            unsafe stored.append(contentsOf: values.prefix(Self.count - stored.count))
        }
        guard band > 0 else { return }
        var done = 0
        while done < values.count {
            let count = min(values.count - done, width - column)
            let wanted = min(count, band - column)
            if wanted > 0 { unsafe banded.append(contentsOf: values[done..<done + wanted]) }
            done += count
            column = column + count == width ? 0 : column + count
        }
    }

    /// The first values by columns.
    var transposed: [Float] {
        (0..<min(Self.count, rows * band)).map { banded[$0 % rows * band + $0 / rows] }
    }
}

extension LatticeSample {
    /// What each law says, in each order that it could have been written in.
    ///
    /// - Parameter magnitude: the largest of the whole tensor, which tells most uniform laws at once.
    func evidence(fanIn: Int?, fanOut: Int?, elementCount: Int, magnitude: Double) -> [LatticeEvidence] {
        var evidence: [LatticeEvidence] = []
        if band > 0, rows > 1, width > 1 {
            let transposed = transposed
            if !HalfPrecision.fills(transposed) { evidence = Self.pairs(transposed, .transposed) }
        }
        guard !HalfPrecision.fills(stored) else { return evidence }
        evidence = Self.pairs(stored, .stored) + evidence
        guard let fanIn else { return evidence }
        for initializer in UniformInitializer.allCases {
            // The largest of n uniform values is within 20 / n of the bound but for e^-20.
            guard let bound = initializer.bound(fanIn: fanIn, fanOut: fanOut), magnitude <= bound * (1 + 1e-6),
                magnitude >= bound * (1 - 20 / Double(elementCount))
            else { continue }
            for bits in [24, 23] {
                let sum = unsafe Self.inLooks(stored) { values, sum in
                    unsafe Lattice.addUniform(values, bound: bound, bits: bits, to: &sum)
                }
                let law = LatticeEvidence.Law.uniform(initializer, bits: bits)
                evidence.append(LatticeEvidence(law: law, order: .stored, z: sum.z, count: sum.count))
            }
        }
        return evidence
    }

    private static func pairs(_ values: [Float], _ order: LatticeEvidence.Order)
        -> [LatticeEvidence]
    {
        [(Lattice.Pairing.torch, LatticeEvidence.Law.torchNormal), (.tensorFlow, .tensorFlowNormal)].map {
            pairing, law in
            let sum = unsafe inLooks(values) { values, sum in
                unsafe Lattice.add(values, pairing: pairing, to: &sum)
            }
            return LatticeEvidence(law: law, order: order, z: sum.z, count: sum.count)
        }
    }

    /// Adds the first values, and more of them as long as they leave it open.
    private static func inLooks(
        _ values: [Float], add: (UnsafeBufferPointer<Float>, inout Lattice.Sum) -> Void
    ) -> Lattice.Sum {
        unsafe values.withUnsafeBufferPointer { values in
            var sum = Lattice.Sum()
            var position = 0
            for look in looks where look.count < values.count {
                unsafe add(UnsafeBufferPointer(rebasing: values[position..<look.count]), &sum)
                position = look.count
                guard sum.z >= look.threshold else { return sum }
            }
            unsafe add(UnsafeBufferPointer(rebasing: values[position...]), &sum)
            return sum
        }
    }
}
