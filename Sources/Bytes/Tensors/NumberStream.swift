package import ByteIO

/// Reads the elements of a tensor of floating-point numbers as doubles, whatever their type.
package struct NumberStream: ~Copyable {
    private var stream = TensorStream()
    private let converted = Block(byteCount: Block.standardByteCount * 4)
    private var losses = CastLosses()
    private var elementType = ElementType.float64
    private var position = 0
    private var count = 0

    package init() {}

    package mutating func open(_ entry: TensorEntry, transposed: Bool) throws(Fault) {
        try stream.open(entry, transposed: transposed)
        elementType = entry.elementType
        (position, count) = (0, 0)
    }

    /// The next number; nil at the end.
    ///
    /// - Throws: ``Fault`` of the file that could not be read.
    package mutating func next() throws(Fault) -> Double? {
        if position == count, try !refill() { return nil }
        defer { position += 1 }
        return unsafe converted.bytes.load(fromByteOffset: position * 8, as: Double.self)
    }

    private mutating func refill() throws(Fault) -> Bool {
        guard let bytes = try unsafe stream.next() else { return false }
        if let cast = Cast(from: elementType, to: .float64) {
            let written = unsafe cast.convert(UnsafeRawBufferPointer(bytes), into: converted.bytes, &losses)
            count = written.count / 8
        } else {
            unsafe converted.bytes.copyMemory(from: UnsafeRawBufferPointer(bytes))
            count = bytes.count / 8
        }
        position = 0
        return count > 0
    }
}
