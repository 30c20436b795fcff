/// The members of a JSON object in the order they were written; no name stands twice.
package struct JSONObject: Sendable, Equatable {
    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: JSONValue
        /// Where the name begins in the text it was read from; 0 for members made in memory.
        package let offset: Int
    }

    package private(set) var members: [Member] = []
    private var positions: [String: Int] = [:]

    package init() {}

    /// An object of these members; a name that stands twice is the programmer's mistake.
    package init(_ members: [(String, JSONValue)]) {
        for (name, value) in members {
            let isNew = append(name, value)
            precondition(isNew, "member '\(name)' stands twice")
        }
    }

    /// Adds a member at the end; false when the name is taken, and then nothing changes.
    package mutating func append(_ name: String, _ value: JSONValue, offset: Int = 0) -> Bool {
        guard positions[name] == nil else { return false }
        positions[name] = members.count
        members.append(Member(name: name, value: value, offset: offset))
        return true
    }

    package subscript(name: String) -> JSONValue? {
        positions[name].map { members[$0].value }
    }

    /// Where the member begins in the text; nil when there is none of that name.
    package func offset(of name: String) -> Int? {
        positions[name].map { members[$0].offset }
    }
}
