import ByteIO
import JSONText
import ModelSchema
import Probing
import Reporting

/// A probe as JSON.
extension ProbeReport {
    func json(against: String?) -> String {
        let value: JSONValue = [
            "schemaVersion": 1,
            "tool": ["name": "bertconv", "version": .string(Version.current)],
            "place": .string(place),
            "class": .string(model.className),
            "architecture": .string(model.forward.model.tree.architecture.name),
            "texts": .array(
                record.inputs.map { input in
                    [
                        "parts": .texts(input.parts),
                        "ids": .dimensions(input.tokens.ids),
                        "types": .dimensions(input.tokens.types),
                        "tokens": .texts(input.tokens.ids.map(texts.word)),
                    ]
                }),
            "outputs": .array(outputs.map(json)),
            "vectors": .array(
                (model.sentences?.vectors(of: record) ?? []).map { .array($0.map { .number(Double($0)) }) }),
            "similarities": .array(similarities(ofFirst: 200).map { .array($0.map { .number($0) }) }),
            "pooling": .text(model.sentences?.description),
            "notFinite": .text(record.firstNotFinite),
            "notes": .texts(model.forward.notes),
            "comparison": comparison.map { json($0, against) } ?? .null,
        ]
        return JSONWriter.pretty(value).escapingInvisible
    }

    private func json(_ output: ProbeRecord.Output) -> JSONValue {
        let (mean, deviation) = moments(output)
        return [
            "name": .string(output.name),
            "task": .text(output.task?.rawValue),
            "shape": .dimensions(shape(output)),
            "mean": .number(mean),
            "deviation": .number(deviation),
            "first": .array(first(output).map { .number(Double($0)) }),
            "sha256": .string(digest(output)),
            "meanings": .array(meanings(output)),
        ]
    }

    private func meanings(_ output: ProbeRecord.Output) -> [JSONValue] {
        output.texts.enumerated().flatMap { text, rows -> [JSONValue] in
            if output.task == .span {
                return AnswerSpan(record.inputs[text], rows.values).map { span in
                    [
                        [
                            "text": .integer(text), "first": .integer(span.tokens.lowerBound),
                            "last": .integer(span.tokens.upperBound), "answer": .text(span.text),
                            "probability": .number(span.probability),
                        ]
                    ]
                } ?? []
            }
            let places = rows.places.isEmpty ? rows.values.map { _ in Int?.none } : rows.places.map { Int?.some($0) }
            return zip(places, rows.values).compactMap { place, scores in
                ranked(output, scores, text).map { best in
                    ["text": .integer(text), "place": .count(place), "best": best]
                }
            }
        }
    }

    /// The best words or labels of a row; nil for an output that is no score.
    private func ranked(_ output: ProbeRecord.Output, _ scores: [Float], _ text: Int) -> JSONValue? {
        func list(_ pairs: [(String, Double)]) -> JSONValue {
            .array(pairs.prefix(Self.listed).map { ["name": .string($0.0), "value": .number($0.1)] })
        }
        switch output.task {
        case .words:
            let probabilities = Scores.probabilities(scores)
            return list(Scores.best(Self.listed, of: scores).map { (texts.word($0), probabilities[$0]) })
        case .labels, .tokenLabels: return list(model.labels.ranked(scores).map { ($0.label, $0.value) })
        case .nextSentence: return list([("follows", Scores.probabilities(scores).first ?? 0)])
        case .replaced: return list([("replaced", Scores.probability(scores.first ?? 0))])
        case .choice:
            let all = output.texts.compactMap { $0.values.first?.first }
            return list([("chosen", Scores.probabilities(all)[text])])
        case .hidden, .pooled, .span, nil: return nil
        }
    }

    private func json(_ comparison: ProbeComparison, _ against: String?) -> JSONValue {
        [
            "against": .text(against),
            "same": .bool(isSound),
            "tokensDiffer": .count(tokensDiffer),
            "problems": .texts(comparison.problems),
            "firstModule": .text(comparison.parting?.module),
            "firstDifference": .number(comparison.parting?.difference),
            "outputs": .array(
                comparison.rows.map { row in
                    [
                        "name": .string(row.name),
                        "largestDifference": .number(row.largest),
                        "cosine": .number(row.cosine),
                        "klDivergence": .number(row.divergence),
                        "bestAgree": .count(row.agreement?.rows),
                        "bestOf": .count(row.agreement?.of),
                        "best": .count(row.agreement?.best),
                        "within": .bool(row.isWithin),
                    ]
                }),
        ]
    }
}
