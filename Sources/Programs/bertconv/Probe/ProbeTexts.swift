import ByteIO
import ModelSchema
import Probing
import Tokenization

/// The texts of a probe, and the words of their tokens.
struct ProbeTexts {
    static let usualText = "This is an example."

    let inputs: [ProbeInput]
    /// Nil: the folder has none that is read, and tokens were given by their numbers.
    private let tokenizer: Tokenizer?

    /// The token that hides a word; nil: the tokenizer has none, or there is no tokenizer.
    var maskID: Int? { tokenizer?.maskID }

    /// - Parameter recorded: a record, whose texts are taken if none is named.
    /// - Throws: ``Fault`` `tokenizer.*`, `file.*`.
    init(
        _ model: ProbedModel, texts: [String], ids: [TokenNumbers], maxLength: Int?, recorded: ProbeRecord?
    ) throws(Fault) {
        if texts.isEmpty, ids.isEmpty, let recorded {
            tokenizer = try Self.tokenizer(in: model.place.folder)
            inputs = try Self.inputs(like: recorded.inputs, tokenizer, limit: maxLength)
        } else if !ids.isEmpty {
            tokenizer = try Self.tokenizer(in: model.place.folder)
            inputs = ids.map { numbers in
                ProbeInput(tokens: TextBatch.Text(ids: Array(numbers.numbers.prefix(maxLength ?? .max))))
            }
        } else {
            let tokenizer = try Tokenizer(folder: model.place.folder)
            self.tokenizer = tokenizer
            var inputs: [ProbeInput] = []
            for parts in Self.parts(of: texts.isEmpty ? [Self.usualText] : texts, for: model) {
                inputs.append(try Self.input(parts, tokenizer, limit: maxLength))
            }
            self.inputs = inputs
        }
    }

    /// Nil: the folder has none, or none of a kind that is read.
    ///
    /// - Throws: ``Fault`` `tokenizer.*`, `json.*` for one that is damaged.
    private static func tokenizer(in folder: String) throws(Fault) -> Tokenizer? {
        do throws(Fault) {
            return try Tokenizer(folder: folder)
        } catch {
            if error.code == .tokenizerMissing || error.code == .tokenizerKind { return nil }
            throw error
        }
    }

    /// The texts, or the pairs that the class reads: two texts are one; for a choice the first goes with each other.
    private static func parts(of texts: [String], for model: ProbedModel) -> [[String]] {
        if model.readsPairs, texts.count == 2 { return [texts] }
        if model.chooses, texts.count > 2 { return texts.dropFirst().map { [texts[0], $0] } }
        return texts.map { [$0] }
    }

    /// The longest text that is split, in bytes; models have positions for some thousand tokens at most.
    private static let longestText = 1 << 20

    private static func input(_ parts: [String], _ tokenizer: Tokenizer, limit: Int?) throws(Fault) -> ProbeInput {
        for part in parts where part.utf8.count > longestText { throw Fault.textTooLarge(part.utf8.count, longestText) }
        let encoding = try tokenizer.encode(parts[0], and: parts.dropFirst().first, limit: limit)
        return ProbeInput(
            parts: parts, tokens: TextBatch.Text(ids: encoding.ids, types: encoding.typeIDs),
            offsets: encoding.offsets, owners: encoding.texts)
    }

    /// The same texts by another tokenizer; without one, or where only tokens are known, the same tokens.
    private static func inputs(
        like inputs: [ProbeInput], _ tokenizer: Tokenizer?, limit: Int?
    ) throws(Fault) -> [ProbeInput] {
        var own: [ProbeInput] = []
        for input in inputs {
            guard let tokenizer, !input.parts.isEmpty else {
                own.append(input)
                continue
            }
            own.append(try Self.input(input.parts, tokenizer, limit: limit))
        }
        return own
    }

    /// The texts as another model reads them, with its own tokenizer.
    ///
    /// - Throws: ``Fault`` `tokenizer.*`.
    func inputs(of model: ProbedModel, limit: Int?) throws(Fault) -> [ProbeInput] {
        try Self.inputs(like: inputs, try Self.tokenizer(in: model.place.folder), limit: limit)
    }

    /// The word of a token, as the vocabulary has it; without a tokenizer, its number.
    func word(_ id: Int) -> String { tokenizer?.token(id) ?? String(id) }

    /// The first text whose tokens are others than those recorded; nil: all are the same.
    func differing(from record: ProbeRecord) -> Int? {
        zip(inputs, record.inputs).enumerated().first { $0.element.0.tokens != $0.element.1.tokens }?.offset
    }
}

extension Fault {
    fileprivate static func textTooLarge(_ count: Int, _ limit: Int) -> Fault {
        Fault(
            .textTooLong, subject: "text", reason: "has \(count) bytes, and at most \(limit) are read",
            remedy: "pass a part of it")
    }
}
