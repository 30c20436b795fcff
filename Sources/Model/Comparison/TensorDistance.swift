package import ByteIO
package import Tensors

/// The distance between two tensors of the same shape, value by value.
package struct TensorDistance: Sendable, Equatable {
    /// An element in both tensors.
    package struct Element: Sendable, Equatable {
        /// Its index in each dimension, in PyTorch's orientation.
        package let index: [Int]
        /// Its value in each tensor.
        package let first: Double
        package let second: Double
    }

    /// The number of elements.
    package private(set) var elementCount = 0
    /// The number of elements that differ; two NaN are equal.
    package private(set) var differing = 0
    /// The largest |a − b|; infinite if one of the two is NaN.
    package private(set) var largestAbsolute = 0.0
    /// The largest |a − b| / max(|a|, |b|).
    package private(set) var largestRelative = 0.0
    /// The first element that differs; nil: none does.
    package private(set) var firstDifference: Element?
    /// The element with the largest absolute difference; nil: none differs.
    package private(set) var largestDifference: Element?
    /// The number of elements that are infinite in one tensor and finite in the other.
    package private(set) var overflows = 0
    /// The casts that explain all elements so far.
    private var casts: [Rounding]

    /// The cast that explains every element; nil: none does, or none differs.
    package var rounding: Rounding? { differing > 0 ? casts.first : nil }

    /// Compares all values of two tensors of floating-point numbers that have the same shape in the same orientation.
    ///
    /// - Parameters:
    ///   - transposed: whether to read the first with its dimensions in reverse order.
    ///   - otherTransposed: whether to read the second so.
    /// - Throws: ``Fault`` when a file cannot be read.
    package init(
        _ first: TensorEntry, transposed: Bool, _ second: TensorEntry, transposed otherTransposed: Bool
    ) throws(Fault) {
        casts = Rounding.possible(first.elementType, second.elementType)
        var mine = NumberStream()
        var theirs = NumberStream()
        try mine.open(first, transposed: transposed)
        try theirs.open(second, transposed: otherTransposed)
        let shape = transposed ? first.shape.transposed : first.shape
        while let a = try mine.next(), let b = try theirs.next() {
            if a != b, !(a.isNaN && b.isNaN) { add(a, b, shape) }
            if casts.contains(where: { !$0.explains(a, b) }) { casts.removeAll { !$0.explains(a, b) } }
            elementCount += 1
        }
    }

    /// Takes two values that differ into account.
    private mutating func add(_ a: Double, _ b: Double, _ shape: Shape) {
        differing += 1
        if a.isInfinite && b.isFinite || a.isFinite && b.isInfinite { overflows += 1 }
        let absolute = a.isNaN || b.isNaN ? Double.infinity : (a - b).magnitude
        let scale = max(a.magnitude, b.magnitude)
        largestRelative = max(largestRelative, absolute.isFinite && scale > 0 ? absolute / scale : .infinity)
        let isLargest = absolute > largestAbsolute || largestDifference == nil
        guard isLargest || firstDifference == nil else { return }
        let element = Element(index: Self.index(of: elementCount, in: shape), first: a, second: b)
        if firstDifference == nil { firstDifference = element }
        if isLargest { (largestDifference, largestAbsolute) = (element, absolute) }
    }

    /// The index in each dimension of an element, by its position in row-major order.
    private static func index(of element: Int, in shape: Shape) -> [Int] {
        var rest = element
        var index: [Int] = []
        for dimension in shape.dimensions.reversed() {
            index.append(rest % dimension)
            rest /= dimension
        }
        return index.reversed()
    }
}
