internal import JSONText

/// The first difference between two JSON values, whatever the order of members and the spelling of numbers.
struct JSONDifference {
    /// The names and indices that lead to it.
    let path: [String]
    /// The two values there; null for a member that only the other object has.
    let first: JSONValue
    let second: JSONValue

    /// The first difference; nil: the values mean the same.
    ///
    /// - Parameter ignored: names of members of the whole value that are not compared.
    static func between(
        _ first: JSONValue, _ second: JSONValue, ignoring ignored: Set<String> = []
    ) -> JSONDifference? {
        switch (first, second) {
        case (.object(let one), .object(let other)):
            let names = one.members.map(\.name) + other.members.map(\.name).filter { one[$0] == nil }
            for name in names where !ignored.contains(name) {
                if let found = between(one[name] ?? .null, other[name] ?? .null) { return found.below(name) }
            }
            return nil
        case (.array(let one), .array(let other)):
            for index in 0..<max(one.count, other.count) {
                let values = (index < one.count ? one[index] : .null, index < other.count ? other[index] : .null)
                if let found = between(values.0, values.1) { return found.below("\(index)") }
            }
            return nil
        default:
            let isSame =
                if let number = first.double, let otherNumber = second.double {
                    number == otherNumber
                } else {
                    first == second
                }
            return isSame ? nil : JSONDifference(path: [], first: first, second: second)
        }
    }

    private func below(_ name: String) -> JSONDifference {
        JSONDifference(path: [name] + path, first: first, second: second)
    }
}
