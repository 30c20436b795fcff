internal import ByteIO
internal import JSONText
internal import Vocabularies

/// The files of a tokenizer as they are in a folder.
final class TokenizerFolder {
    let path: String
    /// tokenizer.json; nil: there is none.
    let tokenizer: Members?
    /// tokenizer_config.json; nil: there is none.
    let configuration: Members?
    /// special_tokens_map.json; nil: there is none.
    let specialTokens: Members?
    /// added_tokens.json; nil: there is none.
    let addedTokens: Members?
    /// The class that the files name or imply; nil: they do not.
    let className: String?
    /// The file that names it, or the folder.
    let classFile: String

    /// - Parameter modelType: that of the model; nil: what config.json says.
    /// - Throws: ``Fault`` `file.*`, `json.*`, `folder.vocabulary`.
    init(_ path: String, modelType: String?, _ classes: TokenizerClasses) throws(Fault) {
        self.path = path
        tokenizer = try Self.object("tokenizer.json", in: path)
        configuration = try Self.object("tokenizer_config.json", in: path)
        specialTokens = try Self.object("special_tokens_map.json", in: path)
        addedTokens = try Self.object("added_tokens.json", in: path)
        let model = try Self.object("config.json", in: path)
        let sources = [configuration, model].compactMap(\.self)
        let source = sources.first { $0.value("tokenizer_class") != nil }
        let named = try source?.string("tokenizer_class")
        className = classes.chosen(named, modelType: modelType ?? model?.object["model_type"]?.string)?.name
        classFile = source?.file ?? path
    }

    func has(_ name: String) -> Bool { PathKind(of: FilePath.join(path, name)) == .file }

    /// The words of vocab.txt: its lines without white space at their ends.
    ///
    /// - Throws: ``Fault`` `file.*`, `folder.vocabulary`, `tokenizer.limit`.
    func listedWords() throws(Fault) -> TokenTable {
        let file = FilePath.join(path, "vocab.txt")
        let list = WordList(file: file, lines: try VocabularyFile.bytes(file))
        return try TokenTable(list.words.map { (Self.trimmed($0.word), $0.row) }, file: file)
    }

    /// - Returns: nil: there is no such file.
    /// - Throws: ``Fault`` `file.*`, `json.*`, `folder.vocabulary`.
    static func object(_ name: String, in path: String) throws(Fault) -> Members? {
        let file = FilePath.join(path, name)
        return try VocabularyFile.object(file).map { Members($0, file: file) }
    }

    /// The pairs of merges.txt: one a line, after a line with the version.
    ///
    /// - Throws: ``Fault`` `file.*`, `folder.vocabulary`, `tokenizer.member`.
    func listedMerges() throws(Fault) -> [BytePairs.Spelling] {
        let file = FilePath.join(path, "merges.txt")
        var merges: [BytePairs.Spelling] = []
        for (row, line) in WordList(file: file, lines: try VocabularyFile.bytes(file)).words {
            if line.starts(with: "#version".utf8) { continue }
            let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw .tokenizerMember("line \(row + 1)", "is not a pair of tokens", file: file)
            }
            merges.append(BytePairs.Spelling(first: Array(parts[0]), second: Array(parts[1])))
        }
        return merges
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let last = line.last, last <= 0x20 || last >= 0x80 else { return line }
        var text = String(decoding: line, as: UTF8.self).unicodeScalars
        while let scalar = text.last, UnicodeTables.isWhitespace(scalar) { text.removeLast() }
        return Array(String(text).utf8)[...]
    }

    /// The words of a table: the `vocab` of tokenizer.json, or vocab.json.
    ///
    /// - Throws: ``Fault`` `tokenizer.member`, `tokenizer.limit`.
    static func words(_ table: Members) throws(Fault) -> TokenTable {
        let list = WordList(file: table.file, table: table.object)
        guard list.words.count == table.object.members.count else {
            let member = table.object.members.first { $0.value.integer == nil }
            throw table.fault(member?.name ?? "", "has no integer as its number")
        }
        return try TokenTable(list.words.map { ($0.word, $0.row) }, file: table.file)
    }
}
