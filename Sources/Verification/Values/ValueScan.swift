/// What the numbers of one tensor are, gathered block by block.
package struct ValueScan: Sendable {
    package private(set) var count = 0
    package private(set) var notANumberCount = 0
    package private(set) var infinityCount = 0
    /// The first element, in the order of the file, that is not finite.
    package private(set) var firstNonFinite: Int?
    /// Of the finite numbers; 0 when there are none.
    package private(set) var largestMagnitude = 0.0
    /// The value that all elements have; nil when two differ.
    package private(set) var constant: Double?
    private var first: UInt64?
    private var isConstant = true

    package init() {}

    package var nonFiniteCount: Int { notANumberCount + infinityCount }

    mutating func add(_ numbers: UnsafeBufferPointer<Float>) {
        guard let start = unsafe numbers.first else { return }
        let bits = unsafe UnsafeRawBufferPointer(numbers).bindMemory(to: UInt32.self)
        let firstBits = UInt32(truncatingIfNeeded: first ?? UInt64(start.bitPattern))
        first = UInt64(firstBits)
        var largest = SIMD16<UInt32>(repeating: 0)
        var differing = SIMD16<UInt32>(repeating: 0)
        let pattern = SIMD16<UInt32>(repeating: firstBits)
        let magnitude = SIMD16<UInt32>(repeating: 0x7FFF_FFFF)
        let whole = bits.count & ~15
        var index = 0
        while index < whole {
            let lanes = unsafe UnsafeRawPointer(bits.baseAddress.unsafelyUnwrapped + index)
                .loadUnaligned(as: SIMD16<UInt32>.self)
            largest = pointwiseMax(largest, lanes & magnitude)
            differing |= lanes ^ pattern
            index += 16
        }
        var top = largest.max()
        var difference: UInt32 = (0..<16).reduce(0) { $0 | differing[$1] }
        for index in whole..<bits.count {
            top = unsafe max(top, bits[index] & 0x7FFF_FFFF)
            difference |= unsafe bits[index] ^ firstBits
        }
        isConstant = isConstant && difference == 0
        if top >= Float.infinity.bitPattern {
            unsafe addNonFinite(numbers)
        } else {
            largestMagnitude = max(largestMagnitude, Double(Float(bitPattern: top)))
        }
        finish(numbers.count, Double(Float(bitPattern: firstBits)))
    }

    mutating func add(_ numbers: UnsafeBufferPointer<Double>) {
        guard let start = unsafe numbers.first else { return }
        let firstBits = first ?? start.bitPattern
        first = firstBits
        if isConstant { isConstant = unsafe numbers.allSatisfy { $0.bitPattern == firstBits } }
        unsafe addNonFinite(numbers)
        finish(numbers.count, Double(bitPattern: firstBits))
    }

    private mutating func addNonFinite<Number: BinaryFloatingPoint>(_ numbers: UnsafeBufferPointer<Number>) {
        for index in numbers.indices {
            let number = unsafe numbers[index]
            if number.isFinite {
                largestMagnitude = max(largestMagnitude, Double(number.magnitude))
                continue
            }
            if number.isNaN { notANumberCount += 1 } else { infinityCount += 1 }
            firstNonFinite = firstNonFinite ?? count + index
        }
    }

    private mutating func finish(_ added: Int, _ value: Double) {
        count += added
        constant = isConstant ? value : nil
    }
}
