internal import JSONText

extension Skeleton {
    /// Reads a specification, which is a text like this.
    ///
    ///     {"groups": [{"path": "/bert", "attributes": [{"name": "weight_names", "strings": ["x:0"]}]}],
    ///      "datasets": [{"path": "/bert/x:0", "type": "f32", "shape": [61, 16]}]}
    ///
    /// Every member must be there, and no other may be. The value of an attribute is `strings`, a list, or `string`.
    package init(parsing text: [UInt8]) throws(HDF5Error) {
        let value: JSONValue
        do {
            value = try JSONParser.parse(text, maximumDepth: 8)
        } catch {
            throw HDF5Error(.badSpecification, "the specification: \(error)")
        }
        let specification = try SpecificationObject(value, "the specification", members: ["groups", "datasets"])
        var groups: [NewGroup] = []
        for (index, element) in try specification.array("groups").enumerated() {
            groups.append(
                try NewGroup(SpecificationObject(element, "groups[\(index)]", members: ["path", "attributes"])))
        }
        var datasets: [NewDataset] = []
        for (index, element) in try specification.array("datasets").enumerated() {
            datasets.append(
                try NewDataset(
                    SpecificationObject(element, "datasets[\(index)]", members: ["path", "type", "shape"])))
        }
        try self.init(groups: groups, datasets: datasets)
    }
}

extension NewGroup {
    fileprivate init(_ object: SpecificationObject) throws(HDF5Error) {
        let path = try ObjectPath(object.string("path"))
        var attributes: [NewAttribute] = []
        do throws(HDF5Error) {
            for (index, element) in try object.array("attributes").enumerated() {
                attributes.append(try NewAttribute(element, "\(object.place).attributes[\(index)]"))
            }
        } catch {
            throw error.at(path.text)
        }
        self.init(path: path, attributes: attributes)
    }
}

extension NewAttribute {
    fileprivate init(_ value: JSONValue, _ place: String) throws(HDF5Error) {
        let isList = value.object?["strings"] != nil
        let object = try SpecificationObject(value, place, members: ["name", isList ? "strings" : "string"])
        let name = try object.string("name")
        guard isList else {
            try self.init(name, .string(try object.string("string")))
            return
        }
        var strings: [String] = []
        for element in try object.array("strings") {
            guard let string = element.string else { throw object.refusal("'strings' must be an array of strings") }
            strings.append(string)
        }
        try self.init(name, .strings(strings))
    }
}

extension NewDataset {
    fileprivate init(_ object: SpecificationObject) throws(HDF5Error) {
        let path = try ObjectPath(object.string("path"))
        do throws(HDF5Error) {
            let name = try object.string("type")
            guard let type = ElementType(rawValue: name) else {
                let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
                throw HDF5Error(.unsupportedType, "there is no type '\(name)', only \(known)")
            }
            var shape: [Int] = []
            for element in try object.array("shape") {
                guard let dimension = element.integer else {
                    throw object.refusal("'shape' must be an array of integers of 63 bits")
                }
                shape.append(dimension)
            }
            try self.init(path: path, type: type, shape: shape)
        } catch {
            throw error.at(path.text)
        }
    }
}

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
