/// The type of a tensor's elements.
///
/// The raw value is the name in a safetensors header (safetensors 0.8, `Dtype`), which bertconv also shows.
package enum ElementType: String, Sendable, CaseIterable {
    case bool = "BOOL"
    case float4 = "F4"
    case float6e2m3 = "F6_E2M3"
    case float6e3m2 = "F6_E3M2"
    case uint8 = "U8"
    case int8 = "I8"
    case float8e5m2 = "F8_E5M2"
    case float8e4m3 = "F8_E4M3"
    case float8e8m0 = "F8_E8M0"
    case float8e4m3fnuz = "F8_E4M3FNUZ"
    case float8e5m2fnuz = "F8_E5M2FNUZ"
    case int16 = "I16"
    case uint16 = "U16"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int32 = "I32"
    case uint32 = "U32"
    case float32 = "F32"
    case complex64 = "C64"
    case float64 = "F64"
    case int64 = "I64"
    case uint64 = "U64"

    /// Bits of one element; 4 and 6 for the packed types.
    package var bitWidth: Int {
        switch self {
        case .float4: 4
        case .float6e2m3, .float6e3m2: 6
        case .bool, .uint8, .int8, .float8e5m2, .float8e4m3, .float8e8m0, .float8e4m3fnuz, .float8e5m2fnuz: 8
        case .int16, .uint16, .float16, .bfloat16: 16
        case .int32, .uint32, .float32: 32
        case .complex64, .float64, .int64, .uint64: 64
        }
    }

    /// Whether weights can have this type: a floating-point type of 16 bits or more.
    package var isWeight: Bool {
        switch self {
        case .float16, .bfloat16, .float32, .float64: true
        default: false
        }
    }

    /// Whether it is an integer type, signed or unsigned.
    package var isInteger: Bool {
        switch self {
        case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: true
        default: false
        }
    }
}
