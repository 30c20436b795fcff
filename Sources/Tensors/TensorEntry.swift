package import ByteIO

/// A run of bytes in an open file.
package struct ByteRange: Sendable {
    package let file: InputFile
    package let offset: UInt64
    package let count: Int

    package init(file: InputFile, offset: UInt64, count: Int) {
        self.file = file
        self.offset = offset
        self.count = count
    }
}

/// One tensor of a checkpoint: what it is called there, what it is, and where its bytes are.
package struct TensorEntry: Sendable {
    /// Where the elements are: row-major, little-endian, dense.
    package enum Storage: Sendable {
        case plain(ByteRange)
        /// Compressed or scattered in `file`: its reader must decode it before it can be moved.
        case encoded(InputFile)
    }

    package let name: String
    package let elementType: ElementType
    package let shape: Shape
    package let storage: Storage
    /// Bytes of the decoded elements.
    package let byteCount: Int

    /// Nil when shape and type do not give a whole number of bytes, or not as many as the range holds.
    package init?(name: String, elementType: ElementType, shape: Shape, storage: Storage) {
        guard let byteCount = shape.byteCount(of: elementType) else { return nil }
        if case .plain(let range) = storage, range.count != byteCount { return nil }
        self.name = name
        self.elementType = elementType
        self.shape = shape
        self.storage = storage
        self.byteCount = byteCount
    }

    package var file: InputFile {
        switch storage {
        case .plain(let range): range.file
        case .encoded(let file): file
        }
    }

    /// The bytes, once they lie plainly in a file.
    package var range: ByteRange? {
        if case .plain(let range) = storage { range } else { nil }
    }
}
