import Comparison
import JSONText
import Tensors

/// What `diff` found: the differences of two checkpoints, and of what lies beside them.
struct DiffReport {
    /// The paths as the user gave them.
    let first: String
    let second: String
    let weights: CheckpointDifference
    /// Nil: only weights were compared.
    let behaviour: BehaviourDifference?

    /// Whether nothing differs that counts; it decides on the exit status.
    var isSame: Bool { weights.isSame && behaviour?.isSame ?? true }

    /// The path of one of the two.
    func path(_ side: Rounding.Side) -> String { side == .first ? first : second }
}

extension DiffReport {
    var json: String {
        JSONWriter.pretty([
            "first": .string(first), "second": .string(second), "same": .bool(isSame), "answer": answer,
            "weights": .array(weights.rows.map(Self.json)),
            "behaviour": behaviour.map { .array($0.items.map(Self.json)) } ?? .null,
        ]).escapingInvisible
    }

    private var answer: JSONValue {
        var object = JSONObject([("text", .string(headline)), ("parameters", .integer(weights.rows.count))])
        switch weights.answer {
        case .identical: _ = object.append("kind", "identical")
        case .equal: _ = object.append("kind", "equal")
        case .rounded(let rounding):
            _ = object.append("kind", "rounded")
            _ = object.append("types", .texts(rounding.types.map(\.rawValue)))
            _ = object.append("rounded", .string(rounding.rounded.rawValue))
            _ = object.append("largestAbsolute", .number(rounding.largest))
            _ = object.append("overflows", .integer(rounding.overflows))
        case .within(let largest):
            _ = object.append("kind", "within-tolerance")
            _ = object.append("largestAbsolute", .number(largest))
        case .different(let count):
            _ = object.append("kind", "different")
            _ = object.append("differing", .integer(count))
        }
        return .object(object)
    }

    private static func json(_ row: CheckpointDifference.Row) -> JSONValue {
        var object = JSONObject([
            ("name", .string(row.name)), ("same", .bool(row.isSame)), ("kind", .string(kind(row.kind))),
        ])
        guard case .values(let distance, let first, let second) = row.kind else { return .object(object) }
        _ = object.append("types", .texts([first.rawValue, second.rawValue]))
        _ = object.append("differing", .integer(distance.differing))
        _ = object.append("elements", .integer(distance.elementCount))
        _ = object.append("largestAbsolute", .number(distance.largestAbsolute))
        _ = object.append("largestRelative", .number(distance.largestRelative))
        _ = object.append("at", .dimensions(distance.largestDifference?.index))
        if let rounding = distance.rounding {
            _ = object.append(
                "rounding",
                [
                    "type": .string(rounding.type.rawValue), "rounded": .string(rounding.rounded.rawValue),
                    "overflows": .integer(distance.overflows),
                ])
        }
        return .object(object)
    }

    private static func kind(_ kind: CheckpointDifference.Kind) -> String {
        switch kind {
        case .identical: "identical"
        case .onlyInFirst: "only-in-first"
        case .onlyInSecond: "only-in-second"
        case .shapes: "shapes"
        case .other: "not-numbers"
        case .values(let distance, _, _): distance.differing == 0 ? "types" : "values"
        }
    }

    private static func json(_ item: BehaviourDifference.Item) -> JSONValue {
        var object = JSONObject([("name", .string(item.name)), ("counts", .bool(item.counts))])
        switch item.change {
        case .values(let first, let second):
            _ = object.append("first", first)
            _ = object.append("second", second)
        case .content(let words): _ = object.append("difference", .string(words))
        case .onlyInFirst: _ = object.append("onlyIn", "first")
        case .onlyInSecond: _ = object.append("onlyIn", "second")
        }
        return .object(object)
    }
}
