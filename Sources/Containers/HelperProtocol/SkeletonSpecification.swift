internal import ByteIO
package import JSONText

/// A new HDF5 file, complete but for the data: what `skeleton` is asked to make.
///
///     {"groups": [{"path": "/bert", "attributes": [{"name": "weight_names", "strings": ["x:0"]}]}],
///      "datasets": [{"path": "/bert/x:0", "type": "f32", "shape": [61, 16]}]}
///
/// Every member must be there, and no other may be. The value of an attribute is `strings`, a list, or `string`.
package struct SkeletonSpecification: Equatable, Sendable {
    package struct Group: Equatable, Sendable {
        /// From the root: `/`, `/bert`.
        package let path: String
        package let attributes: [Attribute]

        package init(path: String, attributes: [Attribute]) {
            self.path = path
            self.attributes = attributes
        }
    }

    package struct Attribute: Equatable, Sendable {
        package enum Value: Equatable, Sendable {
            /// A scalar.
            case string(String)
            /// A one-dimensional array of strings.
            case strings([String])
        }

        package let name: String
        package let value: Value

        package init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    package struct Dataset: Equatable, Sendable {
        /// From the root: `/bert/x:0`.
        package let path: String
        package let type: HDF5ElementType
        package let shape: [Int]

        package init(path: String, type: HDF5ElementType, shape: [Int]) {
            self.path = path
            self.type = type
            self.shape = shape
        }
    }

    package let groups: [Group]
    package let datasets: [Dataset]

    package init(groups: [Group], datasets: [Dataset]) {
        self.groups = groups
        self.datasets = datasets
    }
}

extension SkeletonSpecification {
    package var json: JSONValue {
        ["groups": .array(groups.map(\.json)), "datasets": .array(datasets.map(\.json))]
    }

    /// Reads the text of a specification.
    ///
    /// Paths, names and sizes are not checked.
    ///
    /// - Throws: ``HDF5Error`` `bad-specification`, `unsupported-type`, naming the place in the text.
    package init(parsing text: [UInt8]) throws(HDF5Error) {
        let value: JSONValue
        do {
            value = try JSONParser.parse(text, maximumDepth: HelperLimits.levels)
        } catch {
            throw HDF5Error(.badSpecification, "the specification: \(error)")
        }
        let root = try StrictObject(value, "the specification", members: ["groups", "datasets"])
        self.init(
            groups: try root.array("groups") { (value, place) throws(HDF5Error) in try Group(value, place) },
            datasets: try root.array("datasets") { (value, place) throws(HDF5Error) in try Dataset(value, place) })
    }
}

extension SkeletonSpecification.Group {
    fileprivate var json: JSONValue {
        ["path": .string(path), "attributes": .array(attributes.map(\.json))]
    }

    fileprivate init(_ value: JSONValue, _ place: String) throws(HDF5Error) {
        let object = try StrictObject(value, place, members: ["path", "attributes"])
        let path = try object.string("path")
        do throws(HDF5Error) {
            let attributes = try object.array("attributes") { (value, place) throws(HDF5Error) in
                try SkeletonSpecification.Attribute(value, place)
            }
            self.init(path: path, attributes: attributes)
        } catch {
            throw error.at(path)
        }
    }
}

extension SkeletonSpecification.Attribute {
    fileprivate var json: JSONValue {
        switch value {
        case .string(let string): ["name": .string(name), "string": .string(string)]
        case .strings(let strings): ["name": .string(name), "strings": .texts(strings)]
        }
    }

    fileprivate init(_ value: JSONValue, _ place: String) throws(HDF5Error) {
        let isList = value.object?["strings"] != nil
        let object = try StrictObject(value, place, members: ["name", isList ? "strings" : "string"])
        let name = try object.string("name")
        guard isList else {
            self.init(name: name, value: .string(try object.string("string")))
            return
        }
        let strings = try object.array("strings") { (element, _) throws(HDF5Error) in
            guard let string = element.string else { throw object.refusal("'strings' must be an array of strings") }
            return string
        }
        self.init(name: name, value: .strings(strings))
    }
}

extension SkeletonSpecification.Dataset {
    fileprivate var json: JSONValue {
        ["path": .string(path), "type": .string(type.rawValue), "shape": .dimensions(shape)]
    }

    fileprivate init(_ value: JSONValue, _ place: String) throws(HDF5Error) {
        let object = try StrictObject(value, place, members: ["path", "type", "shape"])
        let path = try object.string("path")
        do throws(HDF5Error) {
            let word = try object.string("type")
            guard let type = HDF5ElementType(rawValue: word) else {
                let known = HDF5ElementType.allCases.map(\.rawValue).joined(separator: ", ")
                throw HDF5Error(.unsupportedType, "there is no type '\(word)', only \(known)")
            }
            let shape = try object.array("shape") { (element, _) throws(HDF5Error) in
                guard let dimension = element.integer else {
                    throw object.refusal("'shape' must be an array of integers of 63 bits")
                }
                return dimension
            }
            self.init(path: path, type: type, shape: shape)
        } catch {
            throw error.at(path)
        }
    }
}

/// An object of a specification; every member that it has is a known one.
private struct StrictObject {
    private let object: JSONObject
    /// The place of the object in the specification: `groups[3]`.
    private let place: String

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

    func string(_ name: String) throws(HDF5Error) -> String {
        guard let string = object[name]?.string else { throw wrongType(name, expected: "a string") }
        return string
    }

    /// The elements of an array, each read with the words for its place: `groups[3].attributes[0]`.
    func array<Element>(
        _ name: String, _ read: (JSONValue, _ place: String) throws(HDF5Error) -> Element
    ) throws(HDF5Error) -> [Element] {
        guard let array = object[name]?.array else { throw wrongType(name, expected: "an array") }
        let prefix = place == "the specification" ? "" : place + "."
        var elements: [Element] = []
        for (index, value) in array.enumerated() { elements.append(try read(value, "\(prefix)\(name)[\(index)]")) }
        return elements
    }

    func refusal(_ reason: String) -> HDF5Error {
        HDF5Error(.badSpecification, "\(place): \(reason)")
    }

    private func wrongType(_ name: String, expected: String) -> HDF5Error {
        let found = object[name].map { "is \($0.typeName)" } ?? "is missing"
        return refusal("'\(name)' \(found), expected \(expected)")
    }
}
