internal import JSONText

/// The first difference between two JSON values, whatever the order of members and the spelling of numbers.
struct JSONDifference {
    /// The names and indices that lead to it.
    let path: [String]
    /// The two values there; null for a member that only the other object has.
    let first: JSONValue
    let second: JSONValue

    /// Nil: the values mean the same.
    ///
    /// - Parameter ignored: names of members of the whole value that are not compared.
    init?(_ first: JSONValue, _ second: JSONValue, ignoring ignored: Set<String> = []) {
        switch (first, second) {
        case (.object(let one), .object(let other)):
            let names = one.members.map(\.name) + other.members.map(\.name).filter { one[$0] == nil }
            let found = names.lazy.filter { !ignored.contains($0) }.compactMap { name in
                JSONDifference(one[name] ?? .null, other[name] ?? .null).map { ($0, name) }
            }.first
            guard let (difference, name) = found else { return nil }
            self.init(difference, below: name)
        case (.array(let one), .array(let other)):
            for index in 0..<max(one.count, other.count) {
                let values = (index < one.count ? one[index] : .null, index < other.count ? other[index] : .null)
                if let difference = JSONDifference(values.0, values.1) {
                    self.init(difference, below: "\(index)")
                    return
                }
            }
            return nil
        default:
            if let number = first.double, let otherNumber = second.double {
                guard number != otherNumber else { return nil }
            } else if first == second {
                return nil
            }
            (path, self.first, self.second) = ([], first, second)
        }
    }

    private init(_ difference: JSONDifference, below name: String) {
        path = [name] + difference.path
        (first, second) = (difference.first, difference.second)
    }
}
