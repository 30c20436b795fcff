package import ByteIO
package import Tensors

/// How two checkpoints differ, weight by weight.
package struct CheckpointDifference: Sendable {
    package enum Kind: Sendable, Equatable {
        case identical
        /// Only the first checkpoint has it, only the second.
        case onlyInFirst, onlyInSecond
        case shapes(Shape, Shape)
        /// Integers or booleans that are not equal, or not of one type.
        case other(ElementType, ElementType)
        /// Numbers that are equal but for their type, or not equal.
        case values(TensorDistance, ElementType, ElementType)
    }

    package struct Row: Sendable {
        package let name: String
        package let kind: Kind
        /// Whether the difference is small enough to count as none.
        package let isSame: Bool
    }

    /// One row for each weight that either has, by name.
    package let rows: [Row]

    package var isSame: Bool { rows.allSatisfy(\.isSame) }

    /// - Parameters:
    ///   - tolerance: the largest absolute difference of two values that count as the same.
    ///   - progress: called with the number of bytes compared since the last call.
    /// - Throws: ``Fault`` when a file cannot be read.
    package init(
        _ first: CanonicalCheckpoint, _ second: CanonicalCheckpoint, tolerance: Double,
        progress: (Int) -> Void = { _ in }
    ) throws(Fault) {
        var others = Dictionary(second.weights.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var rows: [Row] = []
        for weight in first.weights {
            guard let other = others.removeValue(forKey: weight.name) else {
                rows.append(Row(name: weight.name, kind: .onlyInFirst, isSame: false))
                continue
            }
            let kind = try Self.compare(weight, other)
            rows.append(Row(name: weight.name, kind: kind, isSame: Self.isSame(kind, tolerance: tolerance)))
            progress(weight.entry.byteCount)
        }
        for name in others.keys { rows.append(Row(name: name, kind: .onlyInSecond, isSame: false)) }
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
