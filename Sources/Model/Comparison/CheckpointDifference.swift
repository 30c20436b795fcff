package import ByteIO
package import Tensors

/// The differences between two checkpoints, weight by weight.
package struct CheckpointDifference: Sendable {
    /// How a weight differs.
    package enum Kind: Sendable, Equatable {
        /// Shape, type and bytes are the same.
        case identical
        /// Only one of the checkpoints has it.
        case onlyInFirst, onlyInSecond
        /// The shapes differ.
        case shapes(Shape, Shape)
        /// Integers or booleans that differ in value or type.
        case other(ElementType, ElementType)
        /// Floating-point numbers that differ in value or type.
        case values(TensorDistance, ElementType, ElementType)
    }

    /// A weight of either checkpoint, or of both.
    package struct Row: Sendable {
        package let name: String
        package let kind: Kind
        /// Whether there is no difference, or none above the tolerance.
        package let isSame: Bool
    }

    /// A row for each weight, sorted by name.
    package let rows: [Row]

    /// Whether all weights are the same.
    package var isSame: Bool { rows.allSatisfy(\.isSame) }

    /// Compares two checkpoints.
    ///
    /// - Parameters:
    ///   - tolerance: the largest absolute difference of two values that count as the same.
    ///   - progress: called with the number of bytes compared since the last call.
    /// - Throws: ``Fault`` when a file cannot be read.
    package init(
        _ first: CanonicalCheckpoint, _ second: CanonicalCheckpoint, tolerance: Double,
        progress: (Int) -> Void = { _ in }
    ) throws(Fault) {
        var rest = Dictionary(second.weights.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var rows: [Row] = []
        for weight in first.weights {
            guard let counterpart = rest.removeValue(forKey: weight.name) else {
                rows.append(Row(name: weight.name, kind: .onlyInFirst, isSame: false))
                continue
            }
            let kind = try Self.compare(weight, counterpart)
            rows.append(Row(name: weight.name, kind: kind, isSame: Self.isSame(kind, tolerance: tolerance)))
            progress(weight.entry.byteCount)
        }
        for name in rest.keys { rows.append(Row(name: name, kind: .onlyInSecond, isSame: false)) }
        self.rows = rows.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func compare(
        _ first: CanonicalCheckpoint.Weight, _ second: CanonicalCheckpoint.Weight
    ) throws(Fault) -> Kind {
        guard first.shape == second.shape else { return .shapes(first.shape, second.shape) }
        let types = (first.entry.elementType, second.entry.elementType)
        if types.0 == types.1,
            try TensorComparison(
                first.entry, transposed: first.isTransposed, second.entry, transposed: second.isTransposed) == nil
        {
            return .identical
        }
        guard types.0.isWeight, types.1.isWeight else { return .other(types.0, types.1) }
        return .values(
            try TensorDistance(
                first.entry, transposed: first.isTransposed, second.entry, transposed: second.isTransposed), types.0,
            types.1)
    }

    private static func isSame(_ kind: Kind, tolerance: Double) -> Bool {
        switch kind {
        case .identical: true
        case .values(let distance, _, _): distance.differing == 0 || distance.largestAbsolute <= tolerance
        case .onlyInFirst, .onlyInSecond, .shapes, .other: false
        }
    }
}

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

    /// Compares all values of two tensors of floating-point numbers that have the same shape in the same orientation.
    ///
    /// - Parameters:
    ///   - transposed: whether to read the first with its dimensions in reverse order.
    ///   - otherTransposed: whether to read the second so.
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
            if a != b, !(a.isNaN && b.isNaN) { add(a, b, shape) }
            elementCount += 1
        }
    }

    /// Takes two values that differ into account.
    private mutating func add(_ a: Double, _ b: Double, _ shape: Shape) {
        differing += 1
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
