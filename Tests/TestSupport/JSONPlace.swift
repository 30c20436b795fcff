package import JSONText

/// A place in a JSON value, for tests that damage it there.
package struct JSONPlace: Hashable, CustomStringConvertible {
    package enum Step: Hashable {
        case member(String)
        case element(Int)
    }

    package var steps: [Step] = []

    package init(steps: [Step] = []) {
        self.steps = steps
    }

    /// A JSON pointer: `/classes/0/name`.
    package var description: String {
        steps.map { step in
            switch step {
            case .member(let name): "/" + name
            case .element(let index): "/\(index)"
            }
        }.joined()
    }

    /// The pointer with `*` for each index: places of the same kind have the same.
    package var kind: String {
        steps.map { step in
            if case .member(let name) = step { "/" + name } else { "/*" }
        }.joined()
    }

    package func member(_ name: String) -> JSONPlace { JSONPlace(steps: steps + [.member(name)]) }
    package func element(_ index: Int) -> JSONPlace { JSONPlace(steps: steps + [.element(index)]) }

    /// Whether it is a member of an object.
    package var isMember: Bool {
        if case .member? = steps.last { true } else { false }
    }

    /// The name of the member that it is; empty when it is none.
    package var lastName: String {
        if case .member(let name)? = steps.last { name } else { "" }
    }
}

extension JSONValue {
    /// Every place in the value, each before those within it.
    package func places(from start: JSONPlace = JSONPlace()) -> [JSONPlace] {
        switch self {
        case .object(let object):
            [start] + object.members.flatMap { $0.value.places(from: start.member($0.name)) }
        case .array(let elements):
            [start] + elements.enumerated().flatMap { $0.element.places(from: start.element($0.offset)) }
        default: [start]
        }
    }

    /// The first place of each kind.
    package func kindsOfPlaces() -> [JSONPlace] {
        var seen: Set<String> = []
        return places().filter { seen.insert($0.kind).inserted }
    }

    package subscript(place: JSONPlace) -> JSONValue? {
        place.steps.reduce(self as JSONValue?) { value, step in
            switch step {
            case .member(let name): value?.object?[name]
            case .element(let index): value?.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            }
        }
    }

    /// The value with what stands at `place` changed.
    package func changing(_ place: JSONPlace, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        guard let step = place.steps.first else { return change(self) }
        let rest = JSONPlace(steps: Array(place.steps.dropFirst()))
        switch (self, step) {
        case (.object(let object), .member(let name)):
            return .object(
                JSONObject(
                    members: object.members.map {
                        ($0.name, $0.name == name ? $0.value.changing(rest, change) : $0.value)
                    }))
        case (.array(let elements), .element(let index)):
            return .array(
                elements.enumerated().map { $0.offset == index ? $0.element.changing(rest, change) : $0.element })
        default: return self
        }
    }

    /// The value without the member at `place`; with the member under another name when one is given.
    package func removing(_ place: JSONPlace, renamingTo newName: String? = nil) -> JSONValue {
        guard case .member(let name)? = place.steps.last else { return self }
        return changing(JSONPlace(steps: place.steps.dropLast())) { value in
            guard let object = value.object else { return value }
            let members = object.members.compactMap { member in
                member.name == name ? newName.map { ($0, member.value) } : (member.name, member.value)
            }
            return .object(JSONObject(members: members))
        }
    }
}

extension JSONObject {
    /// The members in their order; of those with one name the first.
    package init(members: [(String, JSONValue)]) {
        self.init()
        for (name, value) in members { _ = append(name, value) }
    }
}
