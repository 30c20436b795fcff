package import ByteIO
internal import CKernels

/// Reads the elements of a floating-point tensor of any type as doubles.
package struct NumberStream: ~Copyable {
    private var stream = TensorStream()
    private let converted = Block(byteCount: Block.standardByteCount * 4)
    private var losses = CastLosses()
    private var elementType = ElementType.float64
    private var position = 0
    private var count = 0

    package init() {}

    /// Begins to read a tensor.
    ///
    /// - Throws: ``Fault`` `tensor.encoded`, `tensor.scattered`, `file.*`.
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

/// Reads the elements of a tensor as 32-bit floats, one block at a time.
///
/// Half-precision types widen exactly, doubles are rounded to nearest.
@safe
package struct FloatStream: ~Copyable {
    /// A block should fit in the cache of one processor core: with 1 MiB `verify` takes 4 % longer, with 128 or 512 KiB
    /// 2 %.
    private static let blockByteCount = 256 << 10

    private var stream = TensorStream(blockByteCount: blockByteCount)
    private let widened = Block(byteCount: blockByteCount * 2)
    private var elementType = ElementType.float32
    /// The last numbers as doubles, if the tensor has doubles; in memory that changes with the next call.
    package private(set) var doubles: UnsafeBufferPointer<Double>?

    package init() {}

    /// Whether elements of this type can be read as floats.
    package static func reads(_ type: ElementType) -> Bool {
        switch type {
        case .float64, .float32, .float16, .bfloat16: true
        default: false
        }
    }

    /// Begins to read a tensor, whose type ``reads(_:)`` must accept.
    ///
    /// - Throws: ``Fault`` `tensor.encoded`, `tensor.scattered`, `file.*`.
    package mutating func open(_ entry: TensorEntry, transposed: Bool = false) throws(Fault) {
        precondition(Self.reads(entry.elementType))
        try stream.open(entry, transposed: transposed)
        elementType = entry.elementType
        unsafe doubles = nil
    }

    /// The next numbers, in memory that changes with the next call; nil at the end.
    ///
    /// - Throws: ``Fault`` `file.*`.
    package mutating func next() throws(Fault) -> UnsafeBufferPointer<Float>? {
        guard let bytes = try unsafe stream.next() else { return nil }
        guard elementType != .float32 else { return unsafe UnsafeBufferPointer(bytes.bindMemory(to: Float.self)) }
        if elementType == .float64 { return unsafe narrowed(UnsafeBufferPointer(bytes.bindMemory(to: Double.self))) }
        let count = bytes.count / 2
        let words = unsafe bytes.bindMemory(to: UInt16.self).baseAddress
        let floats = unsafe widened.bytes.bindMemory(to: Float.self).baseAddress
        if elementType == .float16 {
            unsafe CKWidenHalf(CKThisProcessor(), words, count, floats)
        } else {
            unsafe CKWidenBrain(CKThisProcessor(), words, count, floats)
        }
        return unsafe UnsafeBufferPointer(start: floats, count: count)
    }

    private mutating func narrowed(_ numbers: UnsafeBufferPointer<Double>) -> UnsafeBufferPointer<Float> {
        unsafe doubles = numbers
        let floats = unsafe widened.bytes.bindMemory(to: Float.self)
        for index in numbers.indices { unsafe floats[index] = Float(numbers[index]) }
        return unsafe UnsafeBufferPointer(rebasing: floats[..<numbers.count])
    }
}
