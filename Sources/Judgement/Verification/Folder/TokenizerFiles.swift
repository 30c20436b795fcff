package import ByteIO
package import JSONText
package import Vocabularies

/// What the files of a folder's tokenizer say, each for itself.
package struct TokenizerFiles: Sendable {
    /// `vocab.txt`; nil: there is none.
    package let list: WordList?
    /// The vocabulary of `tokenizer.json`; nil: there is none, or it is no table of words.
    package let json: WordList?
    /// Further words of `added_tokens.json`, `tokenizer.json` and `tokenizer_config.json`.
    package let added: Set<Word>
    /// How many of the ``added`` words are not in the number of tokens of a ``Vocabulary``.
    ///
    /// The library gives them the next free rows, whatever rows tokenizer_config.json names.
    package let furtherCount: Int
    /// Whether `tokenizer.json` makes text lower case; nil: it does not say.
    package let jsonLowerCases: Bool?
    /// Whether `tokenizer_config.json` says so; nil: it does not say.
    package let configurationLowerCases: Bool?
    /// The special tokens that `tokenizer_config.json` and `special_tokens_map.json` name: field, token, file.
    package let specials: [(field: String, token: String, file: String)]

    private static let tokenizer = "tokenizer.json"

    /// What `tokenizer.json` holds, read once for all; nil when there is none.
    package static func tokenizer(in folder: String) -> Result<JSONObject?, Fault> {
        Result { () throws(Fault) in try VocabularyFile.object(FilePath.join(folder, tokenizer)) }
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
        let configuration = try VocabularyFile.object(FilePath.join(folder, "tokenizer_config.json"))
        let further = try VocabularyFile.object(FilePath.join(folder, "added_tokens.json"))
        let numbered = Set(further?.members.map { Word($0.name.utf8) } ?? [])
        let stored = Self.contents(object?["added_tokens"]?.array ?? [])
        let named = Self.contents(configuration?["added_tokens_decoder"]?.object?.members.map(\.value) ?? [])
        added = numbered.union(stored).union(named)
        // Without a list, the numbers of those in tokenizer.json count.
        var others = added.subtracting(numbered).subtracting(list == nil ? stored : [])
        for list in [list, json] where !others.isEmpty {
            for (_, word) in list?.words ?? [] { others.remove(Word(word)) }
        }
        furtherCount = others.count
        jsonLowerCases = object?["normalizer"].flatMap(Self.lowerCases)
        configurationLowerCases = configuration?["do_lower_case"]?.bool
        let naming = [
            ("tokenizer_config.json", configuration),
            ("special_tokens_map.json", try VocabularyFile.object(FilePath.join(folder, "special_tokens_map.json"))),
        ]
        specials = naming.flatMap { file, object in
            (object?.members ?? []).compactMap { member in
                guard member.name.hasSuffix("_token"),
                    let token = member.value.string ?? member.value.object?["content"]?.string
                else { return nil }
                return (member.name, token, FilePath.join(folder, file))
            }
        }
    }

    private static func contents(_ tokens: [JSONValue]) -> [Word] {
        tokens.compactMap { $0.object?["content"]?.string.map { Word($0.utf8) } }
    }

    private static func lines(_ path: String) throws(Fault) -> WordList? {
        guard PathKind(of: path) == .file else { return nil }
        return WordList(file: path, lines: try VocabularyFile.bytes(path))
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
