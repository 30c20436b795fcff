package import ByteIO
package import JSONText

/// The words of a tokenizer, each as its bytes: words that look alike can differ.
package typealias Word = [UInt8]

/// A list of words with the rows that they have in the embeddings.
package struct WordList: Sendable {
    /// The file that has them.
    package let file: String
    /// In the order of their rows.
    let words: [(row: Int, word: ArraySlice<UInt8>)]

    /// One more than the last row.
    package var count: Int {
        let last = words.last?.row ?? -1
        return last == .max ? last : last + 1
    }

    /// The row of each word; of a word that occurs twice, the last.
    var rows: [Word: Int] {
        Dictionary(words.map { (Word($0.word), $0.row) }, uniquingKeysWith: { _, last in last })
    }

    func contains(_ word: Word) -> Bool {
        words.contains { $0.word.count == word.count && $0.word.elementsEqual(word) }
    }

    /// The least share of words with capitals in a vocabulary that tells them apart; that of BERT cased has a third, and
    /// that of BERT uncased has none.
    private static let casedShare = 0.05
    private static let leastWords = 1000

    /// How many words have a capital letter of ASCII, and how many there are that can be in a text.
    var capitals: (count: Int, all: Int) {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let words = words.map(\.word).filter { !$0.isEmpty && !Self.isSpecial($0) }
        return (words.count { $0.contains(where: capitals.contains) }, words.count)
    }

    /// Whether it has so many of them that the model was trained on text with capitals.
    package var hasCapitals: Bool {
        let (count, all) = capitals
        return all >= Self.leastWords && Double(count) >= Self.casedShare * Double(all)
    }

    /// Whether a word is no part of any text, as `[MASK]` and `<s>`.
    static func isSpecial(_ word: some Collection<UInt8>) -> Bool {
        word.first == UInt8(ascii: "[") || word.first == UInt8(ascii: "<")
    }

    /// Whether the same rows have the same words.
    func isSame(as other: WordList) -> Bool {
        words.count == other.words.count
            && zip(words, other.words).allSatisfy { $0.row == $1.row && $0.word == $1.word }
    }

    /// The lines of a text; the last one may lack its newline.
    package init(file: String, lines text: [UInt8]) {
        self.file = file
        var parts = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        words = parts.enumerated().map { row, part in (row, part.last == UInt8(ascii: "\r") ? part.dropLast() : part) }
    }

    /// A table of words with their rows.
    init(file: String, table: JSONObject) {
        self.file = file
        var text: [UInt8] = []
        var places: [(row: Int, range: Range<Int>)] = []
        for member in table.members {
            guard let row = member.value.integer else { continue }
            let start = text.count
            text += member.name.utf8
            places.append((row, start..<text.count))
        }
        words = places.sorted { $0.row < $1.row }.map { ($0.row, text[$0.range]) }
    }
}

/// What the files of a folder's tokenizer say, each for itself.
package struct TokenizerFiles: Sendable {
    /// `vocab.txt`; nil: there is none.
    package let list: WordList?
    /// The vocabulary of `tokenizer.json`; nil: there is none, or it is no table of words.
    package let json: WordList?
    /// Further words of `added_tokens.json`, `tokenizer.json` and `tokenizer_config.json`.
    package let added: Set<Word>
    /// Whether `tokenizer.json` makes text lower case; nil: it does not say.
    package let jsonLowerCases: Bool?
    /// Whether `tokenizer_config.json` says so; nil: it does not say.
    package let configurationLowerCases: Bool?
    /// The special tokens that `tokenizer_config.json` and `special_tokens_map.json` name: field, token, file.
    package let specials: [(field: String, token: String, file: String)]

    private static let tokenizer = "tokenizer.json"

    /// What `tokenizer.json` holds, read once for all; nil when there is none.
    package static func tokenizer(in folder: String) -> Result<JSONObject?, Fault> {
        Result { () throws(Fault) in try Vocabulary.object(FilePath.join(folder, tokenizer)) }
    }

    /// Where the words are, whichever file has them.
    package var words: WordList? { list ?? json }
    /// Whether they are WordPiece's.
    package let isWordPiece: Bool

    /// - Parameter read: what `tokenizer.json` holds; nil when there is none.
    /// - Returns: nil when the folder has neither list.
    /// - Throws: ``Fault`` `file.*`, `json.*`, `folder.vocabulary`.
    package init?(in folder: String, tokenizer read: Result<JSONObject?, Fault>) throws(Fault) {
        let tokenizer = FilePath.join(folder, Self.tokenizer)
        let object = try read.get()
        list = try Self.lines(FilePath.join(folder, "vocab.txt"))
        json = object?["model"]?.object?["vocab"]?.object.map { vocabulary in
            WordList(file: tokenizer, table: vocabulary)
        }
        guard list != nil || json != nil else { return nil }
        isWordPiece = list != nil || object?["model"]?.object?["type"]?.string == "WordPiece"
        let configuration = try Vocabulary.object(FilePath.join(folder, "tokenizer_config.json"))
        let further = try Vocabulary.object(FilePath.join(folder, "added_tokens.json"))
        let decoder = configuration?["added_tokens_decoder"]?.object?.members.map(\.value) ?? []
        let contents = (object?["added_tokens"]?.array ?? []) + decoder
        added = Set(
            (further?.members.map { Word($0.name.utf8) } ?? [])
                + contents.compactMap { $0.object?["content"]?.string.map { Word($0.utf8) } })
        jsonLowerCases = object?["normalizer"].flatMap(Self.lowerCases)
        configurationLowerCases = configuration?["do_lower_case"]?.bool
        let named = [
            ("tokenizer_config.json", configuration),
            ("special_tokens_map.json", try Vocabulary.object(FilePath.join(folder, "special_tokens_map.json"))),
        ]
        specials = named.flatMap { file, object in
            (object?.members ?? []).compactMap { member in
                guard member.name.hasSuffix("_token"),
                    let token = member.value.string ?? member.value.object?["content"]?.string
                else { return nil }
                return (member.name, token, FilePath.join(folder, file))
            }
        }
    }

    private static func lines(_ path: String) throws(Fault) -> WordList? {
        guard PathKind(of: path) == .file else { return nil }
        return WordList(file: path, lines: try Vocabulary.bytes(path))
    }

    /// Whether a normalizer, or one of a sequence, makes text lower case; nil: it does not say.
    private static func lowerCases(_ normalizer: JSONValue) -> Bool? {
        guard let object = normalizer.object, let type = object["type"]?.string else { return nil }
        if type == "Lowercase" { return true }
        if let flag = object["lowercase"]?.bool { return flag }
        let parts = (object["normalizers"]?.array ?? []).compactMap(lowerCases)
        return parts.isEmpty ? nil : parts.contains(true)
    }
}
