import Comparison
import JSONText
import Reporting
import Tensors

/// The differences of two checkpoints, as text and as JSON.
struct DiffReport {
    let difference: CheckpointDifference
    let first: String
    let second: String
}

extension DiffReport {
    /// One line for each weight that is not identical, then the verdict.
    var lines: [String] {
        let rows = difference.rows.filter { $0.kind != .identical }
        var lines = rows.map { row in "\(row.isSame ? "=" : "!") \(row.name): \(text(row.kind))" }
        let same = difference.rows.count(where: \.isSame)
        let identical = difference.rows.count { $0.kind == .identical }
        let verdict = difference.isSame ? "the same" : "different"
        lines.append(
            "\(verdict): \(Quantity.count(same)) of \(Quantity.count(difference.rows.count, "weight")) the same, "
                + "\(Quantity.count(identical)) bit for bit")
        return lines.map(escapingControls)
    }

    private func text(_ kind: CheckpointDifference.Kind) -> String {
        switch kind {
        case .identical: return "identical"
        case .onlyInFirst: return "only in \(first)"
        case .onlyInSecond: return "only in \(second)"
        case .shapes(let first, let second): return "shape \(first) and \(second)"
        case .other(let first, let second):
            return first == second ? "\(first.rawValue) values differ" : "type \(first.rawValue) and \(second.rawValue)"
        case .values(let distance, let first, let second):
            let types = first == second ? "" : "\(first.rawValue) and \(second.rawValue); "
            guard distance.differing > 0, let place = distance.largestDifference, let start = distance.firstDifference
            else {
                return types + "values equal"
            }
            return types
                + "\(Quantity.count(distance.differing)) of \(Quantity.count(distance.elementCount)) values differ, "
                + "first at \(start.index) (\(start.first) and \(start.second)), "
                + "most at \(place.index) (\(place.first) and \(place.second)); "
                + "largest difference \(distance.largestAbsolute), relative \(distance.largestRelative)"
        }
    }

    var json: String {
        let rows = difference.rows.map { row -> JSONValue in
            var object = JSONObject([
                ("name", .string(row.name)), ("same", .bool(row.isSame)), ("kind", .string(kind(row.kind))),
            ])
            if case .values(let distance, let first, let second) = row.kind {
                _ = object.append("types", .texts([first.rawValue, second.rawValue]))
                _ = object.append("differing", .integer(distance.differing))
                _ = object.append("elements", .integer(distance.elementCount))
                _ = object.append("largestAbsolute", .number(distance.largestAbsolute))
                _ = object.append("largestRelative", .number(distance.largestRelative))
                _ = object.append("at", .dimensions(distance.largestDifference?.index))
            }
            return .object(object)
        }
        return JSONWriter.pretty([
            "first": .string(first), "second": .string(second), "same": .bool(difference.isSame),
            "weights": .array(rows),
        ]).escapingInvisible
    }

    private func kind(_ kind: CheckpointDifference.Kind) -> String {
        switch kind {
        case .identical: "identical"
        case .onlyInFirst: "only-in-first"
        case .onlyInSecond: "only-in-second"
        case .shapes: "shapes"
        case .other: "not-numbers"
        case .values(let distance, _, _): distance.differing == 0 ? "types" : "values"
        }
    }
}
