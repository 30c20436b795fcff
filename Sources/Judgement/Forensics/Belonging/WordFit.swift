/// Test V: whether the words of a vocabulary fit the rows of the embeddings.
///
/// "table" and "tables" have similar rows once the embeddings are trained, so pairs of words of which one is the other
/// without its last character are more alike than other rows at the same distances.
package enum WordFit {
    /// Two words as their rows: the longer, then the shorter.
    package typealias Pair = (row: Int, other: Int)

    /// The least characters of the longer word.
    private static let leastCharacters = 5

    /// The pairs of a vocabulary, in the order of the longer word's row.
    ///
    /// - Parameters:
    ///   - rows: the row of each word, as its UTF-8 bytes.
    ///   - isSpecial: whether a word is no part of any text.
    package static func pairs(_ rows: [[UInt8]: Int], isSpecial: ([UInt8]) -> Bool) -> [Pair] {
        var pairs: [Pair] = []
        for (word, row) in rows where !isSpecial(word) {
            // A character begins with a byte that continues no other.
            guard word.count(where: startsCharacter) >= leastCharacters,
                let last = word.lastIndex(where: startsCharacter), let other = rows[Array(word[..<last])]
            else { continue }
            pairs.append((row, other))
        }
        return pairs.sorted { $0.row < $1.row }
    }

    private static func startsCharacter(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

    /// z of the mean cosine of pairs against that of other rows at the same distances, by the two variances.
    ///
    /// - Parameters:
    ///   - count: how many rows there are.
    ///   - row: a row less the mean row, with length 1.
    package static func z<Failure: Error>(
        _ pairs: ArraySlice<Pair>, count: Int, row: (Int) throws(Failure) -> [Float]
    ) throws(Failure) -> Double {
        var distances = pairs.map { $0.other - $0.row }
        var generator = SampleGenerator()
        for place in distances.indices.reversed() where place > 0 {
            distances.swapAt(place, generator.next(below: place + 1))
        }
        var (own, control) = (Moment(), Moment())
        for (pair, distance) in zip(pairs, distances) {
            let word = try row(pair.row)
            own.add(product(word, try row(pair.other)))
            control.add(product(word, try row(((pair.row + distance) % count + count) % count)))
        }
        let variance = own.varianceOfMean + control.varianceOfMean
        return variance > 0 ? (own.mean - control.mean) / variance.squareRoot() : 0
    }

    private static func product(_ first: [Float], _ second: [Float]) -> Double {
        var sum = 0.0
        for (a, b) in zip(first, second) { sum += Double(a) * Double(b) }
        return sum
    }

    private struct Moment {
        private var count = 0.0
        private var sum = 0.0
        private var squares = 0.0

        mutating func add(_ number: Double) {
            count += 1
            sum += number
            squares += number * number
        }

        var mean: Double { sum / count }
        var varianceOfMean: Double { max(squares / count - mean * mean, 0) / count }
    }
}
