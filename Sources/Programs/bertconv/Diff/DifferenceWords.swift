import Comparison
import ModelSchema
import Reporting
import Tensors
import Verification

/// How weights differ, in words.
enum DifferenceWords {
    /// What several weights have in common, so that they are one line.
    private enum Kind: Hashable {
        case alone(String)
        case values([ElementType])
    }

    /// Weights that differ in the same way and by the number of their layer, as one name with one description.
    static func groups(
        _ rows: [CheckpointDifference.Row], _ report: DiffReport
    ) -> [(name: String, words: String)] {
        var order: [Kind] = []
        var members: [Kind: [CheckpointDifference.Row]] = [:]
        for row in rows {
            let kind =
                if case .values(_, let first, let second) = row.kind {
                    Kind.values([first, second])
                } else {
                    Kind.alone(words(row, report))
                }
            if members[kind] == nil { order.append(kind) }
            members[kind, default: []].append(row)
        }
        return order.flatMap { kind in
            FoldedNames.groups(members[kind] ?? [], name: \.name).map { group in
                switch kind {
                case .alone(let words): (group.name, words)
                case .values: (group.name, Self.words(group.members, report))
                }
            }
        }
    }

    private static func words(_ rows: [CheckpointDifference.Row], _ report: DiffReport) -> String {
        guard rows.count > 1, case .values(_, let first, let second) = rows[0].kind else {
            return rows.first.map { words($0, report) } ?? ""
        }
        let distances = rows.compactMap(\.distance)
        let differing = distances.reduce(0) { $0 + $1.differing }
        let count = distances.reduce(0) { $0 + $1.elementCount }
        let largest = distances.map(\.largestAbsolute).max() ?? 0
        return types(first, second) + "\(share(differing, of: count)), by up to \(Quantity.brief(largest))"
    }

    /// How one weight differs.
    static func words(_ row: CheckpointDifference.Row, _ report: DiffReport) -> String {
        switch row.kind {
        case .identical: return "identical"
        case .onlyInFirst: return "only in \(report.first)"
        case .onlyInSecond: return "only in \(report.second)"
        case .shapes(let first, let second): return "shape \(first) and \(second)"
        case .other(let first, let second):
            return first == second ? "\(first.word) values differ" : "type \(first.word) and \(second.word)"
        case .values(let distance, let first, let second):
            guard let place = distance.largestDifference else { return types(first, second) + "equal values" }
            let share = types(first, second) + share(distance.differing, of: distance.elementCount)
            return distance.differing > 1
                ? share + ", by up to \(Quantity.brief(distance.largestAbsolute))"
                : share + ", at \(place.index): "
                    + "\(Quantity.rounded(place.first)) and \(Quantity.rounded(place.second))"
        }
    }

    /// The same with all digits.
    static func full(_ row: CheckpointDifference.Row, _ report: DiffReport) -> String {
        guard case .values(let distance, let first, let second) = row.kind,
            let place = distance.largestDifference, let start = distance.firstDifference
        else { return words(row, report) }
        let rounding = distance.rounding.map {
            "; \(report.path($0.rounded)) has the values rounded to \($0.type.word)"
        }
        return types(first, second)
            + "\(share(distance.differing, of: distance.elementCount)), "
            + "first at \(start.index) (\(start.first) and \(start.second)), "
            + "most at \(place.index) (\(place.first) and \(place.second)); "
            + "largest difference \(distance.largestAbsolute), relative \(distance.largestRelative)" + (rounding ?? "")
    }

    private static func types(_ first: ElementType, _ second: ElementType) -> String {
        first == second ? "" : "\(first.word) and \(second.word), "
    }

    private static func share(_ differing: Int, of count: Int) -> String {
        guard differing > 1 else { return "1 of \(Quantity.count(count, "value")) differs" }
        let part = differing == count ? "all" : Quantity.count(differing) + " of"
        return "\(part) \(Quantity.count(count)) values differ"
    }
}
