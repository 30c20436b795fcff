internal import Glibc

/// The question of Tests R and G: whether a profile over the residual stream's dimensions has to do with the stream.
///
/// Every layer reads from one residual stream and adds to it, and its dimensions differ in size all the way through. So
/// the sides of all matrices that face it have similar profiles, and the other sides have not (`docs/belonging.md`).
/// All profiles are normal scores.
struct StreamBasis: Sendable {
    /// The most directions of the basis; 4 to 24 give the same verdicts.
    private static let mostDirections = 16

    /// Orthonormal directions, the first singular vectors of the features.
    private let directions: [[Double]]
    private let width: Int

    /// The basis of all features but some.
    init(_ features: StreamFeatures, without left: Range<Int> = 0..<0) {
        width = features.width
        let kept = features.scores.indices.filter { !left.contains($0) }
        var products = [Double](repeating: 0, count: kept.count * kept.count)
        for (row, first) in kept.enumerated() {
            for (column, second) in kept.enumerated() {
                products[row * kept.count + column] = features.product(first, second)
            }
        }
        let count = min(Self.mostDirections, width / 8)
        let pairs = Eigenvectors.largest(count, of: products, size: kept.count)
        let largest = pairs.first?.value ?? 0
        directions = pairs.compactMap { value, vector in
            // Features that depend on each other have no further direction.
            guard value > largest * 1e-12, value > 0 else { return nil }
            var direction = [Double](repeating: 0, count: features.width)
            for (weight, feature) in zip(vector, kept) {
                let factor = weight / value.squareRoot()
                let scores = features.scores[feature]
                for index in direction.indices { direction[index] += factor * scores[index] }
            }
            return direction
        }
    }

    /// -log10 p of the hypothesis that the profile has nothing to do with the stream; nil for a constant one.
    func score(_ scores: [Double]) -> Double? {
        let length = Eigenvectors.dot(scores, scores)
        guard length > 0, scores.count == width, !directions.isEmpty else { return nil }
        let inside = directions.reduce(0.0) { sum, direction in
            let product = Eigenvectors.dot(direction, scores)
            return sum + product * product
        }
        let evidence = FisherTail.evidence(
            share: inside / length, dimensions: directions.count, rest: width - directions.count - 1)
        return min(evidence, StreamScore.most)
    }
}

/// Scores of Tests R and G.
package enum StreamScore {
    /// Scores end here.
    static let most = 999.0

    /// Fisher's method: the scores of independent tests as one; nil if there is none.
    package static func fisher(_ scores: [Double]) -> Double? {
        guard !scores.isEmpty else { return nil }
        let sum = 2 * log(10) * scores.reduce(0, +)
        return min(most, -ChiSquare.logTails(sum, degrees: 2 * scores.count).upper / log(10))
    }
}

/// Features as normal scores, with their products, of which the bases without single layers are made.
struct StreamFeatures: Sendable {
    let width: Int
    let scores: [[Double]]
    private let products: [Double]

    init(_ scores: [[Double]], width: Int) {
        let count = scores.count
        var products = [Double](repeating: 0, count: count * count)
        for first in 0..<count {
            for second in 0...first {
                let product = Eigenvectors.dot(scores[first], scores[second])
                products[first * count + second] = product
                products[second * count + first] = product
            }
        }
        self.width = width
        self.scores = scores
        self.products = products
    }

    func product(_ first: Int, _ second: Int) -> Double { products[first * scores.count + second] }
}
