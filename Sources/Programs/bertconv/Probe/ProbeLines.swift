import ByteIO
import ModelSchema
import Probing
import Reporting

/// A probe as lines for people.
extension ProbeReport {
    func lines(against: String?) -> [String] {
        let tokens = record.inputs.reduce(0) { $0 + $1.tokens.ids.count }
        var lines = [
            "\(place): \(model.className) \(model.forward.model.classSource), "
                + "\(Quantity.count(record.inputs.count, "text")), \(Quantity.count(tokens, "token"))"
        ]
        lines += model.forward.notes.map { "  note: \($0)" }
        for output in outputs {
            let (mean, deviation) = moments(output)
            let values = first(output).map { Quantity.rounded(Double($0)) }.joined(separator: " ")
            lines.append("\(output.name) \(shape(output)): \(values) …")
            lines.append(
                "  mean \(Quantity.rounded(mean)), deviation \(Quantity.rounded(deviation)), sha256 \(digest(output))")
        }
        lines += meanings
        lines += similarityLines
        if let module = record.firstNotFinite {
            lines.append("NOT FINITE: the first infinite or NaN values are those of \(module)")
        }
        if let against, let comparison { lines += Self.lines(comparison, against, tokensDiffer.map(name)) }
        return lines
    }

    /// What the outputs of heads mean.
    private var meanings: [String] {
        outputs.flatMap { output in
            output.texts.enumerated().flatMap { text, rows in
                meaning(output, rows, text).map { "  \($0)" }
            }
        }
    }

    private func meaning(_ output: ProbeRecord.Output, _ rows: ProbeRecord.Rows, _ text: Int) -> [String] {
        let labels = model.labels
        switch output.task {
        case .words:
            return zip(rows.places, rows.values).filter { record.inputs[text].tokens.ids[$0.0] == texts.maskID }
                .map { place, scores in
                    let probabilities = Scores.probabilities(scores)
                    let words = Scores.best(Self.listed, of: scores).map {
                        "'\(texts.word($0))' \(Self.percent(probabilities[$0]))"
                    }
                    return "\(name(text)): token \(place): \(words.joined(separator: ", "))"
                }
        case .labels:
            return rows.values.map { "\(name(text)): \(ranking(labels.ranked($0)))" }
        case .tokenLabels:
            return zip(rows.places, rows.values).map { place, scores in
                let best = labels.ranked(scores).prefix(1)
                return "\(texts.word(record.inputs[text].tokens.ids[place])): \(ranking(Array(best)))"
            }
        case .span:
            guard let span = AnswerSpan(record.inputs[text], rows.values) else { return [] }
            let range = "tokens \(span.tokens.lowerBound) to \(span.tokens.upperBound)"
            return ["\(name(text)): \(span.text ?? range), \(Self.percent(span.probability))"]
        case .nextSentence:
            return rows.values.map { "\(name(text)): follows, \(Self.percent(Scores.probabilities($0).first ?? 0))" }
        case .choice:
            let all = output.texts.compactMap { $0.values.first?.first }
            return ["\(name(text)): \(Self.percent(Scores.probabilities(all)[text]))"]
        case .replaced:
            return zip(rows.places, rows.values).map { place, scores in
                "\(texts.word(record.inputs[text].tokens.ids[place])): replaced, "
                    + Self.percent(Scores.probability(scores.first ?? 0))
            }
        case .hidden, .pooled, nil: return []
        }
    }

    private func ranking(_ ranked: [(label: String, value: Double)]) -> String {
        ranked.prefix(Self.listed).map { label, value in
            model.labels.areScores
                ? "\(label) \(Quantity.rounded(value))" : "\(label) \(Self.percent(value))"
        }.joined(separator: ", ")
    }

    private var similarityLines: [String] {
        guard let sentences = model.sentences else { return [] }
        let rows = similarities(ofFirst: Self.compared).enumerated().map { index, row in
            "  \(name(index)): " + row.map { Quantity.rounded($0) }.joined(separator: " ")
        }
        let first = sentences.vectors(of: record).first ?? []
        let numbers = first.prefix(4).map { Quantity.rounded(Double($0)) }.joined(separator: " ")
        return [
            "sentence vectors [\(record.inputs.count), \(first.count)]: \(sentences.description)", "  \(numbers) …",
        ]
            + (rows.isEmpty ? [] : ["similarities (cosine)"] + rows + further)
    }

    /// How many texts are compared with each other.
    private static let compared = 20

    private var further: [String] {
        let count = record.inputs.count - Self.compared
        return count > 0 ? ["  \(Quantity.count(count, "more text")) not shown"] : []
    }

    private static func number(_ count: Int) -> String {
        let words = ["two", "three", "four", "five"]
        return words.indices.contains(count - 2) ? words[count - 2] : String(count)
    }

    static func percent(_ share: Double) -> String {
        share.isNaN ? "nan" : "\((share * 1000).rounded() / 10) %"
    }

    private static func lines(_ comparison: ProbeComparison, _ against: String, _ text: String?) -> [String] {
        var lines = [
            comparison.isSame && text == nil ? "the same as \(against)" : "DIFFERS from \(against)"
        ]
        if let text { lines.append("  the tokens of '\(text)' are others: the tokenizers differ") }
        lines += comparison.problems.map { "  \($0)" }
        if let parting = comparison.parting {
            let after = parting.before.map { ", after \($0) agreed" } ?? ", the first of all"
            lines.append("  first at \(parting.module)\(after): difference \(Quantity.brief(parting.difference))")
        }
        for row in comparison.rows {
            var words =
                "  \(row.name): largest difference \(Quantity.brief(row.largest)), cosine \(Quantity.rounded(row.cosine))"
            if let divergence = row.divergence { words += ", KL divergence \(Quantity.brief(divergence))" }
            if let agreement = row.agreement {
                words +=
                    ", "
                    + (agreement.best == 1 ? "the best agrees" : "the \(Self.number(agreement.best)) best agree")
                    + " in \(agreement.rows) of \(Quantity.count(agreement.of, "row"))"
            }
            lines.append(words)
        }
        return lines
    }
}
