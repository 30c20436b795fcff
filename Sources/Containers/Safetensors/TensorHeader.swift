internal import ByteIO
internal import JSONText
internal import Tensors

/// What a header says about one tensor: each field has the right type, but offsets are not compared with the file yet.
struct TensorHeader {
    let name: String
    let elementType: ElementType
    let shape: Shape
    /// `data_offsets`, in bytes from the end of the header.
    let begin: Int
    let end: Int
    /// Where its name begins, in bytes from the start of the file.
    let position: UInt64

    private static let fields = ["dtype", "shape", "data_offsets"]

    /// - Throws: ``Fault``, naming the offset of the wrong field.
    init(_ member: JSONObject.Member) throws(Fault) {
        let position = member.offset + 8
        guard let object = member.value.object else {
            throw .field("is \(member.value.typeName), not an object", at: position)
        }
        for field in object.members where !Self.fields.contains(field.name) {
            throw .field("unknown field '\(field.name)'", at: field.offset + 8)
        }
        guard member.name.utf8.count <= SafetensorsLimits.nameBytes else {
            throw .limit(
                "a name of \(member.name.utf8.count) bytes is longer than \(SafetensorsLimits.nameBytes)", at: position)
        }
        let typeName = try Self.field("dtype", of: object, "a string", at: position, \.string)
        guard let elementType = ElementType(rawValue: typeName) else {
            throw .elementType(typeName, at: position)
        }
        let dimensions = try Self.integers("shape", of: object, at: position)
        guard dimensions.count <= SafetensorsLimits.rank else {
            throw .shape("\(dimensions.count) dimensions are more than \(SafetensorsLimits.rank)", at: position)
        }
        guard let shape = Shape(dimensions) else {
            let reason = dimensions.contains { $0 < 0 } ? "has a negative dimension" : "has too many elements"
            throw .shape("shape \(dimensions) \(reason)", at: position)
        }
        let offsets = try Self.integers("data_offsets", of: object, at: position)
        guard offsets.count == 2 else {
            throw .field("'data_offsets' has \(offsets.count) numbers, not 2", at: position)
        }
        guard offsets[0] >= 0, offsets[0] <= offsets[1] else {
            throw .offsets("offsets \(offsets[0])..<\(offsets[1]) run backwards", at: UInt64(position))
        }
        self.name = member.name
        self.elementType = elementType
        self.shape = shape
        self.begin = offsets[0]
        self.end = offsets[1]
        self.position = UInt64(position)
    }

    private static func field<Value>(
        _ name: String, of object: JSONObject, _ expected: String, at position: Int, _ read: (JSONValue) -> Value?
    ) throws(Fault) -> Value {
        let found = object[name]
        guard let value = found.flatMap(read) else {
            let had = found.map { "is \($0.typeName)" } ?? "is missing"
            throw .field(
                "'\(name)' \(had), expected \(expected)", at: object.offset(of: name).map { $0 + 8 } ?? position)
        }
        return value
    }

    private static func integers(_ name: String, of object: JSONObject, at position: Int) throws(Fault) -> [Int] {
        let elements = try field(name, of: object, "an array of integers", at: position, \.array)
        var integers: [Int] = []
        for element in elements {
            guard let integer = element.integer else {
                throw .field("'\(name)' holds \(element.typeName), expected integers that fit in 64 bits", at: position)
            }
            integers.append(integer)
        }
        return integers
    }
}
