/// One tensor on its way: from where its bytes are to where they go.
package struct Move: Sendable {
    /// What happens to the elements between reading and writing.
    package enum Transform: Sendable, Equatable {
        case copy
        /// A matrix of these dimensions, as it stands in the source, is transposed.
        case transpose(rows: Int, columns: Int, elementWidth: Int)
    }

    package let source: ByteRange
    package let transform: Transform
    /// Where the first byte goes in the output.
    package let target: UInt64

    package init(source: ByteRange, transform: Transform, target: UInt64) {
        self.source = source
        self.transform = transform
        self.target = target
    }
}
