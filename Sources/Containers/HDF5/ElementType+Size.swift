extension ElementType {
    /// Bytes of one element.
    var size: Int {
        switch self {
        case .i8, .u8, .bool: 1
        case .f16, .i16, .u16, .opaque2: 2
        case .f32, .i32, .u32: 4
        case .f64, .i64, .u64: 8
        }
    }
}
