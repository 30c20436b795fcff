package import ByteIO

/// One tensor of a checkpoint: its name, type and shape, and where its bytes are.
package struct TensorEntry: Sendable {
    /// Where the elements are.
    package enum Storage: Sendable {
        /// Dense and row-major.
        case plain(ByteRange)
        /// By strides within a storage.
        case strided(StridedView)
        /// Compressed or scattered: the reader of its format must decode it before it can be read.
        case encoded(EncodedStorage)
    }

    /// Encoded elements, and how the reader of the format finds them.
    package struct EncodedStorage: Sendable {
        package let file: InputFile
        /// The reader's own name for the elements.
        package let key: String
        /// Where the tensor's elements are in the decoded storage; nil if they do not fit in it.
        package let view: @Sendable (ByteRange) -> StridedView?

        package init(file: InputFile, key: String, view: @escaping @Sendable (ByteRange) -> StridedView?) {
            self.file = file
            self.key = key
            self.view = view
        }
    }

    package let name: String
    package let elementType: ElementType
    package let shape: Shape
    package let storage: Storage
    /// Bytes of the dense elements.
    package let byteCount: Int

    /// Nil when shape and type make no whole number of bytes, or another number than the range has.
    package init?(name: String, elementType: ElementType, shape: Shape, storage: Storage) {
        guard let byteCount = shape.byteCount(of: elementType) else { return nil }
        if case .plain(let range) = storage, range.count != byteCount { return nil }
        self.name = name
        self.elementType = elementType
        self.shape = shape
        self.storage = storage
        self.byteCount = byteCount
    }

    /// The same elements, dense and row-major, with other dimensions; nil: their number differs, or they are not dense.
    package func reshaped(to shape: Shape) -> TensorEntry? {
        guard case .plain = storage, shape.elementCount == self.shape.elementCount else { return nil }
        return TensorEntry(name: name, elementType: elementType, shape: shape, storage: storage)
    }

    package var file: InputFile {
        switch storage {
        case .plain(let range): range.file
        case .strided(let view): view.storage.file
        case .encoded(let encoded): encoded.file
        }
    }

    /// The bytes in the file, if the elements are dense.
    package var range: ByteRange? {
        if case .plain(let range) = storage { range } else { nil }
    }

    /// The elements within their storage; nil while they are encoded.
    package var view: StridedView? {
        switch storage {
        case .plain(let range): StridedView(whole: range, shape: shape)
        case .strided(let view): view
        case .encoded: nil
        }
    }

    package var isEncoded: Bool { encodingKey != nil }

    /// The reader's own name for the elements of an encoded tensor; nil for other tensors.
    package var encodingKey: String? {
        if case .encoded(let encoded) = storage { encoded.key } else { nil }
    }

    /// A vector as a matrix of one column; the tensor itself if it is none.
    package var asColumn: TensorEntry {
        guard shape.rank == 1, let column = Shape(shape.dimensions + [1]) else { return self }
        let storage: Storage =
            switch storage {
            case .plain(let range): .plain(range)
            case .strided(let view): .strided(view.asColumn)
            case .encoded(let encoded):
                .encoded(
                    EncodedStorage(file: encoded.file, key: encoded.key) { encoded.view($0)?.asColumn })
            }
        return TensorEntry(name: name, elementType: elementType, shape: column, storage: storage) ?? self
    }

    /// A matrix of one column as a vector; the tensor itself if it is none.
    package var flattened: TensorEntry {
        guard shape.rank == 2, shape.dimensions.last == 1, let vector = Shape(Array(shape.dimensions.dropLast())) else {
            return self
        }
        let storage: Storage =
            switch storage {
            case .plain(let range): .plain(range)
            case .strided(let view): .strided(view.withoutColumns)
            case .encoded(let encoded):
                .encoded(
                    EncodedStorage(file: encoded.file, key: encoded.key) { encoded.view($0)?.withoutColumns })
            }
        return TensorEntry(name: name, elementType: elementType, shape: vector, storage: storage) ?? self
    }

    /// A matrix with its dimensions in reverse order, as a view of the same elements; nil while they are encoded.
    package var turned: TensorEntry? {
        guard let view else { return nil }
        return TensorEntry(
            name: name, elementType: elementType, shape: shape.transposed, storage: .strided(view.transposed))
    }

    /// The same elements with a dimension and the next one exchanged; the tensor itself if none of the two is 1.
    package func exchangingUnit(_ index: Int) -> TensorEntry {
        var dimensions = shape.dimensions
        guard index >= 0, index + 1 < dimensions.count, dimensions[index] == 1 || dimensions[index + 1] == 1 else {
            return self
        }
        dimensions.swapAt(index, index + 1)
        guard let exchanged = Shape(dimensions) else { return self }
        let storage: Storage =
            switch storage {
            case .plain(let range): .plain(range)
            case .strided(let view): .strided(view.exchanging(index))
            case .encoded(let encoded):
                .encoded(
                    EncodedStorage(file: encoded.file, key: encoded.key) { encoded.view($0)?.exchanging(index) })
            }
        return TensorEntry(name: name, elementType: elementType, shape: exchanged, storage: storage) ?? self
    }

    /// Some rows of a tensor, as a tensor of its own.
    ///
    /// Nil: it has no rows, or not so many.
    package func rows(_ rows: Range<Int>, named name: String) -> TensorEntry? {
        guard let count = shape.dimensions.first, rows.lowerBound >= 0, rows.upperBound <= count,
            let part = Shape([rows.count] + shape.dimensions.dropFirst())
        else { return nil }
        let elementType = elementType
        let cut: @Sendable (StridedView) -> StridedView? = { view in
            StridedView(
                storage: view.storage, offset: view.offset + rows.lowerBound * (view.strides.first ?? 0), shape: part,
                strides: view.strides, elementType: elementType)
        }
        switch storage {
        case .plain, .strided:
            guard let view = view.flatMap(cut) else { return nil }
            return TensorEntry(name: name, elementType: elementType, shape: part, storage: .strided(view))
        case .encoded(let encoded):
            let storage = EncodedStorage(file: encoded.file, key: encoded.key) { encoded.view($0).flatMap(cut) }
            return TensorEntry(name: name, elementType: elementType, shape: part, storage: .encoded(storage))
        }
    }

    /// The same tensor with its decoded elements in `range`; the tensor itself if it is not encoded.
    func decoded(in range: ByteRange) -> TensorEntry {
        guard case .encoded(let encoded) = storage, let view = encoded.view(range),
            let entry = TensorEntry(name: name, elementType: elementType, shape: shape, storage: .strided(view))
        else { return self }
        return entry
    }
}

