/// The elements of a tensor within a storage, described like in PyTorch: the offset of the first element, and for each
/// dimension the stride, the number of elements from one index to the next.
///
/// A transposed matrix is the same storage with the strides in reverse order, so orientation is only a view.
package struct StridedView: Sendable {
    package let storage: ByteRange
    /// Elements before the first one.
    package let offset: Int
    /// In elements, outermost dimension first; never negative.
    package let strides: [Int]

    /// Nil when an element would lie outside the storage, or a number overflows.
    ///
    /// A tensor without elements may have any offset and strides (torch 2.13 allows both). They are not kept, because
    /// an offset near the largest number would overflow when it is multiplied by the width of an element.
    package init?(storage: ByteRange, offset: Int, shape: Shape, strides: [Int], elementType: ElementType) {
        guard strides.count == shape.rank, elementType.bitWidth.isMultiple(of: 8) else { return nil }
        if shape.elementCount > 0 {
            guard offset >= 0, strides.allSatisfy({ $0 >= 0 }) else { return nil }
            var last = offset
            for (dimension, stride) in zip(shape.dimensions, strides) {
                let (span, overflow) = (dimension - 1).multipliedReportingOverflow(by: stride)
                let (sum, overflowed) = last.addingReportingOverflow(span)
                guard !overflow, !overflowed else { return nil }
                last = sum
            }
            guard last < storage.count / (elementType.bitWidth / 8) else { return nil }
        }
        let isEmpty = shape.elementCount == 0
        self.init(
            storage: storage, offset: isEmpty ? 0 : offset, strides: isEmpty ? Self.rowMajor(shape) : strides)
    }

    private init(storage: ByteRange, offset: Int, strides: [Int]) {
        self.storage = storage
        self.offset = offset
        self.strides = strides
    }

    /// The view of a dense tensor that fills its storage.
    package init(whole storage: ByteRange, shape: Shape) {
        self.init(storage: storage, offset: 0, strides: Self.rowMajor(shape))
    }

    /// The same elements with the dimensions in reverse order.
    package var transposed: StridedView {
        StridedView(storage: storage, offset: offset, strides: strides.reversed())
    }

    /// The same elements with a last dimension of one element.
    var asColumn: StridedView { StridedView(storage: storage, offset: offset, strides: strides + [1]) }

    /// The same elements without the last dimension, which has one element.
    var withoutColumns: StridedView { StridedView(storage: storage, offset: offset, strides: strides.dropLast()) }

    /// The same elements with a dimension and the next one exchanged.
    func exchanging(_ index: Int) -> StridedView {
        var strides = strides
        strides.swapAt(index, index + 1)
        return StridedView(storage: storage, offset: offset, strides: strides)
    }

    /// The strides of a dense tensor, last dimension fastest.
    package static func rowMajor(_ shape: Shape) -> [Int] {
        var strides: [Int] = []
        var product = 1
        for dimension in shape.dimensions.reversed() {
            strides.append(product)
            product *= max(dimension, 1)
        }
        return strides.reversed()
    }

    /// Whether the elements are contiguous in the order of their indices.
    ///
    /// The stride of a dimension of one element does not matter.
    package func isRowMajor(_ shape: Shape) -> Bool {
        zip(shape.dimensions, zip(strides, Self.rowMajor(shape))).allSatisfy { $0 == 1 || $1.0 == $1.1 }
            || shape.elementCount == 0
    }
}

/// Gathers the elements of a strided view one by one, for strides that no faster way fits.
enum Gathering {
    /// - Parameters:
    ///   - source: the memory from the view's first element to its last.
    ///   - strides: in elements, outermost first.
    ///   - width: bytes of an element.
    ///   - target: room for all elements, row-major.
    static func gather(
        _ source: UnsafeMutableRawBufferPointer, strides: [Int], shape: Shape, width: Int,
        into target: UnsafeMutableRawBufferPointer
    ) {
        var index = [Int](repeating: 0, count: shape.rank)
        var position = 0
        for element in 0..<shape.elementCount {
            let piece = unsafe UnsafeRawBufferPointer(rebasing: source[position * width..<(position + 1) * width])
            unsafe UnsafeMutableRawBufferPointer(rebasing: target[element * width..<(element + 1) * width])
                .copyMemory(from: piece)
            var dimension = shape.rank - 1
            while dimension >= 0 {
                index[dimension] += 1
                // A dimension of one element may have any stride, which is added and subtracted again.
                position &+= strides[dimension]
                if index[dimension] < shape.dimensions[dimension] { break }
                position &-= strides[dimension] &* shape.dimensions[dimension]
                index[dimension] = 0
                dimension -= 1
            }
        }
    }
}
