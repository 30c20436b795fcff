internal import Glibc

/// Test O: whether another order of the layers fits better than the present one.
///
/// The profiles of layers drift slowly from the first to the last, so neighbours are more alike than others. An order is
/// as good as the likeness of its neighbours. A reversed order is as good as the order itself.
package struct LayerOrder: Sendable, Equatable {
    /// By how many deviations the better order is ahead; compare it with ``Threshold/layerOrder``.
    ///
    /// Not positive: the present order is the best.
    package let z: Double
    /// The numbers of the layers, from 0, in the order that fits better.
    package let order: [Int]

    package init(z: Double, order: [Int]) {
        (self.z, self.order) = (z, order)
    }

    /// The correlation of two layers above which one is a copy of the other, as after depth upscaling.
    private static let copyCorrelation = 0.9
    private static let draws = 100
    /// Gains of which one is not larger than the other.
    private static let rounding = 1e-9

    /// - Parameter profiles: for each kind, the normal scores of each layer's profile over the stream's dimensions.
    /// - Returns: nil for fewer than 3 layers, or when two are copies.
    static func best(_ profiles: [[[Double]]]) -> LayerOrder? {
        guard let count = profiles.first?.count, count >= 3, profiles.allSatisfy({ $0.count == count }) else {
            return nil
        }
        let kinds = profiles.map(KindProfiles.init)
        guard !hasCopies(kinds, layers: count) else { return nil }
        var likeness = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        for first in 0..<count {
            for second in 0..<count where first != second {
                likeness[first][second] =
                    kinds.reduce(0) { $0 + $1.cosine(first, second) } / Double(kinds.count)
            }
        }
        let present = Array(0..<count)
        let start = path(likeness, present)
        var best: (gain: Double, order: [Int]) = (-.infinity, present)
        for order in moves(count) {
            let gain = path(likeness, order) - start
            // The mirror image of an order is as good up to rounding; the first of the two is taken.
            if gain > best.gain + rounding { best = (gain, order) }
        }
        guard best.gain > 0 else { return LayerOrder(z: best.gain, order: best.order) }
        return LayerOrder(z: best.gain / deviation(kinds, best.order), order: best.order)
    }

    private static func path(_ likeness: [[Double]], _ order: [Int]) -> Double {
        zip(order, order.dropFirst()).reduce(0) { $0 + likeness[$1.0][$1.1] }
    }

    /// The orders that one exchange, one move or one reversal makes, in the order of their numbers.
    static func moves(_ count: Int) -> [[Int]] {
        let present = Array(0..<count)
        var orders: Set<[Int]> = []
        for first in present {
            for second in present {
                var moved = present
                moved.insert(moved.remove(at: first), at: second)
                orders.insert(moved)
                guard first < second else { continue }
                var exchanged = present
                exchanged.swapAt(first, second)
                orders.insert(exchanged)
                var reversed = present
                reversed[first...second].reverse()
                orders.insert(reversed)
            }
        }
        orders.subtract([present, present.reversed()])
        return orders.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The deviation of the gain over samples of the stream's dimensions, drawn with replacement.
    private static func deviation(_ kinds: [KindProfiles], _ order: [Int]) -> Double {
        var edges: [Set<Int>: Double] = [:]
        for (first, second) in zip(order, order.dropFirst()) { edges[[first, second], default: 0] += 1 }
        for first in 0..<order.count - 1 { edges[[first, first + 1], default: 0] -= 1 }
        let changed = edges.filter { $0.value != 0 }
            .compactMap { edge, sign in edge.min().flatMap { low in edge.max().map { (low, $0, sign) } } }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        let width = kinds.first?.width ?? 0
        var generator = SampleGenerator()
        var gains: [Double] = []
        for _ in 0..<draws {
            var counts = [Double](repeating: 0, count: width)
            for _ in 0..<width { counts[generator.next(below: width)] += 1 }
            let gain = kinds.reduce(0.0) { $0 + $1.gain(changed, counts) }
            gains.append(gain / Double(kinds.count))
        }
        let mean = gains.reduce(0, +) / Double(draws)
        return (gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws)).squareRoot()
    }

    private static func hasCopies(_ kinds: [KindProfiles], layers: Int) -> Bool {
        for first in 0..<layers {
            for second in 0..<first {
                let (product, one, other) = kinds.reduce((0.0, 0.0, 0.0)) { sums, kind in
                    let (a, b) = (kind.centred[first], kind.centred[second])
                    return (
                        sums.0 + Eigenvectors.dot(a, b), sums.1 + Eigenvectors.dot(a, a),
                        sums.2 + Eigenvectors.dot(b, b)
                    )
                }
                if one > 0, other > 0, product / (one * other).squareRoot() > copyCorrelation { return true }
            }
        }
        return false
    }
}

/// The profiles of one kind, less their mean over the layers.
private struct KindProfiles {
    let width: Int
    let centred: [[Double]]
    private let lengths: [Double]

    /// - Parameter scores: the normal scores of each layer, whose sums are 0.
    init(_ scores: [[Double]]) {
        width = scores.first?.count ?? 0
        var mean = [Double](repeating: 0, count: width)
        for layer in scores { for index in mean.indices { mean[index] += layer[index] / Double(scores.count) } }
        centred = scores.map { layer in zip(layer, mean).map { $0 - $1 } }
        lengths = centred.map { Eigenvectors.dot($0, $0).squareRoot() + 1e-12 }
    }

    func cosine(_ first: Int, _ second: Int) -> Double {
        Eigenvectors.dot(centred[first], centred[second]) / (lengths[first] * lengths[second])
    }

    /// The change of the path when each dimension counts so often; each edge is added or taken away.
    func gain(_ edges: [(Int, Int, Double)], _ counts: [Double]) -> Double {
        let total = counts.reduce(0, +)
        var moments: [Int: (sum: Double, length: Double)] = [:]
        func moment(_ layer: Int) -> (sum: Double, length: Double) {
            if let known = moments[layer] { return known }
            var (sum, squares) = (0.0, 0.0)
            let values = centred[layer]
            for index in values.indices {
                let product = counts[index] * values[index]
                sum += product
                squares += product * values[index]
            }
            let found = (sum, max(squares - sum * sum / total, 0).squareRoot() + 1e-12)
            moments[layer] = found
            return found
        }
        return edges.reduce(0.0) { gain, edge in
            let (one, other) = (moment(edge.0), moment(edge.1))
            var product = 0.0
            let (a, b) = (centred[edge.0], centred[edge.1])
            for index in counts.indices { product += counts[index] * a[index] * b[index] }
            return gain + edge.2 * (product - one.sum * other.sum / total) / (one.length * other.length)
        }
    }
}

/// The same numbers in every run, for samples (Knuth's multiplier; the upper bits are used).
struct SampleGenerator {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    mutating func next(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(((state >> 32) * UInt64(limit)) >> 32)
    }
}
