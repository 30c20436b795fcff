/// The values that Test L looks at: the first of a tensor in both orders, gathered while it streams by.
struct LatticeSample {
    /// z is about 100 here for a fresh tensor (Test L).
    static let count = 65_536
    /// How many values are looked at in turn, and z below which they are all.
    ///
    /// A fresh tensor is at 16 after the first look. What would be at z = 6 with all values, because most of them have
    /// moved, is at 1 ± 1 and at 3 ± 1. Of tensors that no generator made, 16 % and then 4 % go on.
    private static let looks = [(count: 2048, threshold: 1.0), (count: 16_384, threshold: 1.5)]

    /// Values that are proved first, each angle counted once, where a generator seems to have made them.
    private static let proofCount = 16_384

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

    /// What of their mantissa the values, as they lie, use.
    var precision: Precision { unsafe stored.withUnsafeBufferPointer { unsafe Precision(of: $0) } }

    /// How many different values there are, if they are few.
    var fewValues: Int? {
        var different: [Float] = []
        for value in stored where !different.contains(value) {
            guard different.count < TensorEvidence.fewLimit else { return nil }
            different.append(value)
        }
        return different.count
    }

    /// How many values are kept in this order.
    private func count(_ order: LatticeEvidence.Order) -> Int {
        switch order {
        case .stored: stored.count
        case .transposed: min(Self.count, rows * band)
        }
    }

    /// A part of the values in this order.
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
    /// What each law says, in each order that it could have been written in.
    ///
    /// - Parameters:
    ///   - magnitude: the largest of the whole tensor, which tells most uniform laws at once.
    ///   - isHalf: whether the values, as they lie, are of half precision, of which Test L knows nothing.
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
            // The largest of n uniform values is within 20 / n of the bound but for e^-20.
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

    /// Adds the first values, and more of them as long as they leave it open; what seems to fit must be proved.
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
            // What is proved twice over by a part holds for all of it.
            if proven.z < 2 * Threshold.lattice {
                sum =
                    first == position
                    ? proven : unsafe values(0..<position, order).withUnsafeBufferPointer { unsafe proof($0) }
            }
        }
        return LatticeEvidence(law: law, order: order, z: sum.z, count: sum.count)
    }
}
