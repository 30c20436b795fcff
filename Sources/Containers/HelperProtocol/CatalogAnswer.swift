package import ByteIO
package import JSONText

/// The answer to `catalog`: all objects of an HDF5 file.
///
///     {"library": "1.10.8", "fileSize": 9216, "objects": [
///         {"path": "/", "kind": "group", "attributes": [{"name": "layer_names", "strings": ["bert"]}]},
///         {"path": "/bert/x:0", "kind": "dataset", "type": "f32", "shape": [61, 16], "storage": "contiguous",
///          "offset": 4096, "bytes": 3904, "attributes": []}]}
package struct CatalogAnswer: Equatable, Sendable {
    /// Bytes of the whole file.
    package let fileSize: UInt64
    /// In the order in which the helper walked through the file; each path occurs once.
    package let objects: [HDF5Object]

    /// Reads an answer that may be anything.
    ///
    /// - Throws: ``Fault`` `hdf5.answer` when it has not the form above, or names a path or an attribute twice. Sizes
    ///   and offsets are not compared with the file.
    package init(parsing answer: [UInt8]) throws(Fault) {
        guard let root = try HelperAnswer.object(answer), let listed = root["objects"]?.array,
            listed.count <= HelperLimits.objects
        else { throw .answer("the answer of bertconv-hdf5 has no list of objects") }
        guard let size = root["fileSize"]?.integer, size >= 0 else {
            throw .answer("the answer of bertconv-hdf5 has no size of the file")
        }
        var objects: [HDF5Object] = []
        var paths: Set<String> = []
        for value in listed {
            let object = try HDF5Object(value)
            guard paths.insert(object.path).inserted else {
                throw .answer("two objects have this path", subject: object.subject)
            }
            objects.append(object)
        }
        fileSize = UInt64(size)
        self.objects = objects
    }
}

/// The text of a ``CatalogAnswer``, written object by object so that it never grows beyond its limit.
package struct CatalogText {
    private var text: String
    private var separator = ""
    private static let end = "]}"

    /// - Parameter library: the version of libhdf5.
    package init(library: String, fileSize: UInt64) {
        text = "{\"library\":\"\(library)\",\"fileSize\":\(fileSize),\"objects\":["
    }

    /// - Throws: ``HDF5Error`` `answer-too-large`.
    package mutating func append(_ object: HDF5Object) throws(HDF5Error) {
        text += separator + JSONWriter.compact(object.json)
        separator = ","
        guard text.utf8.count + Self.end.utf8.count < HelperLimits.answerBytes else {
            throw HDF5Error(.answerTooLarge, "the catalogue takes more than \(HelperLimits.answerBytes) bytes")
        }
    }

    /// The whole answer, on one line.
    package consuming func finished() -> String { text + Self.end }
}

/// One object of an HDF5 file.
package struct HDF5Object: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case group
        /// A type that the file stores under a name of its own; it holds no values.
        case datatype
        case dataset(DatasetDescription)
    }

    package struct Attribute: Equatable, Sendable {
        package enum Value: Equatable, Sendable {
            /// A scalar or a one-dimensional array of strings.
            ///
            /// An array of length 0 counts whatever its type: Keras writes an empty list as an array of no floats.
            case strings([String])
            /// Any other value, by the class of its type (`integer`, `float`), or `empty` for a type without a value.
            case other(String)
        }

        package let name: String
        package let value: Value

        package init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// From the root: `/`, `/bert/x:0`.
    package let path: String
    package let kind: Kind
    package let attributes: [Attribute]

    package init(path: String, kind: Kind, attributes: [Attribute]) {
        self.path = path
        self.kind = kind
        self.attributes = attributes
    }

    fileprivate var subject: String { "object '\(path)'" }
}

extension HDF5Object {
    package var json: JSONValue {
        var members: [(StaticString, JSONValue)] = [("path", .string(path))]
        switch kind {
        case .group: members.append(("kind", "group"))
        case .datatype: members.append(("kind", "datatype"))
        case .dataset(let description):
            members.append(("kind", "dataset"))
            members += description.members
        }
        members.append(("attributes", .array(attributes.map(\.json))))
        return .object(JSONObject(members))
    }

    fileprivate init(_ value: JSONValue) throws(Fault) {
        guard let object = value.object, let path = object["path"]?.string, HelperAnswer.isPath(path) else {
            throw .answer("bertconv-hdf5 lists an object without a path")
        }
        let kind: Kind
        switch object["kind"]?.string {
        case "group": kind = .group
        case "datatype": kind = .datatype
        case "dataset": kind = .dataset(try DatasetDescription(object, path: path))
        default: throw .answer("is of no known kind", subject: "object '\(path)'")
        }
        self.init(path: path, kind: kind, attributes: try Self.attributes(of: object, at: path))
    }

    private static func attributes(of object: JSONObject, at path: String) throws(Fault) -> [Attribute] {
        let subject = "object '\(path)'"
        guard let listed = object["attributes"]?.array else {
            throw .answer("has no list of attributes", subject: subject)
        }
        var names: Set<String> = []
        var attributes: [Attribute] = []
        for value in listed {
            guard let members = value.object, let name = members["name"]?.string, names.insert(name).inserted
            else { throw .answer("has an attribute without a name of its own", subject: subject) }
            attributes.append(Attribute(name: name, value: try Attribute.value(members, named: name, subject)))
        }
        return attributes
    }
}

extension HDF5Object.Attribute {
    fileprivate var json: JSONValue {
        switch value {
        case .strings(let strings): ["name": .string(name), "strings": .texts(strings)]
        case .other(let typeClass): ["name": .string(name), "other": .string(typeClass)]
        }
    }

    fileprivate static func value(
        _ members: JSONObject, named name: String, _ subject: String
    ) throws(Fault) -> Value {
        guard let list = members["strings"] else {
            guard let typeClass = members["other"]?.string else {
                throw .answer("has an attribute without a value, '\(name)'", subject: subject)
            }
            return .other(typeClass)
        }
        guard let elements = list.array, case let strings = elements.compactMap(\.string),
            strings.count == elements.count
        else { throw .answer("attribute '\(name)' has no list of strings", subject: subject) }
        return .strings(strings)
    }
}
