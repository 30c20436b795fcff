/// The number of models with each verdict.
package struct VerdictTally: Sendable, CustomStringConvertible {
    private var counts: [VerifyReport.Verdict: Int] = [:]

    package init() {}

    package var count: Int { counts.values.reduce(0, +) }

    package mutating func add(_ verdict: VerifyReport.Verdict) {
        counts[verdict, default: 0] += 1
    }

    package subscript(verdict: VerifyReport.Verdict) -> Int { counts[verdict] ?? 0 }

    /// The worst verdict by an order; nil before the first model.
    package func worst(by isLess: (VerifyReport.Verdict, VerifyReport.Verdict) -> Bool = { $0 < $1 })
        -> VerifyReport.Verdict?
    {
        counts.keys.max(by: isLess)
    }

    /// The answer on all models in a title: `3 of 50 models do not pass`.
    package var sentence: String {
        let failing = count - self[.pass]
        if count == 0 { return "There are no models" }
        if failing == 0 { return "All \(Quantity.count(count)) models pass" }
        return
            "\(Quantity.count(failing)) of \(Quantity.count(count, "model")) \(failing == 1 ? "does" : "do") not pass"
    }

    /// For example, `1,000 models: 990 passed, 6 failed, 3 partial, 1 with nothing to check`.
    package var description: String {
        let words: [(VerifyReport.Verdict, String)] = [
            (.pass, "passed"), (.fail, "failed"), (.partial, "partial"), (.nothing, "with nothing to check"),
        ]
        let parts = words.compactMap { verdict, word in
            self[verdict] > 0 || verdict == .pass || verdict == .fail
                ? "\(Quantity.count(self[verdict])) \(word)" : nil
        }
        return "\(Quantity.count(count, "model")): \(parts.joined(separator: ", "))"
    }
}
