import Tensors
import Testing

@Suite("Element types")
struct ElementTypeTests {
    @Test(
        "Each type has the width that its name says",
        arguments: [
            (4, ["F4"]), (6, ["F6_E2M3", "F6_E3M2"]),
            (8, ["BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"]),
            (16, ["I16", "U16", "F16", "BF16"]), (32, ["I32", "U32", "F32"]), (64, ["C64", "F64", "I64", "U64"]),
        ])
    func widths(bits: Int, names: [String]) throws {
        let types = ElementType.allCases.filter { $0.bitWidth == bits }
        #expect(Set(types.map(\.rawValue)) == Set(names))
    }

    @Test("Only floating-point numbers of 16 bits or more are weights, and only whole numbers integers")
    func classes() {
        #expect(ElementType.allCases.filter(\.isWeight) == [.float16, .bfloat16, .float32, .float64])
        #expect(
            Set(ElementType.allCases.filter(\.isInteger)) == [
                .uint8, .int8, .int16, .uint16, .int32, .uint32, .int64, .uint64,
            ])
    }
}
