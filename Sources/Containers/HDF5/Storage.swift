/// Where and how the bytes of a dataset are stored.
package enum Storage: Sendable, Equatable {
    /// As they are, from `offset` of the file, a user block included.
    case contiguous(offset: UInt64)
    /// In a form that libhdf5 must decode.
    case encoded(layout: Layout, filters: [Filter], stored: UInt64)
    /// Nowhere: nothing was ever written, and libhdf5 would invent the fill value.
    case unallocated

    package enum Layout: String, Sendable {
        case chunked, compact
        /// One run of bytes, whose elements have their most significant byte first.
        case bigEndian = "big-endian"
    }
}
