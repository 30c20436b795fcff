package import Forensics
internal import Tensors

/// What the numbers of one tensor are.
package struct ValueScan: Sendable {
    package private(set) var count = 0
    package private(set) var nonFiniteCount = 0
    /// The first element, in PyTorch's order, that is not finite.
    package private(set) var firstNonFinite: Int?
    /// Of the finite numbers; 0 when there are none.
    package private(set) var largestMagnitude = 0.0
    /// The value that all elements have; nil when two differ.
    package private(set) var constant: Double?

    init() {}

    /// What one pass over floats found.
    package init(_ evidence: TensorEvidence) {
        count = evidence.shape.elementCount
        nonFiniteCount = evidence.nonFinite
        firstNonFinite = evidence.firstNonFinite
        largestMagnitude = evidence.nonFinite == count ? 0 : Double(evidence.largestMagnitude)
        constant = evidence.isConstant ? Double(evidence.minimum) : nil
    }

    /// Adds doubles, which are looked at one by one: hardly a checkpoint has any.
    mutating func add(_ numbers: UnsafeBufferPointer<Double>) {
        for index in numbers.indices {
            let number = unsafe numbers[index]
            if count + index == 0 { constant = number }
            if constant != number { constant = nil }
            if number.isFinite {
                largestMagnitude = max(largestMagnitude, number.magnitude)
            } else {
                nonFiniteCount += 1
                firstNonFinite = firstNonFinite ?? count + index
            }
        }
        count += numbers.count
    }
}
