internal import ByteIO
internal import Tensors

extension Checkpoint {
    /// One tensor: what it is called, what it is, and a way to its values.
    ///
    /// Names and shapes are those of the file. Keras' files have the paths of datasets as names, and store the matrices
    /// of dense layers the other way round than PyTorch.
    ///
    /// Unstable until bertconv 1.0.
    public struct Tensor: Sendable {
        let entry: TensorEntry
        let source: TensorSource

        init(_ entry: TensorEntry, of source: TensorSource) {
            self.entry = entry
            self.source = source
        }

        /// The name in the file, unique in the checkpoint.
        public var name: String { entry.name }
        /// What its elements are.
        public var elementType: ElementType { ElementType(entry.elementType) }
        /// The dimensions, outermost first; empty for a scalar.
        public var shape: [Int] { entry.shape.dimensions }
        /// The product of the dimensions; 1 for a scalar.
        public var elementCount: Int { entry.shape.elementCount }
        /// Bytes of all elements, one after the other.
        ///
        /// A file can store fewer: compressed, or shared by several elements.
        public var byteCount: Int { entry.byteCount }
        /// The file that it is in.
        public var file: String { entry.file.path }

        /// Where its bytes are in ``file``, row-major and little-endian, for a program that maps the file itself.
        ///
        /// Nil when they do not lie there like that: compressed, with gaps, transposed, or with the most significant
        /// byte first.
        public var bytesInFile: Range<UInt64>? {
            guard let view = entry.view, view.isRowMajor(entry.shape), !view.storage.isBigEndian else { return nil }
            let start = view.storage.offset + UInt64(view.offset * entry.elementType.bitWidth / 8)
            return start..<start + UInt64(byteCount)
        }
    }
}
