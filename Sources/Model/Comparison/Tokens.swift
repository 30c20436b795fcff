internal import ByteIO
internal import JSONText

/// The differences between two lists with one token a line.
struct LineDifference {
    /// The number of the first line that differs, from 1.
    private var number = 0
    /// That line in each list; nil: the list has ended.
    private var first: String?
    private var second: String?
    /// How many lines differ.
    private var count = 0

    /// Nil: the lists are the same, except for a line end at the end of the file.
    init?(_ first: [UInt8], _ second: [UInt8]) {
        var (lines, others) = (first[...], second[...])
        var line = 0
        while !lines.isEmpty || !others.isEmpty {
            line += 1
            let (one, other) = (Self.next(&lines), Self.next(&others))
            guard one != other else { continue }
            count += 1
            guard count == 1 else { continue }
            number = line
            (self.first, self.second) = (one.map(Self.text), other.map(Self.text))
        }
        if count == 0 { return nil }
    }

    /// Takes the next line off, without its end; nil: there is none.
    private static func next(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        let line = rest[rest.startIndex..<end]
        rest = rest[min(end + 1, rest.endIndex)...]
        return line
    }

    /// The beginning of a line.
    private static func text(_ line: ArraySlice<UInt8>) -> String { String(decoding: line.prefix(64), as: UTF8.self) }

    /// For example, `line 1997 is 'the' and 'of'; 28,525 lines differ`.
    var words: String {
        let (one, other) = (first.map { "'\($0)'" } ?? "missing", second.map { "'\($0)'" } ?? "missing")
        return "line \(number) is \(one) and \(other)" + (count == 1 ? "" : "; \(count) lines differ")
    }
}

/// The tokens of a folder's tokenizer, one a line, in the order of their numbers.
struct Tokens {
    private let lines: [UInt8]

    /// Reads `vocab.txt`, or the vocabulary in `tokenizer.json`; nil: the folder has neither.
    ///
    /// - Throws: ``Fault`` `file.*`, `json.*`, `compare.companion-limit`.
    init?(in folder: String) throws(Fault) {
        let list = FilePath.join(folder, CompanionFile.vocabulary.name)
        if PathKind(of: list) == .file {
            lines = try CompanionFile.bytes(list)
            return
        }
        let tokenizer = FilePath.join(folder, CompanionFile.tokenizerJSON.name)
        guard PathKind(of: tokenizer) == .file,
            let vocabulary = try CompanionFile.json(try CompanionFile.bytes(tokenizer), tokenizer).object?["model"]?
                .object?["vocab"]?.object
        else { return nil }
        let tokens = vocabulary.members.compactMap { member in
            member.value.integer.map { (number: $0, token: member.name) }
        }
        lines = tokens.sorted { $0.number < $1.number }.flatMap { Array($0.token.utf8) + [UInt8(ascii: "\n")] }
    }

    /// How the lists differ, in words; nil: they do not.
    func difference(from other: Tokens) -> String? { LineDifference(lines, other.lines).map(\.words) }
}
