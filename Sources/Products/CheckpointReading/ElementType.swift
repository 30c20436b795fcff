internal import Tensors

/// What one element of a tensor is.
///
/// A type is known by its name in a safetensors header (safetensors 0.8, `Dtype`), whatever the format of the file.
/// Later versions can have more types than are listed here.
///
/// Unstable until bertconv 1.0.
public struct ElementType: Sendable, Hashable {
    private let type: Tensors.ElementType

    init(_ type: Tensors.ElementType) {
        self.type = type
    }

    /// For example, `F32`.
    public var name: String { type.rawValue }
    /// Bits of one element: 4 and 6 for the packed types, whose elements share bytes.
    public var bitWidth: Int { type.bitWidth }
    /// Whether elements are floating-point numbers of 16 bits or more, which
    /// ``Checkpoint/Tensor/forEachBlockOfFloats(_:)`` reads.
    public var isFloat: Bool { type.isWeight }
}

extension ElementType: CustomStringConvertible {
    /// The name of the type.
    public var description: String { name }
}

extension ElementType {
    /// One byte, 0 or 1.
    public static let bool = Self(.bool)
    /// Unsigned, 8 bits.
    public static let uint8 = Self(.uint8)
    /// Signed, 8 bits.
    public static let int8 = Self(.int8)
    /// Unsigned, 16 bits.
    public static let uint16 = Self(.uint16)
    /// Signed, 16 bits.
    public static let int16 = Self(.int16)
    /// Unsigned, 32 bits.
    public static let uint32 = Self(.uint32)
    /// Signed, 32 bits.
    public static let int32 = Self(.int32)
    /// Unsigned, 64 bits.
    public static let uint64 = Self(.uint64)
    /// Signed, 64 bits.
    public static let int64 = Self(.int64)
    /// IEEE 754, 16 bits.
    public static let float16 = Self(.float16)
    /// The upper half of a 32-bit IEEE 754 number.
    public static let bfloat16 = Self(.bfloat16)
    /// IEEE 754, 32 bits.
    public static let float32 = Self(.float32)
    /// IEEE 754, 64 bits.
    public static let float64 = Self(.float64)
    /// Two 32-bit floats: real part, imaginary part.
    public static let complex64 = Self(.complex64)
    /// 8 bits: 4 of the exponent, 3 of the fraction.
    public static let float8e4m3 = Self(.float8e4m3)
    /// 8 bits: 5 of the exponent, 2 of the fraction.
    public static let float8e5m2 = Self(.float8e5m2)
    /// 8 bits of the exponent, nothing else: a scale.
    public static let float8e8m0 = Self(.float8e8m0)
    /// 8 bits, 4 and 3, without negative zero and infinities.
    public static let float8e4m3fnuz = Self(.float8e4m3fnuz)
    /// 8 bits, 5 and 2, without negative zero and infinities.
    public static let float8e5m2fnuz = Self(.float8e5m2fnuz)
    /// 6 bits, packed: 2 of the exponent, 3 of the fraction.
    public static let float6e2m3 = Self(.float6e2m3)
    /// 6 bits, packed: 3 of the exponent, 2 of the fraction.
    public static let float6e3m2 = Self(.float6e3m2)
    /// 4 bits, packed: 2 of the exponent, 1 of the fraction.
    public static let float4 = Self(.float4)
}
