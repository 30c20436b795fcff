extension ElementType {
    /// The number of this type that a cast makes of `value`: the nearest one, ties to even, or infinity beyond the
    /// largest.
    ///
    /// The other types, which no weight has, leave the number as it is.
    package func nearest(_ value: Double) -> Double {
        switch self {
        case .float16: Double(Float16(value))
        case .bfloat16: Double(Float(bitPattern: UInt32(BFloat16.bits(of: value)) << 16))
        case .float32: Double(Float(value))
        default: value
        }
    }
}
