package import ByteIO
internal import JSONText

/// The tokens that the tokenizer of a model folder knows.
package struct Vocabulary: Sendable, Equatable {
    /// The file that lists them.
    package let file: String
    /// One more than the largest identifier that the tokenizer can give out.
    package let tokenCount: Int

    /// Reads `vocab.txt`, one token a line, with the tokens that `added_tokens.json` adds; without it
    /// `tokenizer.json`.
    ///
    /// - Returns: nil when the folder has neither.
    /// - Throws: ``Fault`` `file.*`, `json.*`.
    package init?(in folder: String) throws(Fault) {
        let list = FilePath.join(folder, "vocab.txt")
        if PathKind(of: list) == .file {
            let added = try Self.object(FilePath.join(folder, "added_tokens.json"))
            let count = Self.count(upTo: added?.members.compactMap(\.value.integer) ?? [])
            self.init(file: list, tokenCount: max(try Self.lineCount(list), count))
            return
        }
        let tokenizer = FilePath.join(folder, "tokenizer.json")
        guard let object = try Self.object(tokenizer), let tokens = object["model"]?.object?["vocab"]?.object else {
            return nil
        }
        let added = (object["added_tokens"]?.array ?? []).compactMap { $0.object?["id"]?.integer }
        self.init(file: tokenizer, tokenCount: Self.count(upTo: tokens.members.compactMap(\.value.integer) + added))
    }

    private init(file: String, tokenCount: Int) {
        self.file = file
        self.tokenCount = tokenCount
    }

    /// One more than the largest of `identifiers`, as far as an integer goes: the file may say anything.
    private static func count(upTo identifiers: [Int]) -> Int {
        let (next, overflow) = (identifiers.max() ?? -1).addingReportingOverflow(1)
        return overflow ? .max : max(0, next)
    }

    private static func bytes(_ path: String) throws(Fault) -> [UInt8] {
        let file = try InputFile(path: path)
        guard file.byteCount <= VerificationLimits.vocabularyBytes else {
            throw Fault(
                .vocabulary, file: path, reason: "a list of tokens of \(file.byteCount) bytes is too large to be one",
                remedy: "at most \(VerificationLimits.vocabularyBytes) bytes are read")
        }
        return try file.bytes(at: 0, count: Int(file.byteCount))
    }

    /// Lines, the last with or without its end.
    private static func lineCount(_ path: String) throws(Fault) -> Int {
        let text = try bytes(path)
        let newline = UInt8(ascii: "\n")
        return text.count { $0 == newline } + (text.isEmpty || text.last == newline ? 0 : 1)
    }

    private static func object(_ path: String) throws(Fault) -> JSONObject? {
        guard PathKind(of: path) == .file else { return nil }
        do throws(Fault) {
            return try JSONParser.parse(try bytes(path)).object
        } catch {
            throw error.inFile(path)
        }
    }
}

extension Fault.Code {
    package static let vocabulary = Fault.Code("folder.vocabulary")
}
