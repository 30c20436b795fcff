package import ByteIO
package import ModelSchema
internal import Tokenization
package import Verification

/// Runs a model on built-in sentences and measures whether it makes sense of them.
package enum SelfCheck {
    /// - Parameters:
    ///   - model: the case that was examined.
    ///   - progress: called with the bytes of weights that were read since the last call.
    /// - Throws: ``Fault`` `probe.*`, `tokenizer.*`, `file.*`, and the first problem of the configuration.
    package static func behaviour(
        of model: ModelCase, at place: ModelPlace, _ known: KnownArchitectures, progress: (Int) -> Void = { _ in }
    ) throws(Fault) -> Behaviour {
        do throws(Fault) {
            return try run(model, place, known, progress)
        } catch {
            // Here nobody can give tokens in place of texts.
            guard error.code.description.hasPrefix("tokenizer.") else { throw error }
            throw Fault(
                error.code, file: error.file, subject: error.subject, offset: error.offset, reason: error.reason,
                remedy: "use the tokenizer that was saved with the model, or leave out --probe", causes: error.causes)
        }
    }

    private static func run(
        _ model: ModelCase, _ place: ModelPlace, _ known: KnownArchitectures, _ progress: (Int) -> Void
    ) throws(Fault) -> Behaviour {
        if let problem = model.problems.first(where: { $0.code != .noConfiguration }) { throw problem }
        let forward = try ForwardModel(model, configuration: place.configuration, known: known)
        let tokenizer = try Tokenizer(folder: place.folder)
        let sets = try SentenceSet.all()
        var best: (set: SentenceSet, encodings: [Encoding], ratio: Double)?
        for set in sets {
            let encodings = try set.encodings(tokenizer)
            guard let ratio = set.tokensPerWord(encodings, unknown: tokenizer.unkID) else { continue }
            if let found = best, found.ratio <= ratio { continue }
            best = (set, encodings, ratio)
        }
        guard let (set, encodings, _) = best else {
            guard let first = sets.first else { return Behaviour(language: "", textCount: 0) }
            var behaviour = try measured(forward, first, try first.encodings(tokenizer), tokenizer, place, progress)
            behaviour.unclear =
                "its tokenizer cuts words of \(sets.map(\.language).joined(separator: ", ")) into pieces"
            return behaviour
        }
        return try measured(forward, set, encodings, tokenizer, place, progress)
    }

    private static func measured(
        _ forward: ForwardModel, _ set: SentenceSet, _ encodings: [Encoding], _ tokenizer: Tokenizer,
        _ place: ModelPlace, _ progress: (Int) -> Void
    ) throws(Fault) -> Behaviour {
        var behaviour = Behaviour(language: set.language, textCount: encodings.count)
        let tasks = Set(forward.outputs.map(\.task))
        if forward.settings.isCausal { behaviour.unclear = "it is a decoder, which does not see later words" }
        if tasks.contains(.words), !forward.settings.isCausal {
            if let mask = tokenizer.maskID {
                let hidden = HiddenWords(set, encodings, mask: mask, unknown: tokenizer.unkID)
                if hidden.isEnough {
                    try measure(hidden, forward, &behaviour, progress)
                    return behaviour
                }
                behaviour.unclear = "only \(hidden.words.count) words of the sentences are one token each"
            } else {
                behaviour.unclear = "its tokenizer has no token for hidden words"
            }
        }
        var texts = encodings.map { TextBatch.Text(ids: $0.ids, types: $0.typeIDs) }
        if tasks.contains(.replaced) {
            texts += encodings.map { encoding in
                let places = encoding.texts.indices.filter { encoding.texts[$0] != nil }
                return TextBatch.Text(ids: HiddenWords.shuffled(encoding.ids, at: places), types: encoding.typeIDs)
            }
        }
        let record = try ProbeRecord(
            forward, texts.map { ProbeInput(tokens: $0) }, words: .at(nil), progress: progress)
        behaviour.notFinite = record.firstNotFinite
        let labels = LabelNames(place.configuration, forward.model.tree.architecture)
        for output in record.outputs {
            let own = output.texts.prefix(encodings.count)
            switch output.task {
            // A pooler that no head reads may never have been trained, and one score may be far from 0 for all texts.
            case .hidden, .labels:
                let scores = own.first?.values.first ?? []
                guard output.task == .hidden || scores.count > 1 else { continue }
                behaviour.spreads.append(
                    Behaviour.Spread(output: output.name, largest: spread(own.map { mean($0.values) })))
                guard output.task == .labels else { continue }
                let best = own.compactMap { $0.values.first.map { Scores.best(1, of: $0) } }
                if let label = best.first?.first, best.allSatisfy({ $0 == [label] }) {
                    behaviour.onlyLabel = labels[label]
                }
            case .replaced:
                let scores = output.texts.map { Double(mean($0.values).first ?? 0) }
                behaviour.replaced = Behaviour.Order(
                    encodings.indices.map { scores[encodings.count + $0] - scores[$0] })
            default: break
            }
        }
        return behaviour
    }

    private static func measure(
        _ hidden: HiddenWords, _ forward: ForwardModel, _ behaviour: inout Behaviour, _ progress: (Int) -> Void
    ) throws(Fault) {
        let batch = TextBatch(hidden.texts)
        let candidates = Set(hidden.words.map(\.id)).sorted()
        let rows = hidden.words.flatMap { word in
            [batch.starts[word.text] + word.place, batch.starts[word.text + 1] + word.place]
        }
        var run = try ForwardRun(forward, batch, wordRows: rows, wordColumns: candidates)
        var notFinite: String?
        let outputs = try run.outputs(progress: progress) { name, value in
            if notFinite == nil, !value.isFinite { notFinite = name }
        }
        behaviour.notFinite = notFinite
        guard let scores = outputs.first(where: { $0.task == .words })?.matrix, notFinite == nil else { return }
        var gains: [Double] = []
        var differences: [Double] = []
        for (index, word) in hidden.words.enumerated() {
            guard let column = candidates.firstIndex(of: word.id) else { continue }
            let right = Scores.logarithms(scores.row(2 * index))[column]
            let other = Scores.logarithms(scores.row(2 * index + 1))[column]
            gains.append(right + logarithm(candidates.count))
            differences.append(right - other)
        }
        behaviour.words = Behaviour.Words(
            count: gains.count, candidates: candidates.count, gain: gains.reduce(0, +) / Double(gains.count),
            order: Behaviour.Order(differences))
    }

    /// The natural logarithm.
    private static func logarithm(_ count: Int) -> Double {
        -(Scores.logarithms([Float](repeating: 0, count: count)).first ?? 0)
    }

    /// The mean of some rows.
    private static func mean(_ rows: [[Float]]) -> [Float] {
        guard let first = rows.first else { return [] }
        return first.indices.map { column in
            Float(rows.reduce(0.0) { $0 + Double($1[column]) } / Double(rows.count))
        }
    }

    /// The largest distance from the first vector, as a share of its length.
    private static func spread(_ vectors: [[Float]]) -> Double {
        guard let first = vectors.first else { return 0 }
        func length(_ vector: [Float], less other: [Float]?) -> Double {
            vector.indices.reduce(0.0) { sum, index in
                let difference = Double(vector[index]) - Double(other?[index] ?? 0)
                return sum + difference * difference
            }.squareRoot()
        }
        let most = vectors.dropFirst().map { length($0, less: first) }.max() ?? 0
        let whole = length(first, less: nil)
        return whole > 0 ? most / whole : most
    }
}
