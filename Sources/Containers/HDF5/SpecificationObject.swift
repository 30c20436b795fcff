internal import JSONText

/// An object of the specification of a new file, all of whose members are known.
struct SpecificationObject {
    private let object: JSONObject
    /// Where it stands: `groups[3]`.
    let place: String

    /// Refuses a value that is no object or has a member that is not one of `members`.
    init(_ value: JSONValue, _ place: String, members: [String]) throws(HDF5Error) {
        guard let object = value.object else {
            throw HDF5Error(.badSpecification, "\(place) is \(value.typeName), expected an object")
        }
        self.object = object
        self.place = place
        for member in object.members where !members.contains(member.name) {
            throw refusal("unknown member '\(member.name)', expected \(members.joined(separator: ", "))")
        }
    }

    /// The member of this name, which must be there and be a string.
    func string(_ name: String) throws(HDF5Error) -> String {
        guard let string = object[name]?.string else { throw wrongType(name, expected: "a string") }
        return string
    }

    /// The member of this name, which must be there and be an array.
    func array(_ name: String) throws(HDF5Error) -> [JSONValue] {
        guard let array = object[name]?.array else { throw wrongType(name, expected: "an array") }
        return array
    }

    /// An error that says where the object stands.
    func refusal(_ reason: String) -> HDF5Error {
        HDF5Error(.badSpecification, "\(place): \(reason)")
    }

    private func wrongType(_ name: String, expected: String) -> HDF5Error {
        let found = object[name].map { "is \($0.typeName)" } ?? "is missing"
        return refusal("'\(name)' \(found), expected \(expected)")
    }
}
