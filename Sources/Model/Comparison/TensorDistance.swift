package import ByteIO
package import Tensors

/// How far two tensors of one shape are apart.
package struct TensorDistance: Sendable, Equatable {
    package struct Place: Sendable, Equatable {
        /// The element's index in each dimension.
        package let index: [Int]
        package let first: Double
        package let second: Double
    }

    package private(set) var elementCount = 0
    /// Elements that are not equal; two NaN are.
    package private(set) var differing = 0
    package private(set) var largestAbsolute = 0.0
    /// The largest |a - b| / max(|a|, |b|).
    package private(set) var largestRelative = 0.0
    /// Where they first differ, and where they are furthest apart.
    package private(set) var firstPlace: Place?
    package private(set) var furthestPlace: Place?

    /// Compares all values of two tensors that have one shape once they lie the same way round.
    ///
    /// - Parameters:
    ///   - first: of floating-point numbers, as the second.
    ///   - transposed: whether it is stored the other way round.
    /// - Throws: ``Fault`` when a file cannot be read.
    package init(
        _ first: TensorEntry, transposed: Bool, _ second: TensorEntry, transposed otherTransposed: Bool
    ) throws(Fault) {
        var mine = NumberStream()
        var theirs = NumberStream()
        try mine.open(first, transposed: transposed)
        try theirs.open(second, transposed: otherTransposed)
        let shape = transposed ? first.shape.transposed : first.shape
        while let a = try mine.next(), let b = try theirs.next() {
            if a != b, !(a.isNaN && b.isNaN) { note(a, b, shape) }
            elementCount += 1
        }
    }

    private mutating func note(_ a: Double, _ b: Double, _ shape: Shape) {
        differing += 1
        let absolute = a.isNaN || b.isNaN ? Double.infinity : (a - b).magnitude
        let scale = max(a.magnitude, b.magnitude)
        largestRelative = max(largestRelative, absolute.isFinite && scale > 0 ? absolute / scale : .infinity)
        let isFurthest = absolute > largestAbsolute || furthestPlace == nil
        guard isFurthest || firstPlace == nil else { return }
        let place = Place(index: Self.index(of: elementCount, in: shape), first: a, second: b)
        if firstPlace == nil { firstPlace = place }
        if isFurthest { (furthestPlace, largestAbsolute) = (place, absolute) }
    }

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
