package import ByteIO

/// Reads the elements of a tensor as 32-bit floats, a block at a time; half-precision types widen exactly.
package struct FloatStream: ~Copyable {
    private var stream = TensorStream()
    private let widened = Block(byteCount: Block.standardByteCount * 2)
    private var elementType = ElementType.float32

    package init() {}

    /// Whether the elements of this type can be read as floats without loss of what they are.
    package static func reads(_ type: ElementType) -> Bool {
        switch type {
        case .float32, .float16, .bfloat16: true
        default: false
        }
    }

    /// Begins with another tensor, whose type ``reads(_:)`` must accept.
    ///
    /// - Throws: ``Fault`` `tensor.encoded`, `tensor.scattered`, `file.*`.
    package mutating func open(_ entry: TensorEntry, transposed: Bool = false) throws(Fault) {
        precondition(Self.reads(entry.elementType))
        try stream.open(entry, transposed: transposed)
        elementType = entry.elementType
    }

    /// The next numbers, in memory that changes with the next call; nil at the end.
    ///
    /// - Throws: ``Fault`` `file.*`.
    package mutating func next() throws(Fault) -> UnsafeBufferPointer<Float>? {
        guard let bytes = try unsafe stream.next() else { return nil }
        switch elementType {
        case .float16: return unsafe widen(bytes, Self.float16)
        case .bfloat16: return unsafe widen(bytes) { SIMD16<UInt32>(truncatingIfNeeded: $0) &<< 16 }
        default: return unsafe UnsafeBufferPointer(bytes.bindMemory(to: Float.self))
        }
    }

    /// The floats of 16 half-precision numbers, as bits: the exponent is moved by a multiplication, which also
    /// makes subnormal numbers normal; infinities and NaN get the larger exponent back.
    private static func float16(_ half: SIMD16<UInt16>) -> SIMD16<UInt32> {
        let bits = SIMD16<UInt32>(truncatingIfNeeded: half)
        let magnitude = (bits & 0x7FFF) &<< 13
        let scaled = unsafe unsafeBitCast(
            unsafeBitCast(magnitude, to: SIMD16<Float>.self) * 0x1p112, to: SIMD16<UInt32>.self)
        let special = scaled | 0x7F80_0000
        return scaled.replacing(with: special, where: magnitude .>= 0x0F80_0000) | (bits & 0x8000) &<< 16
    }

    private func widen(
        _ bytes: UnsafeMutableRawBufferPointer, _ bits: (SIMD16<UInt16>) -> SIMD16<UInt32>
    ) -> UnsafeBufferPointer<Float> {
        let count = bytes.count / 2
        let whole = count & ~15
        var index = 0
        while index < whole {
            let lanes = unsafe bytes.loadUnaligned(fromByteOffset: index * 2, as: SIMD16<UInt16>.self)
            unsafe widened.bytes.storeBytes(of: bits(lanes), toByteOffset: index * 4, as: SIMD16<UInt32>.self)
            index += 16
        }
        if whole < count {
            var lanes = SIMD16<UInt16>()
            for lane in whole..<count {
                lanes[lane - whole] = unsafe bytes.loadUnaligned(fromByteOffset: lane * 2, as: UInt16.self)
            }
            let last = bits(lanes)
            for lane in whole..<count {
                unsafe widened.bytes.storeBytes(of: last[lane - whole], toByteOffset: lane * 4, as: UInt32.self)
            }
        }
        return unsafe UnsafeBufferPointer(start: widened.bytes.bindMemory(to: Float.self).baseAddress, count: count)
    }
}
