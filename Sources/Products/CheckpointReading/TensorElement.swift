/// A Swift type whose values are the elements of tensors of one type.
///
/// A type of your own can conform if it has the size of the elements and every pattern of bits is a value of it:
///
///     struct BFloat16: TensorElement {
///         let bitPattern: UInt16
///         static var elementType: ElementType { .bfloat16 }
///     }
///
/// Unstable until bertconv 1.0.
public protocol TensorElement: BitwiseCopyable, Sendable {
    /// The type of the tensors that it reads.
    static var elementType: ElementType { get }
}

extension Bool: TensorElement {
    /// `BOOL`.
    public static var elementType: ElementType { .bool }
}

extension UInt8: TensorElement {
    /// `U8`.
    public static var elementType: ElementType { .uint8 }
}

extension Int8: TensorElement {
    /// `I8`.
    public static var elementType: ElementType { .int8 }
}

extension UInt16: TensorElement {
    /// `U16`.
    public static var elementType: ElementType { .uint16 }
}

extension Int16: TensorElement {
    /// `I16`.
    public static var elementType: ElementType { .int16 }
}

extension UInt32: TensorElement {
    /// `U32`.
    public static var elementType: ElementType { .uint32 }
}

extension Int32: TensorElement {
    /// `I32`.
    public static var elementType: ElementType { .int32 }
}

extension UInt64: TensorElement {
    /// `U64`.
    public static var elementType: ElementType { .uint64 }
}

extension Int64: TensorElement {
    /// `I64`.
    public static var elementType: ElementType { .int64 }
}

extension Float16: TensorElement {
    /// `F16`.
    public static var elementType: ElementType { .float16 }
}

extension Float: TensorElement {
    /// `F32`.
    public static var elementType: ElementType { .float32 }
}

extension Double: TensorElement {
    /// `F64`.
    public static var elementType: ElementType { .float64 }
}
