internal import ByteIO

/// Reads the fields of a message in Protocol Buffers' wire format (`protobuf.dev/programming-guides/encoding`).
///
/// Unknown fields, a second value of a field that has one, and other wire types than the field's own are refused: no
/// program writes them, and readers disagree about what they mean.
struct ProtobufMessage {
    /// What a field of a message may be.
    enum Kind {
        case number
        /// A text, or another message.
        case bytes
        /// Bytes, any number of times.
        case repeatedBytes
        case fixed32
    }

    /// A field, and where it begins in the file.
    struct Field {
        let number: Int
        let offset: Int
        fileprivate(set) var value: UInt64 = 0
        fileprivate(set) var bytes: ArraySlice<UInt8> = []

        /// The number as it is for fields of type int32 and int64.
        var signed: Int64 { Int64(bitPattern: value) }
    }

    private let name: String
    private let kinds: KeyValuePairs<Int, Kind>
    private var cursor: ByteCursor
    /// A bit for each field, by its place among ``kinds``.
    private var seen: UInt64 = 0

    /// - Parameters:
    ///   - name: the name in errors: `the entry`.
    ///   - kinds: the fields by their numbers.
    init(_ bytes: ArraySlice<UInt8>, _ name: String, _ kinds: KeyValuePairs<Int, Kind>) {
        cursor = ByteCursor(bytes)
        self.name = name
        self.kinds = kinds
    }

    /// The next field; nil at the end.
    ///
    /// - Throws: ``Fault`` `bundle.message`.
    mutating func next() throws(Fault) -> Field? {
        guard !cursor.isAtEnd else { return nil }
        let offset = cursor.position
        let tag = try cursor.varint()
        guard let place = kinds.firstIndex(where: { $0.key == tag >> 3 }) else {
            throw .bundle(.bundleMessage, "\(name) has an unknown field \(tag >> 3)", at: offset)
        }
        let (number, kind) = kinds[place]
        guard seen & 1 << UInt64(place) == 0 || kind == .repeatedBytes else {
            throw .bundle(.bundleMessage, "\(name) has field \(number) twice", at: offset)
        }
        seen |= 1 << UInt64(place)
        var field = Field(number: number, offset: offset)
        switch (kind, tag & 7) {
        case (.number, 0): field.value = try cursor.varint()
        case (.bytes, 2), (.repeatedBytes, 2): field.bytes = try cursor.take(try cursor.varint32())
        case (.fixed32, 5): field.value = UInt64(UInt32(littleEndian: try cursor.take(4)))
        default:
            throw .bundle(.bundleMessage, "\(name) has field \(number) as wire type \(tag & 7)", at: offset)
        }
        return field
    }
}
