internal import ByteIO
internal import JSONText

/// An object of a saved report, whose members are read by their types.
struct SavedObject {
    private let object: JSONObject
    /// Where it is in the report: `/findings/3`; empty: it is the report.
    private let place: String

    init(_ value: JSONValue, at place: String = "") throws(Fault) {
        guard let object = value.object else { throw .savedMember(place, "is \(value.typeName), not an object") }
        self.object = object
        self.place = place
    }

    /// The value of a member.
    ///
    /// - Throws: ``Fault`` `report.member` if there is none.
    func value(_ name: String) throws(Fault) -> JSONValue {
        guard let value = object[name] else { throw .savedMember(place, "has no member '\(name)'") }
        return value
    }

    /// A member, by what makes a value of it.
    ///
    /// - Throws: ``Fault`` `report.member` if it is missing or something else.
    func member<Value>(
        _ name: String, _ kind: String, _ read: (JSONValue) -> Value?
    ) throws(Fault) -> Value {
        let value = try value(name)
        guard let result = read(value) else {
            throw .savedMember("\(place)/\(name)", "is \(value.typeName), not \(kind)")
        }
        return result
    }

    /// The same of a member that may be null.
    func known<Value>(
        _ name: String, _ kind: String, _ read: (JSONValue) -> Value?
    ) throws(Fault) -> Value? {
        try value(name) == .null ? nil : try member(name, kind, read)
    }
}

extension SavedObject {
    func text(_ name: String) throws(Fault) -> String { try member(name, "a string") { $0.string } }

    func knownText(_ name: String) throws(Fault) -> String? { try known(name, "a string") { $0.string } }

    func flag(_ name: String) throws(Fault) -> Bool { try member(name, "a boolean") { $0.bool } }

    func count(_ name: String) throws(Fault) -> Int { try member(name, "a count", Self.count) }

    func knownCount(_ name: String) throws(Fault) -> Int? { try known(name, "a count", Self.count) }

    func knownNumber(_ name: String) throws(Fault) -> Double? { try known(name, "a number") { $0.double } }

    func shape(_ name: String) throws(Fault) -> [Int] { try member(name, "a shape", Self.dimensions) }

    func knownShape(_ name: String) throws(Fault) -> [Int]? { try known(name, "a shape", Self.dimensions) }

    func texts(_ name: String) throws(Fault) -> [String] {
        try member(name, "an array of strings") { value in
            value.array.flatMap { elements in
                let texts = elements.compactMap(\.string)
                return texts.count == elements.count ? texts : nil
            }
        }
    }

    /// One of the words that `Word` has.
    func word<Word: RawRepresentable<String>>(_ name: String, as type: Word.Type = Word.self) throws(Fault) -> Word {
        let text = try text(name)
        guard let word = Word(rawValue: text) else {
            throw .savedMember("\(place)/\(name)", "is '\(text)', which this program does not know")
        }
        return word
    }

    /// The objects of an array, each read by `read`; of a member that is not there, none.
    func objects<Value>(
        _ name: String, _ read: (SavedObject) throws(Fault) -> Value
    ) throws(Fault) -> [Value] {
        guard object[name] != nil else { return [] }
        let elements = try member(name, "an array") { $0.array }
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            values.append(try read(SavedObject(element, at: "\(place)/\(name)/\(index)")))
        }
        return values
    }

    /// An object; nil: it is null, or not there.
    func knownObject(_ name: String) throws(Fault) -> SavedObject? {
        guard let value = object[name], value != .null else { return nil }
        return try SavedObject(value, at: "\(place)/\(name)")
    }

    /// An object that must be there.
    func child(_ name: String) throws(Fault) -> SavedObject {
        try SavedObject(value(name), at: "\(place)/\(name)")
    }

    private static func count(_ value: JSONValue) -> Int? {
        value.integer.flatMap { $0 < 0 ? nil : $0 }
    }

    private static func dimensions(_ value: JSONValue) -> [Int]? {
        value.array.flatMap { elements in
            let dimensions = elements.compactMap(count)
            return dimensions.count == elements.count ? dimensions : nil
        }
    }
}
