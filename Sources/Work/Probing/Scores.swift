internal import Glibc

/// Scores of words or labels as probabilities.
package enum Scores {
    /// The logarithms of the probabilities (softmax).
    package static func logarithms(_ scores: [Float]) -> [Double] {
        let most = Double(scores.max() ?? 0)
        var sum = 0.0
        for score in scores { sum += exp(Double(score) - most) }
        let whole = most + log(sum)
        return scores.map { Double($0) - whole }
    }

    package static func probabilities(_ scores: [Float]) -> [Double] { logarithms(scores).map { exp($0) } }

    /// The probability of one score alone (sigmoid).
    package static func probability(_ score: Float) -> Double { 1 / (1 + exp(-Double(score))) }

    /// The places of the highest scores, the highest first; of equal ones the earlier first.
    package static func best(_ count: Int, of scores: [Float]) -> [Int] {
        var best: [Int] = []
        for (place, score) in scores.enumerated() {
            if best.count == count, let last = best.last, score <= scores[last] { continue }
            let position = best.firstIndex { scores[$0] < score } ?? best.count
            best.insert(place, at: position)
            if best.count > count { best.removeLast() }
        }
        return best
    }

    /// The divergence (Kullback-Leibler) of expected probabilities from those found, in nats.
    package static func divergence(of expected: [Float], from found: [Float]) -> Double {
        let (first, second) = (logarithms(expected), logarithms(found))
        var sum = 0.0
        for (a, b) in zip(first, second) { sum += exp(a) * (a - b) }
        return sum
    }
}
