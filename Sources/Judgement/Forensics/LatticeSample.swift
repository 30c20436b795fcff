/// The values that Test L examines: the first of a tensor in both orders, collected while the tensor is read.
struct LatticeSample {
    /// The most values; with as many, a fresh tensor has a z of about 100.
    static let count = 65_536
    /// How many values each look takes, and the z below which there is no further look.
    ///
    /// A fresh tensor has z = 16 after the first look. A tensor that would have z = 6 with all values, because training
    /// changed most of them, has 1 ± 1 and then 3 ± 1. Of tensors that no generator made, 16 % and then 4 % go on.
    private static let looks = [(count: 2048, threshold: 1.0), (count: 16_384, threshold: 1.5)]

    /// The values in the first proof, in which each angle counts once, after the looks point to a generator.
    private static let proofCount = 16_384

    private let rows: Int
    private let width: Int
    /// The number of columns that hold the first values by columns; 0 when that order is not examined.
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

    /// The precision of the values in the order of the file.
    var precision: Precision { unsafe stored.withUnsafeBufferPointer { unsafe Precision(of: $0) } }

    /// How many different values there are; nil when more than ``TensorEvidence/fewLimit``.
    var fewValues: Int? {
        var different: [Float] = []
        for value in stored where !different.contains(value) {
            guard different.count < TensorEvidence.fewLimit else { return nil }
            different.append(value)
        }
        return different.count
    }

    /// How many values are kept in an order.
    private func count(_ order: LatticeEvidence.Order) -> Int {
        switch order {
        case .stored: stored.count
        case .transposed: min(Self.count, rows * band)
        }
    }

    /// A part of the values in an order.
    private func values(_ range: Range<Int>, _ order: LatticeEvidence.Order) -> [Float] {
        guard order == .transposed else { return Array(stored[range]) }
        var (column, row) = range.lowerBound.quotientAndRemainder(dividingBy: rows)
        return range.map { _ in
            defer {
                row += 1
                if row == rows { (row, column) = (0, column + 1) }
            }
            return banded[row * band + column]
        }
    }
}

extension LatticeSample {
    /// The evidence for each law, in each order in which a generator could have written the values.
    ///
    /// - Parameters:
    ///   - magnitude: the largest of the whole tensor, which rules out most uniform laws.
    ///   - isHalf: whether the values, in the order of the file, have half precision, which Test L cannot judge.
    func evidence(
        fanIns: [Int], fanOut: Int?, elementCount: Int, magnitude: Double, isHalf: Bool
    ) -> [LatticeEvidence] {
        let hasColumns = band > 0 && rows > 1 && width > 1
        guard !isHalf else {
            let isWhollyHalf = unsafe banded.withUnsafeBufferPointer { unsafe Precision(of: $0) }.isHalf
            return hasColumns && !isWhollyHalf ? pairs(.transposed) : []
        }
        let evidence = pairs(.stored) + (hasColumns ? pairs(.transposed) : [])
        return evidence + fanIns.flatMap { uniform($0, fanOut, elementCount, magnitude) }
    }

    private func pairs(_ order: LatticeEvidence.Order) -> [LatticeEvidence] {
        [(Lattice.Pairing.torch, LatticeEvidence.Law.torchNormal), (.tensorFlow, .tensorFlowNormal)].map {
            pairing, law in
            unsafe evidence(law, order) { values, sum in
                unsafe Lattice.add(values, pairing: pairing, to: &sum)
            } proof: { values in
                unsafe Lattice.distinct(
                    values, pairing: pairing, among: Lattice.SeenAngles(pairCount: values.count / 2))
            }
        }
    }

    private func uniform(_ fanIn: Int, _ fanOut: Int?, _ elementCount: Int, _ magnitude: Double)
        -> [LatticeEvidence]
    {
        UniformInitializer.allCases.flatMap { initializer -> [LatticeEvidence] in
            // The largest of n uniform values is within 20 / n of the bound, with a probability of 1 - e^-20.
            guard let bound = initializer.bound(fanIn: fanIn, fanOut: fanOut), magnitude <= bound * (1 + 1e-6),
                magnitude >= bound * (1 - 20 / Double(elementCount))
            else { return [] }
            return [24, 23].map { bits in
                unsafe evidence(.uniform(initializer, bits: bits), .stored) { values, sum in
                    unsafe Lattice.addUniform(values, bound: bound, bits: bits, to: &sum)
                } proof: { values in
                    unsafe Lattice.distinctUniform(values, bound: bound, bits: bits) ?? Lattice.Sum()
                }
            }
        }
    }

    /// The evidence for one law and order: looks at more and more values while they fit, then proves the result.
    private func evidence(
        _ law: LatticeEvidence.Law, _ order: LatticeEvidence.Order,
        add: (UnsafeBufferPointer<Float>, inout Lattice.Sum) -> Void,
        proof: (UnsafeBufferPointer<Float>) -> Lattice.Sum
    ) -> LatticeEvidence {
        var sum = Lattice.Sum()
        let count = count(order)
        var position = 0
        for look in Self.looks + [(count, -.infinity)] where look.count <= count {
            let part = values(position..<look.count, order)
            unsafe part.withUnsafeBufferPointer { unsafe add($0, &sum) }
            position = look.count
            guard sum.z >= look.threshold else { break }
        }
        if sum.z >= Threshold.latticeSmall {
            let first = min(position, Self.proofCount)
            let proven = unsafe values(0..<first, order).withUnsafeBufferPointer { unsafe proof($0) }
            // A part that reaches twice the threshold is proof enough for the whole.
            if proven.z < 2 * Threshold.lattice {
                sum =
                    first == position
                    ? proven : unsafe values(0..<position, order).withUnsafeBufferPointer { unsafe proof($0) }
            }
        }
        return LatticeEvidence(law: law, order: order, z: sum.z, count: sum.count)
    }
}
