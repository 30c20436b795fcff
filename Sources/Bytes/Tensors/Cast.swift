internal import ByteIO
internal import CKernels

/// A conversion between two floating-point types that rounds once, to nearest, ties to even.
package struct Cast: Sendable {
    package let from: ElementType
    package let to: ElementType

    /// Nil when both types are the same, or one is not a floating-point type of 16 bits or more.
    package init?(from: ElementType, to: ElementType) {
        guard from != to, from.isWeight, to.isWeight else { return nil }
        self.from = from
        self.to = to
    }

    /// Bytes of source elements whose converted form fits in a block.
    var sourceByteLimit: Int {
        Block.standardByteCount / max(from.bitWidth, to.bitWidth) * from.bitWidth
    }

    /// Converts whole elements.
    ///
    /// - Returns: the part of `target` that it has written.
    func convert(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, _ losses: inout CastLosses
    ) -> UnsafeRawBufferPointer {
        let count = source.count / (from.bitWidth / 8)
        let written = unsafe UnsafeMutableRawBufferPointer(rebasing: target[..<(count * to.bitWidth / 8)])
        if unsafe convertQuickly(source, count, written, &losses) { return UnsafeRawBufferPointer(written) }
        switch from {
        case .float16: unsafe convert(source.bindMemory(to: Float16.self), written, &losses) { Double($0) }
        case .bfloat16:
            unsafe convert(source.bindMemory(to: UInt16.self), written, &losses) {
                Double(Float(bitPattern: UInt32($0) << 16))
            }
        case .float32: unsafe convert(source.bindMemory(to: Float.self), written, &losses) { Double($0) }
        default: unsafe convert(source.bindMemory(to: Double.self), written, &losses) { $0 }
        }
        return UnsafeRawBufferPointer(written)
    }

    /// Converts with the loops in C, which exist for the conversions that checkpoints need.
    ///
    /// - Returns: false for the other conversions, those with doubles.
    private func convertQuickly(
        _ source: UnsafeRawBufferPointer, _ count: Int, _ target: UnsafeMutableRawBufferPointer,
        _ losses: inout CastLosses
    ) -> Bool {
        let processor = CKThisProcessor()
        let floats = unsafe source.bindMemory(to: Float.self).baseAddress
        let words = unsafe source.bindMemory(to: UInt16.self).baseAddress
        switch (from, to) {
        case (.float32, .float16):
            losses.add(
                unsafe CKNarrowToHalf(processor, floats, count, target.bindMemory(to: UInt16.self).baseAddress))
        case (.float32, .bfloat16):
            losses.add(
                unsafe CKNarrowToBrain(processor, floats, count, target.bindMemory(to: UInt16.self).baseAddress))
        case (.float16, .float32):
            unsafe CKWidenHalf(processor, words, count, target.bindMemory(to: Float.self).baseAddress)
        case (.bfloat16, .float32):
            unsafe CKWidenBrain(processor, words, count, target.bindMemory(to: Float.self).baseAddress)
        default: return false
        }
        return true
    }

    private func convert<Source>(
        _ source: UnsafeBufferPointer<Source>, _ target: UnsafeMutableRawBufferPointer, _ losses: inout CastLosses,
        _ widen: (Source) -> Double
    ) {
        switch to {
        case .float16:
            let target = unsafe target.bindMemory(to: Float16.self)
            for index in source.indices {
                let value = unsafe widen(source[index])
                let narrow = Float16(value)
                losses.count(value, isInfinite: narrow.isInfinite, isSmall: narrow.isSubnormal || narrow.isZero)
                unsafe target[index] = narrow
            }
        case .bfloat16:
            let target = unsafe target.bindMemory(to: UInt16.self)
            for index in source.indices {
                let value = unsafe widen(source[index])
                let narrow = BFloat16.bits(of: value)
                let wide = Float(bitPattern: UInt32(narrow) << 16)
                losses.count(value, isInfinite: wide.isInfinite, isSmall: wide.isSubnormal || wide.isZero)
                unsafe target[index] = narrow
            }
        case .float32:
            let target = unsafe target.bindMemory(to: Float.self)
            for index in source.indices {
                let value = unsafe widen(source[index])
                let narrow = Float(value)
                // A subnormal bfloat16 is the same number afterwards, and nothing is lost.
                let isSmall = (narrow.isSubnormal || narrow.isZero) && Double(narrow) != value
                losses.count(value, isInfinite: narrow.isInfinite, isSmall: isSmall)
                unsafe target[index] = narrow
            }
        default:
            let target = unsafe target.bindMemory(to: Double.self)
            for index in source.indices { unsafe target[index] = widen(source[index]) }
        }
    }
}

/// Counts the values that a conversion to a narrower type could not keep.
package struct CastLosses: Sendable, Equatable {
    /// Finite values that became infinite.
    package private(set) var overflows = 0
    /// Values other than 0 that became subnormal or 0.
    package private(set) var subnormals = 0

    package init() {}

    package mutating func add(_ other: CastLosses) {
        overflows += other.overflows
        subnormals += other.subnormals
    }

    fileprivate mutating func add(_ found: CKLosses) {
        overflows += Int(found.overflows)
        subnormals += Int(found.subnormals)
    }

    mutating func count(_ value: Double, isInfinite: Bool, isSmall: Bool) {
        if isInfinite, value.isFinite { overflows += 1 }
        if isSmall, value != 0 { subnormals += 1 }
    }
}

/// bfloat16: the 16 most significant bits of a float.
///
/// Swift has no type for it.
enum BFloat16 {
    /// The bits of the nearest value, ties to even; NaN stays NaN.
    static func bits(of value: Double) -> UInt16 {
        guard !value.isNaN else { return 0x7FC0 | UInt16(value.sign == .minus ? 0x8000 : 0) }
        // Rounding twice would be wrong for ties, so the first step rounds to odd (a sticky last bit).
        var bits = Float(value).bitPattern
        let float = Float(bitPattern: bits)
        if Double(float) != value {
            if Double(float).magnitude > value.magnitude { bits -= 1 }
            bits |= 1
        }
        if bits & 0x7F80_0000 == 0x7F80_0000 { return UInt16(bits >> 16) }
        return UInt16(truncatingIfNeeded: (UInt64(bits) + 0x7FFF + UInt64(bits >> 16 & 1)) >> 16)
    }
}

extension ElementType {
    /// The number of this type that a cast makes of `value`: the nearest one, ties to even, or infinity beyond the
    /// largest.
    ///
    /// The other types, which no weight has, leave the number as it is.
    package func nearest(_ value: Double) -> Double {
        switch self {
        case .float16: Double(Float16(value))
        case .bfloat16: Double(Float(bitPattern: UInt32(BFloat16.bits(of: value)) << 16))
        case .float32: Double(Float(value))
        default: value
        }
    }
}
