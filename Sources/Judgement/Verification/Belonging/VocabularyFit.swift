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

    /// - Returns: nil without a vocabulary or a table of its words.
    /// - Throws: ``Fault`` when the table cannot be read again.
    static func judge(_ examination: Examination) throws(Fault) -> VocabularyFit? {
        guard let tokenizer = examination.facts.tokenizer, let words = WordBlocks(examination, tokenizer),
            let lines = examination.values.profiles[words.table.name]?.lines
        else { return nil }
        func made(_ verdict: Verdict, _ blocks: [(row: Int, z: Double)] = []) -> VocabularyFit {
            VocabularyFit(verdict: verdict, blocks: blocks, file: words.file, isWordPiece: tokenizer.isWordPiece)
        }
        guard words.pairs.count >= Threshold.wordPairs else {
            return made(
                .unclear(
                    "the vocabulary has \(words.pairs.count) pairs such as 'table' and 'tables', and the test needs "
                        + "\(Threshold.wordPairs)"))
        }
        guard var rows = EmbeddingRows(words.table, mean: lines.columns.means) else {
            return made(.unclear("the rows of '\(words.table.name)' do not lie one after the other"))
        }
        rows.kept = examination.values.keptRows[words.table.name]
        func blocks(_ starts: some Collection<Int>) throws(Fault) -> [(row: Int, z: Double)] {
            var found: [(row: Int, z: Double)] = []
            for start in starts {
                let z = try WordFit.z(words.block(start), count: words.count) { (row, others) throws(Fault) in
                    try rows.cosines(row, others)
                }
                found.append((words.block(start).first?.row ?? 0, z))
            }
            return found
        }
        let first = try blocks(words.firstLook)
        if first.allSatisfy({ $0.z >= Threshold.fittingBlock }) { return made(.fits, first) }
        var all: [(row: Int, z: Double)] = []
        for place in stride(from: 0, to: words.starts.count, by: WordBlocks.blocksAtOnce) {
            let starts = words.starts[place..<min(place + WordBlocks.blocksAtOnce, words.starts.count)]
            try rows.keep(words.rows(of: starts))
            all += try blocks(starts)
        }
        let fitting = all.prefix { $0.z >= Threshold.fittingBlock }.count
        let rest = all.dropFirst(fitting)
        if rest.isEmpty { return made(.fits, all) }
        guard rest.allSatisfy({ $0.z < Threshold.misfitBlock }), fitting == 0 || rest.count >= 2 else {
            return made(.unclear("some of the words fit the rows of the embeddings and some do not"), all)
        }
        try rows.keep(Set(Ripeness.sampledRows(of: words.count)))
        let ripeness = try Ripeness.measure(
            count: words.count, width: lines.columns.means.count
        ) { (range) throws(Fault) in
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
    /// Rows that need not be read.
    var kept: KeptRows?

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

    /// Reads some rows in one go if the file is on another machine, where each would be a request.
    ///
    /// - Throws: ``Fault`` `file.*`, `remote.*`.
    mutating func keep(_ wanted: Set<Int>) throws(Fault) {
        guard view.storage.file.isRemote else { return }
        kept = nil
        var sample = KeptRows(wanted, width: mean.count)
        try floats.open(entry)
        while let block = try unsafe floats.next() { unsafe sample.add(block) }
        kept = sample
    }

    private mutating func values(_ range: Range<Int>) throws(Fault) -> [Float] {
        if range.count == 1, let row = kept?[range.lowerBound] { return row }
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
