import ByteIO
import Safetensors
import Tensors
import Testing

@Suite("The fields of a tensor in a safetensors header")
struct TensorFieldTests {
    @Test("Every element type of the crate is read", arguments: ElementType.allCases)
    func elementTypes(elementType: ElementType) throws {
        let byteCount = elementType.bitWidth
        let header = #"{"a":{"dtype":"\#(elementType.rawValue)","shape":[4,2],"data_offsets":[0,\#(byteCount)]}}"#
        let contents = try HandmadeFile(header: header, dataByteCount: byteCount).read()
        #expect(contents.table["a"]?.elementType == elementType)
        #expect(contents.table["a"]?.byteCount == byteCount)
    }

    @Test("A scalar has one element and a tensor with a dimension of 0 none")
    func scalarAndEmpty() throws {
        let header =
            #"{"e":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#
        let table = try HandmadeFile(header: header, dataByteCount: 4).read().table
        #expect(table["s"]?.shape.elementCount == 1)
        #expect(table["e"]?.shape.elementCount == 0)
        #expect(table.entries.map(\.name) == ["s", "e"])
    }

    @Test("A tensor that is not an object of the three fields is refused", arguments: shapesOfMember)
    func member(refusal: Refusal) throws {
        try refusal.check()
    }

    private static func tensor(_ fields: String) -> String { #"{^"a":{\#(fields)}}"# }

    private static let shapesOfMember: [Refusal] = [
        Refusal(
            "positional fields, which serde accepts", #"{^"a":["F32",[1],[0,4]]}"#, code: .safetensorsField,
            subject: "tensor 'a'"),
        Refusal("null", #"{^"a":null}"#, code: .safetensorsField, subject: "tensor 'a'"),
        Refusal(
            "no dtype", tensor(#""shape":[1],"data_offsets":[0,4]"#), code: .safetensorsField, subject: "tensor 'a'"),
        Refusal(
            "no shape", tensor(#""dtype":"F32","data_offsets":[0,4]"#), code: .safetensorsField,
            subject: "tensor 'a'"),
        Refusal(
            "no data_offsets", tensor(#""dtype":"F32","shape":[1]"#), code: .safetensorsField, subject: "tensor 'a'"),
        Refusal(
            "an unknown field", #"{"a":{"dtype":"F32","shape":[1],^"strides":[1],"data_offsets":[0,4]}}"#,
            code: .safetensorsField, subject: "tensor 'a'"),
        Refusal(
            "a field in another case", #"{"a":{^"Dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            code: .safetensorsField, subject: "tensor 'a'"),
        Refusal(
            "the second of two tensors",
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},^"b":7}"#, code: .safetensorsField,
            subject: "tensor 'b'"),
    ]

    @Test(
        "An element type that is not one of the crate's names is refused",
        arguments: [#""F128""#, #""f32""#, #""""#, #""float32""#, #"" F32""#])
    func unknownElementType(written: String) throws {
        let marked = Self.tensor(#""dtype":\#(written),"shape":[1],"data_offsets":[0,4]"#)
        try Refusal("element type", marked, code: .safetensorsElementType, subject: "tensor 'a'").check()
    }

    @Test("An element type that is not a string is refused", arguments: [#"{"F32":null}"#, "3", "null", #"["F32"]"#])
    func elementTypeOfWrongType(written: String) throws {
        let marked = #"{"a":{^"dtype":\#(written),"shape":[1],"data_offsets":[0,4]}}"#
        try Refusal("element type", marked, code: .safetensorsField, subject: "tensor 'a'").check()
    }

    @Test(
        "A dimension that is not a whole number within 64 bits is refused",
        arguments: ["1.0", "1e0", #""1""#, "-0", "18446744073709551616", "9223372036854775808", "null", "[1]", "true"])
    func dimensionOfWrongType(written: String) throws {
        let marked = Self.tensor(#""dtype":"F32","shape":[\#(written)],"data_offsets":[0,4]"#)
        try Refusal("dimension", marked, code: .safetensorsField, subject: "tensor 'a'").check()
    }

    @Test(
        "A shape without a byte count is refused: negative, overflowing in any order, or not of whole bytes",
        arguments: [
            ("F32", "[-1]"), ("F32", "[2,-9223372036854775808]"),
            ("F32", "[4294967296,4294967296,0]"), ("F32", "[0,4294967296,4294967296]"),
            ("F32", "[9223372036854775807]"), ("U64", "[1152921504606846976]"), ("F4", "[1]"), ("F6_E2M3", "[3]"),
        ])
    func shapeWithoutByteCount(elementType: String, shape: String) throws {
        let marked = Self.tensor(#""dtype":"\#(elementType)","shape":\#(shape),"data_offsets":[0,4]"#)
        try Refusal("shape", marked, code: .safetensorsShape, subject: "tensor 'a'").check()
    }

    @Test("A shape that is not an array is refused", arguments: ["1", "null", "{}", #""[1]""#])
    func shapeOfWrongType(written: String) throws {
        let marked = #"{"a":{"dtype":"F32",^"shape":\#(written),"data_offsets":[0,4]}}"#
        try Refusal("shape", marked, code: .safetensorsField, subject: "tensor 'a'").check()
    }

    @Test(
        "Offsets that are not two whole numbers are refused",
        arguments: ["[]", "[0]", "[0,4,4]", "[0,4.0]", #"["0","4"]"#, "[0,18446744073709551615]", "[0,null]"])
    func offsetsOfWrongType(written: String) throws {
        let marked = Self.tensor(#""dtype":"F32","shape":[1],"data_offsets":\#(written)"#)
        try Refusal("offsets", marked, code: .safetensorsField, subject: "tensor 'a'").check()
    }
}
