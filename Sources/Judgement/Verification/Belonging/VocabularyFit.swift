internal import ByteIO
internal import Forensics
internal import ModelSchema
internal import Tensors
internal import Vocabularies

/// Whether the words of a vocabulary are those of the rows of the embeddings: Test V by blocks of pairs.
package struct VocabularyFit: Sendable {
    package enum Verdict: Sendable {
        case fits
        /// The rows have other words, all of them, or those from a row on.
        case misfits(from: Int?)
        case unclear(String)
    }

    package let verdict: Verdict
    /// The first row of each block that was looked at, and its z.
    package let blocks: [(row: Int, z: Double)]
    /// The file with the words.
    package let file: String
    /// Whether words are WordPiece's, for which the thresholds were measured.
    package let isWordPiece: Bool

    /// The most blocks of the first look.
    private static let firstLook = 6

    /// - Returns: nil without a vocabulary or a table of its words.
    /// - Throws: ``Fault`` when the table cannot be read again.
    static func judge(_ examination: Examination) throws(Fault) -> VocabularyFit? {
        guard let tokenizer = examination.facts.tokenizer, let words = tokenizer.words,
            let path = VocabularyCheck.table(examination), let entry = examination.loading.loaded[path],
            let lines = examination.values.profiles[entry.name]?.lines
        else { return nil }
        func made(_ verdict: Verdict, _ blocks: [(row: Int, z: Double)] = []) -> VocabularyFit {
            VocabularyFit(
                verdict: verdict, blocks: blocks, file: words.file, isWordPiece: tokenizer.isWordPiece)
        }
        let count = min(entry.shape.dimensions[0], words.count)
        let pairs = WordFit.pairs(words.words, isSpecial: WordList.isSpecial)
            .filter { $0.row < count && $0.other < count }
        let size = Threshold.wordPairs
        guard pairs.count >= size else {
            return made(
                .unclear(
                    "the vocabulary has \(pairs.count) pairs such as 'table' and 'tables', and the test needs \(size)"))
        }
        guard var rows = EmbeddingRows(entry, mean: lines.columns.means) else {
            return made(.unclear("the rows of '\(entry.name)' do not lie one after the other"))
        }
        let starts = Array(stride(from: 0, to: pairs.count - size / 2, by: size))
        func blocks(_ starts: [Int]) throws(Fault) -> [(row: Int, z: Double)] {
            var found: [(row: Int, z: Double)] = []
            for start in starts {
                let block = pairs[start..<min(start + size, pairs.count)]
                let z = try WordFit.z(block, count: count) { (row, others) throws(Fault) in
                    try rows.cosines(row, others)
                }
                found.append((block.first?.row ?? 0, z))
            }
            return found
        }
        let step = max(1, Double(starts.count - 1) / Double(firstLook - 1))
        let some = stride(from: 0, through: Double(starts.count - 1), by: step).map { starts[Int($0.rounded())] }
        let first = try blocks(some)
        if first.allSatisfy({ $0.z >= Threshold.fittingBlock }) { return made(.fits, first) }
        let all = try blocks(starts)
        let fitting = all.prefix { $0.z >= Threshold.fittingBlock }.count
        let rest = all.dropFirst(fitting)
        if rest.isEmpty { return made(.fits, all) }
        guard rest.allSatisfy({ $0.z < Threshold.misfitBlock }), fitting == 0 || rest.count >= 2 else {
            return made(.unclear("some of the words fit the rows of the embeddings and some do not"), all)
        }
        let ripeness = try Ripeness.measure(count: count, width: lines.columns.means.count) { (range) throws(Fault) in
            try rows.rows(range)
        }
        guard let ripeness, ripeness.isRipe else {
            return made(.unclear("the embeddings have not learnt which words are alike"), all)
        }
        return made(.misfits(from: fitting == 0 ? nil : rest.first?.row), all)
    }
}

/// Rows of a matrix, which are read when they are needed.
private struct EmbeddingRows: ~Copyable {
    private let entry: TensorEntry
    private let view: StridedView
    private let mean: [Double]
    private var floats = FloatStream()

    /// - Returns: nil if the rows do not lie one after the other.
    init?(_ entry: TensorEntry, mean: [Double]) {
        guard let view = entry.view, view.isRowMajor(entry.shape), entry.shape.rank == 2,
            entry.shape.dimensions[1] == mean.count
        else { return nil }
        (self.entry, self.view, self.mean) = (entry, view, mean)
    }

    /// The cosines of a row with some others, each less the mean row.
    ///
    /// - Throws: ``Fault`` `file.*`.
    mutating func cosines(_ row: Int, _ others: [Int]) throws(Fault) -> [Double] {
        let first = try values(row..<row + 1)
        var found: [Double] = []
        for other in others {
            let second = try values(other..<other + 1)
            found.append(WordFit.cosine(first, second, mean: mean))
        }
        return found
    }

    /// Rows less the mean row and with length 1, one after the other.
    ///
    /// - Throws: ``Fault`` `file.*`.
    mutating func rows(_ range: Range<Int>) throws(Fault) -> [Float] {
        let width = mean.count
        var values = try values(range)
        for start in stride(from: 0, to: values.count, by: width) {
            var squares = 0.0
            for index in 0..<width {
                let centred = Double(values[start + index]) - mean[index]
                squares += centred * centred
                values[start + index] = Float(centred)
            }
            let length = Float(squares.squareRoot() + 1e-12)
            for index in start..<start + width { values[index] /= length }
        }
        return values
    }

    private mutating func values(_ range: Range<Int>) throws(Fault) -> [Float] {
        let width = mean.count
        guard let shape = Shape([range.count, width]),
            let part = StridedView(
                storage: view.storage, offset: view.offset + range.lowerBound * width, shape: shape,
                strides: [width, 1], elementType: entry.elementType),
            let rows = TensorEntry(
                name: entry.name, elementType: entry.elementType, shape: shape, storage: .strided(part))
        else { throw .notRead(entry.name) }
        try floats.open(rows)
        var values: [Float] = []
        values.reserveCapacity(range.count * width)
        while let block = try unsafe floats.next() { unsafe values.append(contentsOf: block) }
        guard values.count == range.count * width else { throw .notRead(entry.name) }
        return values
    }
}
