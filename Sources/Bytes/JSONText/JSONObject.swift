package import ByteIO

/// The members of a JSON object in the order they were written; no name occurs twice.
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

    /// An object whose names are written in the program, so that one that occurs twice is a mistake in the program.
    ///
    /// Only a literal is a `StaticString`: no name from a file can come here.
    package init(_ members: [(StaticString, JSONValue)]) {
        for (name, value) in members {
            let isNew = append(name.description, value)
            precondition(isNew, "member '\(name)' occurs twice")
        }
    }

    /// An object of members whose names come from data.
    ///
    /// - Throws: ``Fault`` `json.duplicate-name`.
    package init(unique members: [(String, JSONValue)]) throws(Fault) {
        for (name, value) in members {
            guard append(name, value) else { throw .duplicateName(name, at: nil) }
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
