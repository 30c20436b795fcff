package import ByteIO
internal import HelperProtocol
package import Tensors

/// What is in an HDF5 file: the helper's answer, with every number checked against the file.
package struct HDF5Catalog: Sendable {
    /// The datasets by their absolute path, in the helper's order.
    package let datasets: [Dataset]
    /// The string attributes of each group, by the group's absolute path.
    private let attributes: [String: [String: [String]]]
    private let positions: [String: Int]

    package struct Dataset: Sendable {
        package enum Storage: Sendable, Equatable {
            /// The values are in the file, row-major and little-endian, from this byte on.
            case contiguous(offset: UInt64)
            /// Chunked, filtered, compact or big-endian: the helper must decode this many bytes.
            case encoded(stored: UInt64)
            /// Declared, but nothing was ever written.
            case unallocated
        }

        /// For example, `/bert/tf_bert_model/bert/pooler/dense/kernel:0`.
        package let path: String
        /// The type of its elements, or the class of a type that no tensor has: `string`.
        package let elementType: ElementType?
        package let typeName: String
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
    /// Reads the helper's answer about a file of so many bytes.
    ///
    /// - Throws: ``Fault`` `hdf5.answer` when it has not the agreed form, or claims something that the file cannot
    ///   hold.
    package init(_ answer: [UInt8], fileByteCount: UInt64) throws(Fault) {
        let answer = try CatalogAnswer(parsing: answer)
        guard answer.fileSize == fileByteCount else {
            throw .answer("bertconv-hdf5 has read a file of another size than \(fileByteCount) bytes")
        }
        var datasets: [Dataset] = []
        var attributes: [String: [String: [String]]] = [:]
        var positions: [String: Int] = [:]
        for object in answer.objects {
            switch object.kind {
            case .group:
                attributes[object.path] = Self.strings(of: object)
            case .dataset(let description):
                positions[object.path] = datasets.count
                datasets.append(try Dataset(description, path: object.path, fileByteCount: fileByteCount))
            case .datatype: continue
            }
        }
        guard attributes["/"] != nil else { throw .answer("the answer of bertconv-hdf5 has no root group") }
        try Self.checkDisjoint(datasets)
        self.datasets = datasets
        self.attributes = attributes
        self.positions = positions
    }

    /// The attributes that are lists of strings; an empty list of any type is one.
    private static func strings(of object: HDF5Object) -> [String: [String]] {
        var lists: [String: [String]] = [:]
        for attribute in object.attributes {
            if case .strings(let strings) = attribute.value { lists[attribute.name] = strings }
        }
        return lists
    }

    /// No two datasets may share a byte, unless they are one dataset under two names.
    private static func checkDisjoint(_ datasets: [Dataset]) throws(Fault) {
        let placed = datasets.compactMap { dataset -> (start: UInt64, end: UInt64, dataset: Dataset)? in
            guard case .contiguous(let offset) = dataset.storage, let count = dataset.byteCount, count > 0 else {
                return nil
            }
            return (offset, offset + UInt64(count), dataset)
        }
        .sorted { ($0.start, $0.end) < ($1.start, $1.end) }
        for (last, next) in zip(placed, placed.dropFirst()) {
            let isSame =
                next.start == last.start && next.end == last.end
                && next.dataset.elementType == last.dataset.elementType && next.dataset.shape == last.dataset.shape
            guard next.start >= last.end || isSame else {
                throw .answer(
                    "overlaps '\(last.dataset.path)'", subject: "dataset '\(next.dataset.path)'", offset: next.start)
            }
        }
    }
}

extension HDF5Catalog.Dataset {
    fileprivate init(
        _ description: DatasetDescription, path: String, fileByteCount: UInt64
    ) throws(Fault) {
        let subject = "dataset '\(path)'"
        guard let shape = Shape(description.shape) else { throw .answer("has an impossible shape", subject: subject) }
        switch description.type {
        case .elements(let type):
            elementType = ElementType(type)
            typeName = type.rawValue
        case .unsupported(let className):
            elementType = nil
            typeName = className
        }
        let count = UInt64(description.bytes)
        switch description.storage {
        case .contiguous(let offset):
            guard offset <= fileByteCount, count <= fileByteCount - offset else {
                throw .answer("its values would lie outside the file of \(fileByteCount) bytes", subject: subject)
            }
            storage = .contiguous(offset: offset)
        case .encoded(_, _, let stored):
            guard stored <= fileByteCount else {
                throw .answer("its values take more than the file of \(fileByteCount) bytes", subject: subject)
            }
            storage = .encoded(stored: stored)
        case .unallocated: storage = .unallocated
        }
        self.path = path
        self.shape = shape
        if elementType != nil, byteCount != description.bytes {
            throw .answer(
                "has \(description.bytes) bytes according to bertconv-hdf5, which shape and type contradict",
                subject: subject)
        }
    }

    /// Bytes of all elements; nil for a type that no tensor has, or where they do not fit a number.
    fileprivate var byteCount: Int? {
        elementType.flatMap(shape.byteCount)
    }
}

extension ElementType {
    /// The types that both HDF5 and tensors have.
    ///
    /// Keras stores bfloat16 as two opaque bytes.
    private static let inHDF5: [(ElementType, HDF5ElementType)] = [
        (.float16, .f16), (.float32, .f32), (.float64, .f64), (.bfloat16, .opaque2), (.int8, .i8), (.int16, .i16),
        (.int32, .i32), (.int64, .i64), (.uint8, .u8), (.uint16, .u16), (.uint32, .u32), (.uint64, .u64),
        (.bool, .bool),
    ]

    fileprivate init?(_ type: HDF5ElementType) {
        guard let pair = Self.inHDF5.first(where: { $0.1 == type }) else { return nil }
        self = pair.0
    }

    /// The type in HDF5; nil for types that HDF5 does not have.
    var inHDF5: HDF5ElementType? {
        Self.inHDF5.first { $0.0 == self }?.1
    }
}
