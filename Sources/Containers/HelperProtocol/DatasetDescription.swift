internal import ByteIO
internal import JSONText

/// The types of elements that can be read and written.
///
/// The raw value is the word for the type in JSON.
package enum HDF5ElementType: String, Sendable, CaseIterable {
    case f16, f32, f64
    case i8, i16, i32, i64
    case u8, u16, u32, u64
    /// Two opaque bytes without a tag: how Keras stores bfloat16, which h5py shows as `|V2`.
    case opaque2
    /// h5py's enumeration of FALSE = 0 and TRUE = 1 over a signed byte.
    case bool

    /// Bytes of one element.
    package var byteCount: Int {
        switch self {
        case .i8, .u8, .bool: 1
        case .f16, .i16, .u16, .opaque2: 2
        case .f32, .i32, .u32: 4
        case .f64, .i64, .u64: 8
        }
    }
}

/// What the helper says about a dataset without reading its data.
package struct DatasetDescription: Equatable, Sendable {
    package enum StoredType: Equatable, Sendable {
        /// Elements of this type, in either byte order.
        case elements(HDF5ElementType)
        /// Any other type, by the name of its class: `string`, `compound`, `reference`.
        case unsupported(className: String)
    }

    /// Where and how the bytes are stored.
    package enum Storage: Equatable, Sendable {
        /// Row-major and little-endian from this byte of the file on, a user block included.
        case contiguous(offset: UInt64)
        /// In a form that libhdf5 must decode, from `stored` bytes.
        case encoded(layout: Layout, filters: [String], stored: UInt64)
        /// Nowhere: nothing was ever written, and libhdf5 would return the fill value.
        case unallocated

        package enum Layout: String, Sendable {
            case chunked, compact
            /// One run of bytes with the most significant byte of each element first.
            case bigEndian = "big-endian"
        }
    }

    package let type: StoredType
    /// The dimensions, slowest first; empty for a scalar.
    package let shape: [Int]
    /// Bytes of all elements, decoded.
    package let bytes: Int
    package let storage: Storage

    package init(type: StoredType, shape: [Int], bytes: Int, storage: Storage) {
        self.type = type
        self.shape = shape
        self.bytes = bytes
        self.storage = storage
    }
}

extension DatasetDescription {
    /// The members that a dataset adds to those of every object.
    var members: [(StaticString, JSONValue)] {
        var members: [(StaticString, JSONValue)] = []
        switch type {
        case .elements(let type): members.append(("type", .string(type.rawValue)))
        case .unsupported(let className): members += [("type", "unsupported"), ("class", .string(className))]
        }
        members.append(("shape", .dimensions(shape)))
        switch storage {
        case .contiguous(let offset):
            members += [("storage", "contiguous"), ("offset", .integer(Int(clamping: offset)))]
        case .encoded(let layout, let filters, let stored):
            members += [
                ("storage", "encoded"), ("layout", .string(layout.rawValue)), ("filters", .texts(filters)),
                ("stored", .integer(Int(clamping: stored))),
            ]
        case .unallocated: members.append(("storage", "unallocated"))
        }
        members.append(("bytes", .integer(bytes)))
        return members
    }

    /// - Throws: ``Fault`` `hdf5.answer` when a member is missing or has another form.
    init(_ object: JSONObject, path: String) throws(Fault) {
        let subject = "dataset '\(path)'"
        guard let type = Self.type(object), let shape = Self.shape(object["shape"]) else {
            throw .answer("has no type or an impossible shape", subject: subject)
        }
        guard let bytes = object["bytes"]?.integer, bytes >= 0 else {
            throw .answer("has no number of bytes", subject: subject)
        }
        self.init(type: type, shape: shape, bytes: bytes, storage: try Self.storage(object, subject))
    }

    private static func type(_ object: JSONObject) -> StoredType? {
        guard let word = object["type"]?.string else { return nil }
        if let type = HDF5ElementType(rawValue: word) { return .elements(type) }
        return .unsupported(className: object["class"]?.string ?? word)
    }

    private static func shape(_ value: JSONValue?) -> [Int]? {
        guard let elements = value?.array, elements.count <= HelperLimits.rank else { return nil }
        let shape = elements.compactMap(\.integer)
        return shape.count == elements.count && shape.allSatisfy { $0 >= 0 } ? shape : nil
    }

    private static func storage(_ object: JSONObject, _ subject: String) throws(Fault) -> Storage {
        switch object["storage"]?.string {
        case "contiguous":
            guard let offset = object["offset"]?.integer, offset >= 0 else {
                throw .answer("has no offset of its values", subject: subject)
            }
            return .contiguous(offset: UInt64(offset))
        case "encoded":
            guard let stored = object["stored"]?.integer, stored > 0,
                let layout = object["layout"]?.string.flatMap(Storage.Layout.init(rawValue:)),
                let listed = object["filters"]?.array, case let filters = listed.compactMap(\.string),
                filters.count == listed.count
            else { throw .answer("has no number of stored bytes, no layout or no list of filters", subject: subject) }
            return .encoded(layout: layout, filters: filters, stored: UInt64(stored))
        case "unallocated": return .unallocated
        default: throw .answer("is stored in no known way", subject: subject)
        }
    }
}
