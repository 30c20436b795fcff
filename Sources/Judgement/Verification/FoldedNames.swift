/// A set of layer numbers as text that names every one: `3`, `{0-9,11}`.
package struct LayerNumbers: Sendable, CustomStringConvertible {
    package let description: String

    package init(_ numbers: [Int]) {
        var runs: [ClosedRange<Int>] = []
        for number in Set(numbers).sorted() {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        let texts = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        description = runs.count == 1 && runs[0].count == 1 ? texts[0] : "{" + texts.joined(separator: ",") + "}"
    }
}

/// Names that differ in one number, as one text that names them all: `encoder.layer.{0-9,11}.output.dense.weight`.
package enum FoldedNames {
    /// The folded names in the order of the first name of each, with the number of names in it.
    package static func fold(_ names: [String]) -> [(name: String, count: Int)] {
        groups(names) { $0 }.map { ($0.name, $0.members.count) }
    }

    /// What has names that differ in one number, in the order of the first of each group, under one folded name.
    package static func groups<Element>(
        _ elements: [Element], name: (Element) -> String
    ) -> [(name: String, members: [Element])] {
        var order: [Template] = []
        var members: [Template: [(element: Element, number: Int)]] = [:]
        for element in elements {
            let (template, number) = Template.of(name(element))
            if members[template] == nil { order.append(template) }
            members[template, default: []].append((element, number))
        }
        return order.compactMap { template in
            guard let group = members[template], let first = group.first else { return nil }
            let folded = group.count == 1 ? name(first.element) : template.name(LayerNumbers(group.map(\.number)))
            return (folded, group.map(\.element))
        }
    }

    /// The text before and after the first number between dots.
    private struct Template: Hashable {
        let start: String
        /// Nil when the name has no number.
        let end: String?

        func name(_ numbers: LayerNumbers) -> String {
            start + (end.map { numbers.description + $0 } ?? "")
        }

        static func of(_ name: String) -> (Template, Int) {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                // 01 is not how 1 is written.
                guard let number = Int(part), number >= 0, String(number) == part else { continue }
                let start = parts[..<index].map { $0 + "." }.joined()
                let end = parts[(index + 1)...].map { "." + $0 }.joined()
                return (Template(start: start, end: end), number)
            }
            return (Template(start: name, end: nil), 0)
        }
    }
}
