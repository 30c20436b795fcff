import ByteIO
import Comparison
import JSONText
import ModelSchema
import Reporting
import Tensors

/// The report of `diff` for people: the answer, and then what differs.
extension DiffReport {
    /// - Parameters:
    ///   - isFull: whether every weight is listed by itself, with all digits.
    ///   - columns: the columns of the terminal; nil: as many as needed.
    func lines(isFull: Bool, columns: Int?) -> [String] {
        let rows = isFull ? weights.rows.map { ["  " + $0.name, DifferenceWords.full($0, self)] } : differences
        let items = (behaviour?.items ?? []).map { ["  " + $0.name, words($0)] }
        let table = (rows + items).map { $0.map(escapingControls) }
        let answer = TextTable.wrapped(escapingControls(headline), to: columns ?? .max)
        return answer + TextTable(table, columns: columns).lines + roundingLine.map(escapingControls)
    }

    /// The answer in one sentence.
    var headline: String {
        let names = behaviour?.items.filter(\.counts).map(\.name) ?? []
        guard !names.isEmpty else { return weightsSentence }
        let differ = Self.list(names) + (names.count == 1 ? " differs" : " differ")
        if case .different = weights.answer { return weightsSentence + "; " + differ + " too" }
        return weightsSentence + ", but " + differ
    }

    private var weightsSentence: String {
        let total = Quantity.count(weights.rows.count, "parameter")
        switch weights.answer {
        case .identical: return "the same weights, bit for bit: \(total)"
        case .equal(let count):
            return "the same weights: \(total), \(Quantity.count(count)) stored differently, with equal values"
        case .rounded(let rounding):
            let types = Self.list(rounding.types.map(\.word))
            return "equal up to \(types) rounding, "
                + (rounding.overflows == 0
                    ? "largest difference \(Quantity.brief(rounding.largest))"
                    : "but \(Quantity.count(rounding.overflows, "value")) became infinite")
        case .within(let largest):
            return "the same within the tolerance, largest difference \(Quantity.brief(largest))"
        case .different(let count):
            return "differs: \(Quantity.count(count)) of \(total)"
                + (weights.differing.first.map { ", first \($0.name)" } ?? "")
        }
    }

    /// The weights that differ, grouped by layers, and a line for the others that a cast explains.
    private var differences: [[String]] {
        guard case .different = weights.answer else { return [] }
        let listed = weights.differing
        let names = Set(listed.map(\.name))
        let rounded = weights.rows.filter { !$0.isSame && !names.contains($0.name) }
        let rows = DifferenceWords.groups(listed, self).map { ["  " + $0.name, $0.words] }
        guard !rounded.isEmpty else { return rows }
        let types = ElementType.allCases.filter { type in rounded.contains { $0.distance?.rounding?.type == type } }
        let largest = rounded.compactMap(\.distance?.largestAbsolute).max() ?? 0
        return rows + [
            [
                "  \(Quantity.count(rounded.count, "other"))",
                "equal up to \(Self.list(types.map(\.word))) rounding, largest difference "
                    + Quantity.brief(largest),
            ]
        ]
    }

    /// Which checkpoint a cast made, and how it is accepted.
    private var roundingLine: [String] {
        guard case .rounded(let rounding) = weights.answer else { return [] }
        let line = "  \(path(rounding.rounded)) has the rounded values"
        return [weights.isSame || rounding.overflows > 0 ? line : line + "; --allow-rounding accepts that"]
    }

    func words(_ item: BehaviourDifference.Item) -> String {
        switch item.change {
        case .values(let one, let other): JSONValue.words(one, other)
        case .content(let words): words
        case .onlyInFirst: "only in \(first)"
        case .onlyInSecond: "only in \(second)"
        }
    }

    /// For example, `a, b and c`; of more than four, the first three.
    private static func list(_ names: [String]) -> String {
        if names.count > 4 { return names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) others" }
        guard names.count > 1, let last = names.last else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
