internal import ByteIO
internal import Tensors

/// The first value of an index: how many data files there are, and in which byte order
/// (`tensor_bundle.proto`, BundleHeaderProto).
struct BundleHeader {
    let shardCount: Int
    let isBigEndian: Bool

    /// - Throws: ``Fault`` `bundle.header`, `bundle.version-1`, `bundle.message`.
    init(_ value: ArraySlice<UInt8>) throws(Fault) {
        // The first value of a checkpoint of version 1 is a SavedTensorSlices: its field 1 is a message.
        guard value.first != 0x0A else { throw .bundleVersion1() }
        var message = ProtobufMessage(value, "the header", [1: .number, 2: .number, 3: .bytes])
        var (shards, order): (Int64, Int64) = (0, 0)
        var version: ArraySlice<UInt8>?
        while let field = try message.next() {
            switch field.number {
            case 1: shards = field.signed
            case 2: order = field.signed
            default: version = field.bytes
            }
        }
        guard (1...Int64(BundleLimits.shards)).contains(shards) else {
            throw .bundle(
                .bundleHeader, "the header counts \(shards) data files, not 1 to \(BundleLimits.shards)",
                at: value.startIndex)
        }
        guard order == 0 || order == 1 else {
            throw .bundle(.bundleHeader, "the header has the unknown byte order \(order)", at: value.startIndex)
        }
        guard let version else {
            throw .bundle(.bundleHeader, "the header has no version", at: value.startIndex)
        }
        try Self.check(version)
        shardCount = Int(shards)
        isBigEndian = order == 1
    }

    /// Checks a VersionDef: bundles have had version 1 from the beginning.
    private static func check(_ value: ArraySlice<UInt8>) throws(Fault) {
        var message = ProtobufMessage(value, "the version", [1: .number, 2: .number])
        var (producer, leastConsumer): (Int64, Int64) = (0, 0)
        while let field = try message.next() {
            if field.number == 1 { producer = field.signed } else { leastConsumer = field.signed }
        }
        guard producer >= 1, (0...1).contains(leastConsumer) else {
            throw .bundle(
                .bundleHeader,
                "the header is of version \(producer), for readers of version \(leastConsumer) and later",
                at: value.startIndex, remedy: "bertconv reads version 1")
        }
    }
}

/// A value of an index after the header: the type and shape of a tensor, and where its bytes are
/// (`tensor_bundle.proto`, BundleEntryProto).
struct BundleEntry {
    /// A part of a partitioned variable: for each dimension the first index and the number of indices; nil for a number
    /// that the file leaves out, which stands for the whole dimension.
    typealias Slice = [(start: Int, length: Int?)]

    let type: BundleElementType
    let shape: Shape
    let shard: Int
    let offset: UInt64
    let byteCount: Int
    /// The checksum of the bytes.
    let checksum: Checksum
    /// The parts that the values are in, which have entries of their own; usually none.
    let slices: [Slice]
    /// Where the entry begins in the index.
    let position: Int

    /// - Throws: ``Fault`` `bundle.element-type`, `bundle.shape`, `bundle.data`, `bundle.slices`, `bundle.message`,
    ///   `bundle.limit`.
    init(_ value: ArraySlice<UInt8>, _ header: BundleHeader) throws(Fault) {
        var message = ProtobufMessage(
            value, "the entry",
            [1: .number, 2: .bytes, 3: .number, 4: .number, 5: .number, 6: .fixed32, 7: .repeatedBytes])
        var (typeCode, shardNumber, start, size): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
        var shapeText: ArraySlice<UInt8>?
        var checksum: UInt32?
        var slices: [Slice] = []
        while let field = try message.next() {
            switch field.number {
            case 1: typeCode = field.signed
            case 2: shapeText = field.bytes
            case 3: shardNumber = field.signed
            case 4: start = field.signed
            case 5: size = field.signed
            case 6: checksum = UInt32(truncatingIfNeeded: field.value)
            default: slices.append(try Self.slice(field.bytes))
            }
        }
        let position = value.startIndex
        guard let type = BundleElementType(code: typeCode) else {
            throw .bundle(.bundleElementType, "the entry has the unknown element type \(typeCode)", at: position)
        }
        guard let shapeText else { throw .bundle(.bundleShape, "the entry has no shape", at: position) }
        shape = try Self.shape(shapeText)
        guard let shard = Int(exactly: shardNumber), (0..<header.shardCount).contains(shard) else {
            throw .bundle(
                .bundleData, "the entry is in data file \(shardNumber) of \(header.shardCount)", at: position)
        }
        guard start >= 0, size >= 0 else {
            throw .bundle(.bundleData, "the entry has \(size) bytes from byte \(start) on", at: position)
        }
        guard slices.count <= BundleLimits.slices else {
            throw .bundle(.bundleLimit, "the entry has more than \(BundleLimits.slices) parts", at: position)
        }
        guard slices.isEmpty || start == 0 && size == 0 && checksum == nil else {
            throw .bundle(.bundleSlices, "the entry has both parts and values of its own", at: position)
        }
        guard let checksum = checksum ?? (slices.isEmpty ? nil : 0) else {
            throw .bundle(.bundleData, "the entry has no checksum", at: position)
        }
        self.type = type
        self.shard = shard
        (offset, byteCount) = (UInt64(start), Int(size))
        self.checksum = Checksum(masked: checksum)
        self.slices = slices
        self.position = position
        try checkByteCount()
    }

