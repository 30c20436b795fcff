package import ByteIO
internal import JSONText
package import Tensors

/// What is in an HDF5 file, as the helper told it and after every number was checked against the file.
package struct HDF5Catalog: Sendable {
    /// The datasets by their absolute path, in the helper's order.
    package let datasets: [Dataset]
    /// The string attributes of each group, by the group's absolute path.
    private let attributes: [String: [String: [String]]]
    private let positions: [String: Int]

    package struct Dataset: Sendable {
        package enum Storage: Sendable, Equatable {
            /// The values lie in the file, in order, from this byte on.
            case contiguous(offset: UInt64)
            /// Chunked, filtered, compact or big-endian: the helper must decode it from this many bytes.
            case encoded(stored: UInt64)
            /// Declared, but nothing was ever written.
            case unallocated
        }

        /// For example, `/bert/tf_bert_model/bert/pooler/dense/kernel:0`.
        package let path: String
        /// `f32`, `opaque2`, …, or the class of a type that is no tensor's: `string`.
        package let type: String
        package let shape: Shape
        package let storage: Storage
    }

    package func strings(_ attribute: String, ofGroup path: String) -> [String]? {
        attributes[path]?[attribute]
    }

    package func hasGroup(_ path: String) -> Bool {
        attributes[path] != nil
    }

    package subscript(path: String) -> Dataset? {
        positions[path].map { datasets[$0] }
    }
}

extension HDF5Catalog {
    /// Reads the helper's answer about `file`.
    ///
    /// - Throws: ``Fault`` `hdf5.answer` when it is not in the agreed form, or says something that the file
    ///   cannot hold.
    package init(_ answer: [UInt8], of file: InputFile) throws(Fault) {
        guard let root = try HelperAnswer.object(answer), let objects = root["objects"]?.array,
            objects.count <= KerasLimits.objects
        else { throw .answer("bertconv-hdf5 did not give a list of objects") }
        guard let size = root["fileSize"]?.integer, size >= 0, UInt64(size) == file.byteCount else {
            throw .answer("bertconv-hdf5 speaks of a file of another size than \(file.byteCount) bytes")
        }
        var datasets: [Dataset] = []
        var attributes: [String: [String: [String]]] = [:]
        var positions: [String: Int] = [:]
        for value in objects {
            guard let object = value.object, let path = object["path"]?.string, HelperAnswer.isPath(path) else {
                throw .answer("bertconv-hdf5 named an object without a path")
            }
            guard positions[path] == nil, attributes[path] == nil else {
                throw .answer("two objects have this path", subject: "object '\(path)'")
            }
            let strings = try HelperAnswer.attributes(of: object, at: path)
            switch object["kind"]?.string {
            case "group":
                attributes[path] = strings
            case "dataset":
                positions[path] = datasets.count
                datasets.append(try Dataset(object, path: path, fileByteCount: file.byteCount))
            case "datatype": continue  // A named type holds no values.
            default: throw .answer("is of no known kind", subject: "object '\(path)'")
            }
        }
        guard attributes["/"] != nil else { throw .answer("bertconv-hdf5 listed no root group") }
        try Self.checkDisjoint(datasets)
        self.datasets = datasets
        self.attributes = attributes
        self.positions = positions
    }

    /// No two datasets may share a byte, unless they are one dataset under two names.
    private static func checkDisjoint(_ datasets: [Dataset]) throws(Fault) {
        let placed = datasets.compactMap { dataset -> (start: UInt64, end: UInt64, dataset: Dataset)? in
            guard let offset = dataset.offset, let count = dataset.byteCount, count > 0 else { return nil }
            return (offset, offset + UInt64(count), dataset)
        }
        .sorted { ($0.start, $0.end) < ($1.start, $1.end) }
        for (last, next) in zip(placed, placed.dropFirst()) {
            let isSame =
                next.start == last.start && next.end == last.end && next.dataset.type == last.dataset.type
                && next.dataset.shape == last.dataset.shape
            guard next.start >= last.end || isSame else {
                throw .answer(
                    "overlaps '\(last.dataset.path)'", subject: "dataset '\(next.dataset.path)'", offset: next.start)
            }
        }
    }
}

extension HDF5Catalog.Dataset {
    fileprivate init(_ object: JSONObject, path: String, fileByteCount: UInt64) throws(Fault) {
        let subject = "dataset '\(path)'"
        let dimensions = object["shape"]?.array?.compactMap(\.integer)
        guard let type = object["type"]?.string, let dimensions, dimensions.count <= KerasLimits.rank,
            dimensions.count == object["shape"]?.array?.count, let shape = Shape(dimensions)
        else { throw .answer("has no type or an impossible shape", subject: subject) }
        self.path = path
        self.type = type == "unsupported" ? object["class"]?.string ?? type : type
        self.shape = shape
        guard let count = object["bytes"]?.integer, count >= 0 else {
            throw .answer("has no number of bytes", subject: subject)
        }
        switch object["storage"]?.string {
        case "contiguous":
            guard let offset = object["offset"]?.integer, offset >= 0, UInt64(offset) <= fileByteCount,
                UInt64(count) <= fileByteCount - UInt64(offset)
            else { throw .answer("its values would lie outside the file of \(fileByteCount) bytes", subject: subject) }
            storage = .contiguous(offset: UInt64(offset))
        case "encoded":
            guard let stored = object["stored"]?.integer, stored > 0, UInt64(stored) <= fileByteCount else {
                throw .answer("its values take more than the file of \(fileByteCount) bytes", subject: subject)
            }
            storage = .encoded(stored: UInt64(stored))
        case "unallocated": storage = .unallocated
        default: throw .answer("is stored in no known way", subject: subject)
        }
        if elementType != nil, byteCount != count {
            throw .answer("is said to have \(count) bytes, which shape and type contradict", subject: subject)
        }
    }

    /// The type as a tensor's; nil for one that no tensor has.
    ///
    /// Keras stores bfloat16 as 2 opaque bytes.
    package var elementType: ElementType? {
        switch type {
        case "f16": .float16
        case "f32": .float32
        case "f64": .float64
        case "i8": .int8
        case "i16": .int16
        case "i32": .int32
        case "i64": .int64
        case "u8": .uint8
        case "u16": .uint16
        case "u32": .uint32
        case "u64": .uint64
        case "bool": .bool
        case "opaque2": .bfloat16
        default: nil
        }
    }

    fileprivate var byteCount: Int? {
        elementType.flatMap(shape.byteCount)
    }

    fileprivate var offset: UInt64? {
        if case .contiguous(let offset) = storage { offset } else { nil }
    }
}
