package import JSONText

/// One object of the file, as the catalogue tells it.
package struct CatalogueEntry: Sendable {
    package enum Kind: Sendable, Equatable {
        case group
        /// A type that stands in the file under a name of its own.
        case datatype
        case dataset(Description)
    }

    /// What can be told of a dataset without reading its data.
    package struct Description: Sendable, Equatable {
        package let type: StoredType
        package let shape: [Int]
        package let bytes: Int
        package let storage: Storage
    }

    /// From the root: `/`, `/bert/x:0`.
    package let path: String
    package let kind: Kind
    package let attributes: [Attribute]
    let identity: ObjectIdentity
}

extension CatalogueEntry {
    /// The entry as one member of the catalogue's `objects`.
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
}

extension CatalogueEntry.Description {
    fileprivate var members: [(StaticString, JSONValue)] {
        var members: [(StaticString, JSONValue)] = []
        switch type {
        case .element(let element, _): members.append(("type", .string(element.rawValue)))
        case .unsupported(let className): members += [("type", "unsupported"), ("class", .string(className))]
        }
        members.append(("shape", .array(shape.map { .integer($0) })))
        switch storage {
        case .contiguous(let offset):
            members += [("storage", "contiguous"), ("offset", .integer(Int(clamping: offset)))]
        case .encoded(let layout, let filters, let stored):
            members += [
                ("storage", "encoded"), ("layout", .string(layout.rawValue)),
                ("filters", .array(filters.map { .string($0.name) })), ("stored", .integer(Int(clamping: stored))),
            ]
        case .unallocated: members.append(("storage", "unallocated"))
        }
        members.append(("bytes", .integer(bytes)))
        return members
    }
}

extension Attribute {
    fileprivate var json: JSONValue {
        switch value {
        case .strings(let strings):
            ["name": .string(name), "strings": .array(strings.map { .string($0) })]
        case .other(let what): ["name": .string(name), "other": .string(what)]
        }
    }
}

/// What is said of an attribute: its strings, or just what it is.
package struct Attribute: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        /// A scalar or one-dimensional array of strings. An array of length 0 is one of whatever type: an empty
        /// list is written by Keras as an array of no floats.
        case strings([String])
        /// The class of its type (`integer`, `float`), or `empty` when it has a type and no value.
        case other(String)
    }

    package let name: String
    package let value: Value
}

/// Where and how the bytes of a dataset are stored.
package enum Storage: Sendable, Equatable {
    /// As they are, from `offset` of the file, a user block included.
    case contiguous(offset: UInt64)
    /// In a form that libhdf5 must decode.
    case encoded(layout: Layout, filters: [Filter], stored: UInt64)
    /// Nowhere: nothing was ever written, and libhdf5 would invent the fill value.
    case unallocated

    package enum Layout: String, Sendable {
        case chunked, compact
        /// One run of bytes, whose elements have their most significant byte first.
        case bigEndian = "big-endian"
    }
}

/// A type of element whose bytes mean something outside of HDF5; the raw value is its name in the catalogue.
package enum ElementType: String, Sendable, CaseIterable {
    case f16, f32, f64
    case i8, i16, i32, i64
    case u8, u16, u32, u64
    /// Two opaque bytes without a tag: how Keras stores bfloat16, which h5py knows as `|V2`.
    case opaque2
    /// h5py's enumeration of FALSE = 0 and TRUE = 1 over a signed byte.
    case bool
}

/// The type of a dataset as it is stored.
package enum StoredType: Equatable, Sendable {
    /// An element type, in either byte order.
    case element(ElementType, isBigEndian: Bool)
    /// Anything else, by the name of its class: `string`, `compound`, `reference`.
    case unsupported(className: String)
}

extension ElementType {
    /// Bytes of one element.
    var size: Int {
        switch self {
        case .i8, .u8, .bool: 1
        case .f16, .i16, .u16, .opaque2: 2
        case .f32, .i32, .u32: 4
        case .f64, .i64, .u64: 8
        }
    }
}
