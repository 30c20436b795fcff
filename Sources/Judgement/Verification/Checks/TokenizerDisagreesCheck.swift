internal import ByteIO
internal import JSONText
internal import Vocabularies

extension Rule {
    package static let tokenizerDisagrees = Rule("BC707", "tokenizer-disagrees", .error, needs: .headers)
}

extension Check {
    static let tokenizerDisagrees = Check(
        .tokenizerDisagrees, page: PackageResources.BC707_md,
        verify: { examination in
            (examination.facts.tokenizerChoice.map(TokenizerDisagreesCheck.choice) ?? [])
                + (examination.facts.tokenizer.map(TokenizerDisagreesCheck.findings) ?? [])
        })
}

/// BC707: the files of the tokenizer contradict each other, so the answers depend on which of them a program reads; or
/// they name a tokenizer and lack its vocabulary.
enum TokenizerDisagreesCheck {
    static func choice(_ choice: TokenizerChoice) -> [Finding] {
        [vocabulary(choice), model(choice)].compactMap(\.self)
    }

    /// transformers 5.23 makes a tokenizer of the special tokens alone, without a word about it.
    private static func vocabulary(_ choice: TokenizerChoice) -> Finding? {
        guard let names = choice.absentVocabularies else { return nil }
        return Finding(
            .tokenizerDisagrees, subject: FilePath.name(of: choice.file), file: choice.file,
            message: "asks for a tokenizer, and the folder has no vocabulary: a library stops, "
                + "or makes a tokenizer that knows no word",
            help: "copy the tokenizer of this model into the folder: \(names.joined(separator: ", "))",
            evidence: [("class", .string(choice.className))])
    }

    /// transformers 5.23 takes only the words, so it makes letters or unknown tokens of a text, or stops.
    private static func model(_ choice: TokenizerChoice) -> Finding? {
        guard choice.isOtherModel, let stored = choice.storedModel, let model = choice.model else { return nil }
        return Finding(
            .tokenizerDisagrees, subject: "tokenizer.json", file: choice.stored,
            message: "has a \(stored) model, and the library builds a \(model) model of its words, because "
                + (choice.isNamed
                    ? "tokenizer_class is \(choice.className)"
                    : "no tokenizer_class is named and the usual one is \(choice.className)"),
            help: "take both files from one model; tokenizer_class PreTrainedTokenizerFast takes tokenizer.json "
                + "as it is",
            evidence: [
                ("class", .string(choice.className)), ("stored", .string(stored)), ("built", .string(model)),
            ])
    }

    static func findings(_ files: TokenizerFiles) -> [Finding] {
        [lists(files), lowerCase(files), capitals(files)].compactMap(\.self) + specials(files)
    }

    private static func lists(_ files: TokenizerFiles) -> Finding? {
        guard let list = files.list, let json = files.json, !list.isSame(as: json) else { return nil }
        let (lines, table) = (list.rows, json.rows)
        // A word that only one of them adds at its end is in the other's list of added words.
        let differing = lines.filter { word, row in table[word].map { $0 != row } ?? !files.added.contains(word) }
        let missing = table.filter { lines[$0.key] == nil && !files.added.contains($0.key) }
        let rows = (differing.map(\.value) + missing.map(\.value)).sorted()
        guard let row = rows.first else { return nil }
        let count = differing.count + missing.count
        let (one, other) = (word(at: row, list), word(at: row, json))
        return Finding(
            .tokenizerDisagrees, subject: FilePath.name(of: json.file), file: json.file,
            message: "has other words than \(FilePath.name(of: list.file)): row \(row) is \(other), and there \(one)"
                + (count > 1 ? "; \(count) words differ" : ""),
            help: "keep the file that was saved with the weights, and write the other from it",
            evidence: [("row", .integer(row)), ("words", .integer(count))])
    }

    private static func word(at row: Int, _ list: WordList) -> String {
        list.words.first { $0.row == row }.map { "'\(String(decoding: $0.word.prefix(64), as: UTF8.self))'" } ?? "none"
    }

    private static func lowerCase(_ files: TokenizerFiles) -> Finding? {
        guard let json = files.json, let one = files.configurationLowerCases, let other = files.jsonLowerCases,
            one != other
        else { return nil }
        return Finding(
            .tokenizerDisagrees, severity: .warning, subject: FilePath.name(of: json.file), file: json.file,
            message: (other ? "makes text lower case" : "keeps capitals")
                + ", and tokenizer_config.json says the opposite: programs split the same text differently",
            help: "find out how the model was trained, and set 'do_lower_case' and 'lowercase' to that",
            evidence: [("tokenizer", .bool(other)), ("configuration", .bool(one))])
    }

    private static func capitals(_ files: TokenizerFiles) -> Finding? {
        guard let list = files.words, files.configurationLowerCases ?? files.jsonLowerCases == true else { return nil }
        let (count, all) = list.capitals
        guard list.hasCapitals else { return nil }
        return Finding(
            .tokenizerDisagrees, severity: .warning, subject: FilePath.name(of: list.file), file: list.file,
            message: "has \(count) words with capitals, which no text has after the tokenizer made it lower case",
            help: "set 'do_lower_case' to false in tokenizer_config.json if the model was trained with capitals",
            evidence: [("words", .integer(all)), ("capitals", .integer(count))])
    }

    private static func specials(_ files: TokenizerFiles) -> [Finding] {
        guard let list = files.words else { return [] }
        var seen: Set<String> = []
        return files.specials.compactMap { field, token, file in
            let word = Word(token.utf8)
            let isKnown =
                files.added.contains(word) || [files.list, files.json].contains { $0?.contains(word) ?? false }
            guard !isKnown, seen.insert(field).inserted else { return nil }
            return Finding(
                .tokenizerDisagrees, severity: .warning, subject: FilePath.name(of: file), file: file,
                message: "names '\(token)' as the \(field), which is not in \(FilePath.name(of: list.file)): "
                    + "a library would add it, without a trained row",
                help: "use the tokenizer files of one model",
                evidence: [("field", .string(field)), ("token", .string(token))])
        }
    }
}
