internal import CKernels

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
    /// Words are found by hashes of their bytes. A hash that two words share costs a pair, or makes one too many.
    ///
    /// - Parameters:
    ///   - words: the words as their UTF-8 bytes; of equal ones, the last counts.
    ///   - isSpecial: whether a word is no part of any text.
    package static func pairs(
        _ words: [(row: Int, word: ArraySlice<UInt8>)], isSpecial: (ArraySlice<UInt8>) -> Bool
    ) -> [Pair] {
        var rows: [UInt64: Int] = [:]
        rows.reserveCapacity(words.count)
        /// The rows of words that have as many characters as it takes, with the hashes of what is left of them.
        var shortened: [(row: Int, hash: UInt64, whole: UInt64)] = []
        for (row, word) in words {
            var (hash, before, characters) = (Self.startOfHash, Self.startOfHash, 0)
            for byte in word {
                if startsCharacter(byte) {
                    before = hash
                    characters += 1
                }
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            rows[hash] = row
            if characters >= leastCharacters, !isSpecial(word) { shortened.append((row, before, hash)) }
        }
        return shortened.compactMap { word in
            guard rows[word.whole] == word.row, let other = rows[word.hash] else { return nil }
            return (word.row, other)
        }
        .sorted { $0.row < $1.row }
    }

    /// FNV-1a, 64 bits.
    private static let startOfHash: UInt64 = 0xCBF2_9CE4_8422_2325

    private static func startsCharacter(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

    /// z of the mean cosine of pairs against that of other rows at the same distances, by the two variances.
    ///
    /// - Parameters:
    ///   - count: how many rows there are.
    ///   - cosines: of a row and some others, each less the mean row.
    package static func z<Failure: Error>(
        _ pairs: ArraySlice<Pair>, count: Int, cosines: (_ row: Int, _ others: [Int]) throws(Failure) -> [Double]
    ) throws(Failure) -> Double {
        var distances = pairs.map { $0.other - $0.row }
        var generator = SampleGenerator()
        for place in distances.indices.reversed() where place > 0 {
            distances.swapAt(place, generator.next(below: place + 1))
        }
        var (own, control) = (Moment(), Moment())
        for (pair, distance) in zip(pairs, distances) {
            let found = try cosines(pair.row, [pair.other, ((pair.row + distance) % count + count) % count])
            own.add(found[0])
            control.add(found[1])
        }
        let variance = own.varianceOfMean + control.varianceOfMean
        return variance > 0 ? (own.mean - control.mean) / variance.squareRoot() : 0
    }

    /// The cosine of two rows less the mean row, all of one length.
    package static func cosine(_ first: [Float], _ second: [Float], mean: [Double]) -> Double {
        guard first.count == mean.count, second.count == mean.count else { return 0 }
        return unsafe CKCosine(CKThisProcessor(), first, second, mean, mean.count)
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
