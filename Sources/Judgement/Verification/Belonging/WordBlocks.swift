internal import Forensics
internal import ModelSchema
internal import Tensors
internal import Vocabularies

/// The pairs of words that Test V compares, in blocks, and the table with the rows of the words.
struct WordBlocks {
    /// The blocks whose rows are in memory at once if single rows cannot be read: 20 MiB for 600 rows of each, of 768
    /// floats.
    static let blocksAtOnce = 12
    /// The most blocks of the first look.
    private static let firstLookCount = 6

    let table: TensorEntry
    /// The file with the words.
    let file: String
    /// How many rows have a word.
    let count: Int
    let pairs: [WordFit.Pair]
    /// Where each block begins in ``pairs``.
    let starts: [Int]

    /// - Returns: nil without words or a table of them.
    init?(_ examination: Examination, _ tokenizer: TokenizerFiles) {
        guard let words = tokenizer.words, let path = VocabularyCheck.table(examination),
            let table = examination.loading.loaded[path], let rows = table.shape.dimensions.first
        else { return nil }
        let count = min(rows, words.count)
        self.table = table
        file = words.file
        self.count = count
        pairs = WordFit.pairs(words.words, isSpecial: WordList.isSpecial).filter { $0.row < count && $0.other < count }
        let size = Threshold.wordPairs
        starts = Array(stride(from: 0, to: pairs.count - size / 2, by: size))
    }

    /// The blocks of the first look, evenly spread.
    var firstLook: [Int] {
        guard !starts.isEmpty else { return [] }
        let step = max(1, Double(starts.count - 1) / Double(Self.firstLookCount - 1))
        return stride(from: 0, through: Double(starts.count - 1), by: step).map { starts[Int($0.rounded())] }
    }

    func block(_ start: Int) -> ArraySlice<WordFit.Pair> {
        pairs[start..<min(start + Threshold.wordPairs, pairs.count)]
    }

    /// The rows that some blocks compare.
    func rows(of starts: some Collection<Int>) -> Set<Int> {
        var rows: Set<Int> = []
        for start in starts {
            _ = WordFit.z(block(start), count: count) { row, others in
                rows.insert(row)
                rows.formUnion(others)
                return others.map { _ in 0 }
            }
        }
        return rows
    }
}
