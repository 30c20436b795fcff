internal import CKernels
internal import Glibc

/// Test J: whether the two halves of a joint belong together, unit by unit.
///
/// The halves of a layer were trained against each other: a row of the query with the same row of the key, a row of the
/// value with a column of the attention output, a hidden unit's input with its output.
package struct JointFit: Sendable, Equatable {
    /// z that unit i of one half goes with unit i of the other, by the squared cosines of all pairs; N(0, 1) for halves
    /// of different models.
    package let direction: Double
    /// z of the correlation of the units' energies, whose sign is free; nil: the direction of a few units is enough.
    package let energy: Double?

    /// One number for both.
    package var strength: Double { max(direction, abs(energy ?? 0)) }

    /// Whether the halves show nothing in common.
    package var isBroken: Bool {
        energy.map { direction < Threshold.jointDirection && abs($0) < Threshold.jointEnergy } ?? false
    }

    /// The first look: the fit by a few units, and by the energies of all if these units are not enough.
    ///
    /// - Returns: nil when it is not strong, so that more units must be compared.
    package init?(
        few first: Units, _ second: Units, energies: (first: [Double], second: [Double]), heads: Int
    ) {
        guard let direction = Self.direction(first, second) else { return nil }
        self.direction = direction
        energy = direction < Threshold.knownJoints ? Self.energy(energies.first, energies.second, heads: heads) : nil
        guard strength >= Threshold.knownJoints else { return nil }
    }

    /// - Parameters:
    ///   - energies: the energies of all units of each half.
    ///   - heads: how many groups the units form, each of which is centred; heads differ as a whole.
    package init?(
        _ first: Units, _ second: Units, energies: (first: [Double], second: [Double]), heads: Int
    ) {
        guard let direction = Self.direction(first, second),
            let energy = Self.energy(energies.first, energies.second, heads: heads)
        else { return nil }
        self.direction = direction
        self.energy = energy
    }

    /// The trace of the doubly centred squared cosines over its deviation when units are matched at random.
    static func direction(_ first: Units, _ second: Units) -> Double? {
        let count = first.count
        guard count == second.count, first.width == second.width, count > 2 else { return nil }
        var products = [Float](repeating: 0, count: count * count)
        unsafe CKProducts(
            CKThisProcessor(), first.byDimension, second.byDimension, count, first.width, &products)
        var rows = [Double](repeating: 0, count: count)
        var columns = rows
        var (squares, trace) = (0.0, 0.0)
        for row in 0..<count {
            var sum = 0.0
            for column in 0..<count {
                let product = Double(products[row * count + column])
                let value = product * product
                sum += value
                columns[column] += value
                squares += value * value
            }
            rows[row] = sum
            let own = Double(products[row * count + row])
            trace += own * own
        }
        let units = Double(count)
        let whole = rows.reduce(0, +)
        let lines = rows.reduce(0) { $0 + $1 * $1 } + columns.reduce(0) { $0 + $1 * $1 }
        let centred = squares - lines / units + whole * whole / (units * units)
        guard centred > 0 else { return nil }
        return (trace - whole / units) / (centred / (units - 1)).squareRoot()
    }

    /// The correlation of normal scores, as a z.
    static func energy(_ first: [Double], _ second: [Double], heads: Int) -> Double? {
        guard first.count == second.count, heads > 0, first.count % heads == 0, first.count - heads > 2 else {
            return nil
        }
        let scores = NormalScores(count: first.count)
        let (one, other) = (scores.of(centred(first, heads)), scores.of(centred(second, heads)))
        var (product, lengths) = (0.0, (0.0, 0.0))
        for (a, b) in zip(one, other) {
            product += a * b
            lengths.0 += a * a
            lengths.1 += b * b
        }
        guard lengths.0 > 0, lengths.1 > 0 else { return nil }
        let correlation = min(max(product / (lengths.0 * lengths.1).squareRoot(), -0.999999), 0.999999)
        return atanh(correlation) * Double(first.count - heads - 2).squareRoot()
    }

    /// The energies less the mean of their head.
    private static func centred(_ energies: [Double], _ heads: Int) -> [Double] {
        let size = energies.count / heads
        return (0..<heads).flatMap { head -> [Double] in
            let part = energies[head * size..<(head + 1) * size]
            let mean = part.reduce(0, +) / Double(size)
            return part.map { $0 - mean }
        }
    }
}