    private func checkByteCount() throws(Fault) {
        guard slices.isEmpty, let width = type.byteWidth else { return }
        let (needed, overflow) = shape.elementCount.multipliedReportingOverflow(by: width)
        guard !overflow, needed == byteCount else {
            let what = overflow ? "more bytes than there can be" : "\(needed) bytes"
            throw .bundle(
                .bundleData, "shape \(shape) and type need \(what), and the entry has \(byteCount)", at: position)
        }
    }
}

extension BundleEntry {
    /// A TensorShapeProto.
    private static func shape(_ bytes: ArraySlice<UInt8>) throws(Fault) -> Shape {
        var message = ProtobufMessage(bytes, "the shape", [2: .repeatedBytes])
        var dimensions: [Int] = []
        while let field = try message.next() {
            var dimension = ProtobufMessage(field.bytes, "the dimension", [1: .number])
            dimensions.append(Int(try dimension.next()?.signed ?? 0))
            _ = try dimension.next()
            guard dimensions.count <= BundleLimits.rank else {
                throw .bundle(.bundleLimit, "more than \(BundleLimits.rank) dimensions", at: field.offset)
            }
        }
        guard let shape = Shape(dimensions) else {
            throw .bundle(.bundleShape, "no tensor can have the dimensions \(dimensions)", at: bytes.startIndex)
        }
        return shape
    }

    /// A TensorSliceProto.
    private static func slice(_ bytes: ArraySlice<UInt8>) throws(Fault) -> Slice {
        var message = ProtobufMessage(bytes, "the part", [1: .repeatedBytes])
        var slice: Slice = []
        while let field = try message.next() {
            var extent = ProtobufMessage(field.bytes, "the extent", [1: .number, 2: .number])
            var (start, length): (Int, Int?) = (0, nil)
            while let number = try extent.next() {
                if number.number == 1 { start = Int(number.signed) } else { length = Int(number.signed) }
            }
            slice.append((start, length))
            guard slice.count <= BundleLimits.rank else {
                throw .bundle(.bundleLimit, "more than \(BundleLimits.rank) dimensions", at: field.offset)
            }
        }
        return slice
    }
}

/// The type of a tensor's elements in a bundle (`types.proto`, DataType).
enum BundleElementType: Equatable {
    case readable(ElementType)
    /// Texts of different lengths.
    case strings
    /// A type that no weight has, and its bytes for each element; nil: they differ.
    case other(String, byteWidth: Int?)

    /// Nil for a number without a meaning, and for the reference types of TensorFlow 1, which no file has.
    init?(code: Int64) {
        guard let type = Self.types[code] else { return nil }
        self = type
    }

    /// Bytes of an element; nil: they differ.
    var byteWidth: Int? {
        switch self {
        case .readable(let type): type.bitWidth / 8
        case .strings: nil
        case .other(_, let byteWidth): byteWidth
        }
    }

    private static let types: [Int64: BundleElementType] = [
        1: .readable(.float32), 2: .readable(.float64), 3: .readable(.int32), 4: .readable(.uint8),
        5: .readable(.int16), 6: .readable(.int8), 7: .strings, 8: .readable(.complex64), 9: .readable(.int64),
        10: .readable(.bool), 11: .other("qint8", byteWidth: 1), 12: .other("quint8", byteWidth: 1),
        13: .other("qint32", byteWidth: 4), 14: .readable(.bfloat16), 15: .other("qint16", byteWidth: 2),
        16: .other("quint16", byteWidth: 2), 17: .readable(.uint16), 18: .other("complex128", byteWidth: 16),
        19: .readable(.float16), 20: .other("resource", byteWidth: nil), 21: .other("variant", byteWidth: nil),
        22: .readable(.uint32), 23: .readable(.uint64), 24: .readable(.float8e5m2), 25: .readable(.float8e4m3),
        29: .other("int4", byteWidth: 1), 30: .other("uint4", byteWidth: 1),
    ]
}
