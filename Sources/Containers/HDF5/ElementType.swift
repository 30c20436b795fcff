/// A type of element whose bytes mean something outside of HDF5; the raw value is its name in the catalogue.
package enum ElementType: String, Sendable, CaseIterable {
    case f16, f32, f64
    case i8, i16, i32, i64
    case u8, u16, u32, u64
    /// Two opaque bytes without a tag: how Keras stores bfloat16, which h5py knows as `|V2`.
    case opaque2
    /// h5py's enumeration of FALSE = 0 and TRUE = 1 over a signed byte.
    case bool
}

/// The type of a dataset as it is stored.
package enum StoredType: Equatable, Sendable {
    /// An element type, in either byte order.
    case element(ElementType, isBigEndian: Bool)
    /// Anything else, by the name of its class: `string`, `compound`, `reference`.
    case unsupported(className: String)
}
