/// A tensor to write into a file.
package struct OutputTensor: Sendable, Equatable {
    package let name: String
    package let elementType: ElementType
    package let shape: Shape

    package init(name: String, elementType: ElementType, shape: Shape) {
        self.name = name
        self.elementType = elementType
        self.shape = shape
    }

    /// Bytes of the dense tensor; nil when the number overflows.
    package var byteCount: Int? { shape.byteCount(of: elementType) }
}

/// Bytes that a writer puts at an offset of the output.
package struct FilePiece: Sendable, Equatable {
    package let offset: UInt64
    package let bytes: [UInt8]

    package init(offset: UInt64, bytes: [UInt8]) {
        self.offset = offset
        self.bytes = bytes
    }
}

/// A file that is to be written: where the bytes of each tensor go, and the bytes around them.
package struct FileLayout: Sendable {
    /// Bytes of the whole file.
    package let byteCount: UInt64
    /// What is written before the tensors, such as headers.
    package let pieces: [FilePiece]
    /// Where each tensor begins, in bytes from the start of the file.
    package let offsets: [String: UInt64]
    /// What is written once the CRC-32 of every tensor is known; nil when the format has none.
    package let trailer: (@Sendable ([String: UInt32]) -> [FilePiece])?

    package init(
        byteCount: UInt64, pieces: [FilePiece], offsets: [String: UInt64],
        trailer: (@Sendable ([String: UInt32]) -> [FilePiece])? = nil
    ) {
        self.byteCount = byteCount
        self.pieces = pieces
        self.offsets = offsets
        self.trailer = trailer
    }
}
