import Tensors

/// A binary floating-point format as IEEE 754 defines it, slow and by the book: no conversion of the language or
/// the processor is used, so that those which are can be held against it.
struct NumberFormat: Sendable {
    let type: ElementType
    let exponentBits: Int
    let significandBits: Int

    static let half = NumberFormat(type: .float16, exponentBits: 5, significandBits: 10)
    static let bfloat = NumberFormat(type: .bfloat16, exponentBits: 8, significandBits: 7)
    static let single = NumberFormat(type: .float32, exponentBits: 8, significandBits: 23)
    static let double = NumberFormat(type: .float64, exponentBits: 11, significandBits: 52)
    static let all = [half, bfloat, single, double]

    var byteCount: Int { type.bitWidth / 8 }
    private var bias: Int { 1 << (exponentBits - 1) - 1 }
    var infinity: UInt64 { (1 << UInt64(exponentBits) - 1) << UInt64(significandBits) }
    private var signBit: UInt64 { 1 << UInt64(exponentBits + significandBits) }

    /// The number that the bits mean.
    func value(_ bits: UInt64) -> Double {
        let magnitude = bits & (signBit - 1)
        let fraction = magnitude & (1 << UInt64(significandBits) - 1)
        let exponent = Int(magnitude >> UInt64(significandBits))
        let isNegative = bits & signBit != 0
        if magnitude > infinity { return .nan }
        if magnitude == infinity { return isNegative ? -.infinity : .infinity }
        let whole = exponent == 0 ? fraction : fraction | 1 << UInt64(significandBits)
        let scale = max(exponent, 1) - bias - significandBits
        let value = Double(sign: .plus, exponent: scale, significand: Double(whole))
        return isNegative ? -value : value
    }

    /// The bits of the nearest number, ties to the even one; nil for NaN, which has many.
    func bits(_ value: Double) -> UInt64? {
        if value.isNaN { return nil }
        let sign = value.sign == .minus ? signBit : 0
        if value.isInfinite { return sign | infinity }
        if value.isZero { return sign }
        let exponent = max(Int(value.exponent), 1 - bias)
        // How many of the smallest steps at this exponent; exact, since only the exponent changes.
        let steps = Double(sign: .plus, exponent: significandBits - exponent, significand: value.magnitude)
        var count = UInt64(steps.rounded(.down))
        let rest = steps - steps.rounded(.down)
        if rest > 0.5 || (rest == 0.5 && count % 2 == 1) { count += 1 }
        let normal: UInt64 = 1 << UInt64(significandBits)
        // A carry out of the significand goes into the exponent, as it should.
        let bits = count < normal ? count : UInt64(exponent + bias) << UInt64(significandBits) + count - normal
        return sign | min(bits, infinity)
    }

    func isNaN(_ bits: UInt64) -> Bool { bits & (signBit - 1) > infinity }

    /// Little-endian.
    func bytes(_ bits: UInt64) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: bits >> UInt64($0 * 8)) }
    }

    func numbers(_ bytes: [UInt8]) -> [UInt64] {
        stride(from: 0, to: bytes.count, by: byteCount).map { start in
            bytes[start..<start + byteCount].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