/// The tensors of a checkpoint in the order of their file; no name occurs twice.
package struct TensorTable: Sendable {
    package private(set) var entries: [TensorEntry] = []
    private var positions: [String: Int] = [:]

    package init() {}

    /// Adds a tensor at the end.
    ///
    /// - Returns: false when the name is taken; then nothing changes.
    package mutating func insert(_ entry: TensorEntry) -> Bool {
        guard positions[entry.name] == nil else { return false }
        positions[entry.name] = entries.count
        entries.append(entry)
        return true
    }

    package subscript(name: String) -> TensorEntry? {
        positions[name].map { entries[$0] }
    }

    package var count: Int { entries.count }

    /// Bytes of all decoded tensors, clamped, because encoded ones can claim any size.
    package var byteCount: Int { entries.reduce(0) { $0.clampedSum($1.byteCount) } }
}

extension TensorTable {
    /// The same table with some tensors replaced by others of their names.
    ///
    /// - Parameter replacement: the tensor to take; nil leaves the entry as it is.
    package func replacing(_ replacement: (TensorEntry) -> TensorEntry?) -> TensorTable {
        var table = self
        table.entries = entries.map { entry in
            guard let other = replacement(entry), other.name == entry.name else { return entry }
            return other
        }
        return table
    }

    /// The same table with encoded tensors replaced by decoded ones.
    ///
    /// - Parameter range: returns the decoded storage of an entry, given its key; nil leaves the entry as it is.
    package func decoding(_ range: (TensorEntry, String) -> ByteRange?) -> TensorTable {
        var table = self
        for (index, entry) in entries.enumerated() {
            guard let key = entry.encodingKey, let decoded = range(entry, key) else { continue }
            table.entries[index] = entry.decoded(in: decoded)
        }
        return table
    }
}
