/// Picks the elements of a strided view out of memory, one by one: the way for strides that nothing faster fits.
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
                // A dimension of one element may have any stride: it is added and taken away again.
                position &+= strides[dimension]
                if index[dimension] < shape.dimensions[dimension] { break }
                position &-= strides[dimension] &* shape.dimensions[dimension]
                index[dimension] = 0
                dimension -= 1
            }
        }
    }
}
