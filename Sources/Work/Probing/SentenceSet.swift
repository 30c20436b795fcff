internal import ByteIO
internal import JSONText
internal import Schemas
internal import Tokenization

/// Sentences of everyday language, from `Schemas/sentences.json`.
struct SentenceSet: Sendable {
    let language: String
    /// Whether spaces separate words; if not, each character counts as a word.
    let separatesWords: Bool
    let sentences: [String]

    /// A language whose words take more tokens each is not the model's.
    private static let mostTokens = (ofWord: 1.5, ofCharacter: 1.2)
    private static let mostUnknown = 0.05

    /// All sets, in the order of the file.
    ///
    /// - Throws: ``Fault`` `json.*`: the file is damaged, which tests exclude.
    static func all() throws(Fault) -> [SentenceSet] {
        let languages = try JSONParser.parse(Schemas.sentences).object?["languages"]?.array ?? []
        return languages.compactMap { language in
            guard let object = language.object, let name = object["name"]?.string,
                let separatesWords = object["separatesWords"]?.bool, let sentences = object["sentences"]?.array
            else { return nil }
            return SentenceSet(
                language: name, separatesWords: separatesWords, sentences: sentences.compactMap(\.string))
        }
    }

    /// The sentences as a tokenizer reads them.
    ///
    /// - Throws: ``Fault`` `tokenizer.*`.
    func encodings(_ tokenizer: Tokenizer) throws(Fault) -> [Encoding] {
        var encodings: [Encoding] = []
        for sentence in sentences { encodings.append(try tokenizer.encode(sentence)) }
        return encodings
    }

    /// How many tokens a word takes; nil: the language is not one that the tokenizer was made for.
    func tokensPerWord(_ encodings: [Encoding], unknown: Int?) -> Double? {
        let own = encodings.flatMap { encoding in
            zip(encoding.ids, encoding.texts).filter { $0.1 != nil }.map(\.0)
        }
        let words = sentences.reduce(0) { sum, sentence in
            sum + (separatesWords ? sentence.split(separator: " ").count : sentence.unicodeScalars.count)
        }
        let ratio = Double(own.count) / Double(max(words, 1))
        let unknownShare = Double(own.count { $0 == unknown }) / Double(max(own.count, 1))
        let most = separatesWords ? Self.mostTokens.ofWord : Self.mostTokens.ofCharacter
        return ratio <= most && unknownShare <= Self.mostUnknown ? ratio : nil
    }

    /// The places of tokens that are whole words, or single characters where spaces separate no words.
    func wholeWords(_ encoding: Encoding, in sentence: String) -> [Int] {
        let text = Array(sentence.utf8)
        func isPart(_ place: Int) -> Bool {
            guard text.indices.contains(place) else { return false }
            let byte = text[place]
            return byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        }
        return encoding.offsets.indices.filter { place in
            guard var range = encoding.offsets[place] else { return false }
            while let first = range.first, text.indices.contains(first), text[first] == 0x20 {
                range = (first + 1)..<range.upperBound
            }
            guard !range.isEmpty, range.allSatisfy(isPart) else { return false }
            // Ideographs take three bytes; the punctuation among them begins with E3 and EF.
            guard separatesWords else { return range.count == 3 && (0xE4...0xE9).contains(text[range.lowerBound]) }
            return !isPart(range.lowerBound - 1) && !isPart(range.upperBound)
        }
    }
}
