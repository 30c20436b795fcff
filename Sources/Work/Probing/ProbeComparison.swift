internal import ModelSchema

/// How what a model returns differs from a record of it.
package struct ProbeComparison: Sendable {
    /// The first module whose sample differs.
    package struct Parting: Sendable {
        package let module: String
        package let difference: Double
        /// The last module before it that agreed; nil: it is the first.
        package let before: String?
    }

    /// How an output differs.
    package struct Row: Sendable {
        package let name: String
        /// The largest difference, relative to the recorded number if that is beyond 1; NaN: one of them is none.
        package let largest: Double
        /// The smallest cosine between two rows.
        package let cosine: Double
        /// For scores: the largest divergence (Kullback-Leibler) of recorded probabilities from those found, in nats.
        package let divergence: Double?
        /// For scores: in how many rows the best are the same, in the same order, and of how many.
        package let agreement: (rows: Int, of: Int, best: Int)?
        package let isWithin: Bool
    }

    package let parting: Parting?
    package let rows: [Row]
    /// What else differs, in a sentence each: tokens, outputs that one does not have.
    package let problems: [String]

    package var isSame: Bool { parting == nil && problems.isEmpty && rows.allSatisfy(\.isWithin) }

    /// - Parameters:
    ///   - expected: the record.
    ///   - found: what the model returned for the same tokens.
    ///   - prefix: what the record's names of modules may lack: `bert.`.
    package init(_ expected: ProbeRecord, _ found: ProbeRecord, tolerance: Double, prefix: String) {
        parting = Self.parting(expected, found, tolerance, prefix)
        var problems: [String] = []
        var rows: [Row] = []
        for output in expected.outputs {
            guard let own = found.outputs.first(where: { $0.name == output.name }) else {
                problems.append("\(output.name) is recorded, and \(found.className) does not return it")
                continue
            }
            guard let pairs = Self.pairs(output, own, found.inputs) else {
                problems.append("\(output.name) has another shape than the recorded one")
                continue
            }
            guard pairs.contains(where: { !$0.0.isEmpty }) else {
                problems.append("\(output.name): not compared, as the record has no rows of it")
                continue
            }
            rows.append(Self.row(output.name, own.task, pairs, tolerance))
        }
        if expected.outputs.isEmpty { problems.append("the record has no outputs") }
        self.rows = rows
        self.problems = problems
    }

    private static func parting(
        _ expected: ProbeRecord, _ found: ProbeRecord, _ tolerance: Double, _ prefix: String
    ) -> Parting? {
        var own: [String: [ProbeRecord.Module]] = [:]
        for module in found.modules { own[module.name, default: []].append(module) }
        var seen: [String: Int] = [:]
        var before: String?
        for module in expected.modules {
            let name = own[module.name] == nil ? prefix + module.name : module.name
            let turn = seen[name, default: 0]
            seen[name] = turn + 1
            guard let others = own[name], turn < others.count else { continue }
            let pairs = zip(module.samples, others[turn].samples)
            let largest = pairs.map { largestDifference($0, $1) }.reduce(0, worse)
            if !(largest <= tolerance) { return Parting(module: name, difference: largest, before: before) }
            before = name
        }
        return nil
    }

    /// Each recorded row with the row found at the same place; nil: there is none, or one of another width.
    private static func pairs(
        _ expected: ProbeRecord.Output, _ found: ProbeRecord.Output, _ inputs: [ProbeInput]
    ) -> [(expected: [Float], found: [Float])]? {
        guard expected.texts.count == found.texts.count, inputs.count == found.texts.count else { return nil }
        var pairs: [(expected: [Float], found: [Float])] = []
        for (index, (recorded, own)) in zip(expected.texts, found.texts).enumerated() where !recorded.values.isEmpty {
            let rows = own.places.isEmpty ? own.values : rows(like: recorded, of: own, inputs[index].tokens.ids.count)
            guard recorded.values.map(\.count) == rows.map(\.count) else { return nil }
            pairs += zip(recorded.values, rows).map { ($0, $1) }
        }
        return pairs
    }

    /// The rows found at the recorded places; all of them if the record names no places.
    private static func rows(like recorded: ProbeRecord.Rows, of own: ProbeRecord.Rows, _ count: Int) -> [[Float]] {
        let places = recorded.places(among: count)
        guard !places.isEmpty else { return own.values }
        let rows = Dictionary(zip(own.places, own.values), uniquingKeysWith: { first, _ in first })
        return places.compactMap { rows[$0] }
    }

    private static func row(
        _ name: String, _ task: ForwardPass.Task?, _ pairs: [(expected: [Float], found: [Float])], _ tolerance: Double
    ) -> Row {
        let largest = pairs.map { largestDifference($0, $1) }.reduce(0, worse)
        let cosine = pairs.map { Self.cosine($0, $1) }.reduce(1, min)
        var divergence: Double?
        var agreement: (rows: Int, of: Int, best: Int)?
        if let task, [.words, .labels, .tokenLabels, .nextSentence].contains(task) {
            divergence = pairs.map { Scores.divergence(of: $0, from: $1) }.reduce(0, worse)
            let best = min(5, pairs.first?.0.count ?? 0)
            let same = pairs.count { Scores.best(best, of: $0) == Scores.best(best, of: $1) }
            agreement = (same, pairs.count, best)
        }
        return Row(
            name: name, largest: largest, cosine: cosine, divergence: divergence, agreement: agreement,
            isWithin: largest <= tolerance)
    }

    /// The larger of two differences; NaN is the largest.
    private static func worse(_ first: Double, _ second: Double) -> Double {
        first.isNaN || second.isNaN ? .nan : max(first, second)
    }

    private static func largestDifference(_ expected: [Float], _ found: [Float]) -> Double {
        guard expected.count == found.count else { return .nan }
        var largest = 0.0
        for (first, second) in zip(expected, found) {
            let (first, second) = (Double(first), Double(second))
            largest = worse(largest, (first - second).magnitude / max(1, first.magnitude))
        }
        return largest
    }

    /// The cosine of two rows; 1 if both are zeros.
    package static func cosine(_ first: [Float], _ second: [Float]) -> Double {
        var (product, one, other) = (0.0, 0.0, 0.0)
        for (a, b) in zip(first, second) {
            product += Double(a) * Double(b)
            one += Double(a) * Double(a)
            other += Double(b) * Double(b)
        }
        if one == 0, other == 0 { return 1 }
        return product / max((one * other).squareRoot(), .leastNormalMagnitude)
    }
}
