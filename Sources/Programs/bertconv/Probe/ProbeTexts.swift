import ByteIO
import ModelSchema
import Probing

/// The texts of a probe, and the words of their tokens.
struct ProbeTexts {
    static let usualText = "This is an example."

    let inputs: [ProbeInput]
    /// The token that hides a word; nil: the tokenizer has none, or there is no tokenizer.
    let maskID: Int?

    /// - Parameter recorded: a record, whose tokens are taken if no text is named.
    /// - Throws: ``Fault`` `probe.token`.
    init(
        _ model: ProbedModel, texts: [String], ids: [TokenNumbers], maxLength: Int?, recorded: ProbeRecord?
    ) throws(Fault) {
        maskID = nil
        if let recorded, texts.isEmpty, ids.isEmpty {
            inputs = recorded.inputs
            return
        }
        guard !ids.isEmpty else { throw .noTokenizer(model.place.folder) }
        inputs = ids.map { numbers in
            ProbeInput(tokens: TextBatch.Text(ids: Array(numbers.numbers.prefix(maxLength ?? .max))))
        }
    }

    /// The same texts as another model reads them.
    static func inputs(_ texts: ProbeTexts, of model: ProbedModel) throws(Fault) -> [ProbeInput] { texts.inputs }

    /// The word of a token, as the vocabulary has it.
    func word(_ id: Int) -> String { String(id) }

    /// The first text whose tokens are others than those recorded; nil: all are the same.
    func differing(from record: ProbeRecord) -> Int? {
        zip(inputs, record.inputs).enumerated().first { $0.element.0.tokens != $0.element.1.tokens }?.offset
    }
}

extension Fault {
    fileprivate static func noTokenizer(_ folder: String) -> Fault {
        Fault(
            Code("probe.no-tokenizer"), file: folder, reason: "has no tokenizer that is read",
            remedy: "pass the numbers of the tokens: --ids 101,7592,102")
    }
}
