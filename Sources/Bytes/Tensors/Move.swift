/// One tensor on its way: from where its bytes are to where they go.
package struct Move: Sendable {
    package let source: TensorEntry
    /// Whether a matrix is stored the other way round than it is wanted.
    package let isTransposed: Bool
    /// The type to write; the source's own: no conversion.
    package let elementType: ElementType
    /// Where the first byte goes in the output.
    package let target: UInt64
    /// Whether the CRC-32 of what is written is wanted.
    package let needsChecksum: Bool

    package init(
        source: TensorEntry, isTransposed: Bool, elementType: ElementType? = nil, target: UInt64,
        needsChecksum: Bool = false
    ) {
        self.source = source
        self.isTransposed = isTransposed
        self.elementType = elementType ?? source.elementType
        self.target = target
        self.needsChecksum = needsChecksum
    }
}
