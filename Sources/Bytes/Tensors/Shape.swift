/// The dimensions of a tensor, outermost first; `[]` is a scalar.
///
/// A shape exists only if its element count fits in an `Int` in every order of multiplication: `[2^32, 2^32, 0]` is
/// refused although its product is 0, because a reader that multiplies from the left would overflow.
package struct Shape: Sendable, Hashable {
    package let dimensions: [Int]
    /// The product of the dimensions; 1 for a scalar.
    package let elementCount: Int

    /// Nil when a dimension is negative, or the product of the dimensions other than 0 overflows.
    package init?(_ dimensions: [Int]) {
        var product = 1
        for dimension in dimensions {
            guard dimension >= 0 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: max(dimension, 1))
            guard !overflow else { return nil }
            product = next
        }
        self.dimensions = dimensions
        self.elementCount = dimensions.contains(0) ? 0 : product
    }

    private init(transposing shape: Shape) {
        dimensions = shape.dimensions.reversed()
        elementCount = shape.elementCount
    }

    package var rank: Int { dimensions.count }

    /// The same elements with the dimensions in reverse order.
    package var transposed: Shape { Shape(transposing: self) }

    /// The shape of so many such tensors, one below the other; nil: they are scalars, or too large together.
    package func repeatingRows(_ count: Int) -> Shape? {
        guard count != 1 else { return self }
        guard let rows = dimensions.first else { return nil }
        let (sum, overflow) = rows.multipliedReportingOverflow(by: count)
        return overflow ? nil : Shape([sum] + dimensions.dropFirst())
    }

    /// Bytes of a dense tensor of this shape; nil when the number overflows or is not whole.
    package func byteCount(of elementType: ElementType) -> Int? {
        let (bits, overflow) = elementCount.multipliedReportingOverflow(by: elementType.bitWidth)
        guard !overflow, bits.isMultiple(of: 8) else { return nil }
        return bits / 8
    }
}

extension Shape: CustomStringConvertible {
    /// For example, `[768, 3072]`.
    package var description: String {
        "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
    }
}
