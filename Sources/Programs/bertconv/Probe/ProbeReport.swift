import ByteIO
import JSONText
import ModelSchema
import Probing
import Reporting

/// What a probe found.
struct ProbeReport {
    let place: String
    let model: ProbedModel
    let texts: ProbeTexts
    let record: ProbeRecord
    /// How it differs from what `--against` names; nil: nothing is compared.
    var comparison: ProbeComparison?
    /// The first text whose tokens differ from the recorded ones.
    var tokensDiffer: Int?

    /// Whether all numbers are finite, and nothing differs.
    var isSound: Bool {
        record.firstNotFinite == nil && comparison?.isSame != false && tokensDiffer == nil
    }

    /// How many words or labels are listed.
    static let listed = 5

    /// The shape of an output as transformers returns it, with texts padded to the longest.
    func shape(_ output: ProbeRecord.Output) -> [Int] {
        let width = output.texts.lazy.flatMap(\.values).first?.count ?? 0
        let longest = output.texts.map(\.values.count).max() ?? 0
        let count = output.texts.count
        switch output.task {
        case .pooled, .labels, .nextSentence: return [count, width]
        case .choice: return [1, count]
        case .replaced: return [count, longest]
        default: return [count, longest, width]
        }
    }

    /// The SHA-256 of all numbers of an output, as little-endian 32-bit floats, text after text.
    func digest(_ output: ProbeRecord.Output) -> String {
        var hash = SHA256()
        for text in output.texts { for row in text.values { hash.add(TensorFile.bytes(row)) } }
        return hash.hex()
    }

    /// The mean and the standard deviation of all numbers.
    func moments(_ output: ProbeRecord.Output) -> (mean: Double, deviation: Double) {
        var (count, sum, squares) = (0.0, 0.0, 0.0)
        for text in output.texts {
            for row in text.values {
                for number in row {
                    count += 1
                    sum += Double(number)
                    squares += Double(number) * Double(number)
                }
            }
        }
        let mean = sum / max(count, 1)
        let variance = squares / max(count, 1) - mean * mean
        return (mean, variance < 0 ? 0 : variance.squareRoot())
    }

    func first(_ output: ProbeRecord.Output) -> [Float] {
        Array(output.texts.lazy.flatMap(\.values).first?.prefix(4) ?? [])
    }

    /// The outputs with numbers.
    var outputs: [ProbeRecord.Output] { record.outputs.filter { $0.texts.contains { !$0.values.isEmpty } } }

    /// The similarities of the first vectors: the cosine of each with each.
    func similarities(ofFirst count: Int) -> [[Double]] {
        guard let vectors = model.sentences?.vectors(of: record).prefix(count), vectors.count > 1 else { return [] }
        return vectors.map { first in vectors.map { ProbeComparison.cosine(first, $0) } }
    }

    /// How a text is named.
    func name(_ text: Int) -> String {
        let input = record.inputs[text]
        guard !input.parts.isEmpty else { return "\(input.tokens.ids.count) tokens" }
        return input.parts.joined(separator: " / ")
    }
}
