package import ByteIO
internal import Glibc

/// The first element that differs between two tensors of one shape and type, read densely in PyTorch's orientation.
package struct TensorComparison: Sendable, Equatable {
    /// The index of the element in row-major order; in the order of storage if both matrices are stored transposed.
    package let element: Int
    /// Its bytes in each tensor, least significant first.
    package let first: [UInt8]
    package let second: [UInt8]

    /// Nil when the tensors are equal.
    ///
    /// Their types must be the same, and their shapes after transposition.
    ///
    /// - Throws: ``Fault`` of the file that could not be read.
    package init?(
        _ first: TensorEntry, transposed: Bool, _ second: TensorEntry, transposed otherTransposed: Bool
    ) throws(Fault) {
        precondition(first.elementType == second.elementType && first.byteCount == second.byteCount)
        var stream = TensorStream()
        var other = TensorStream()
        // Two matrices that are both stored transposed can be compared as they are stored.
        let turns = transposed != otherTransposed
        try stream.open(first, transposed: turns && transposed)
        try other.open(second, transposed: turns && otherTransposed)
        let width = max(first.elementType.bitWidth / 8, 1)
        var done = 0
        while let mine = try unsafe stream.next(), let theirs = try unsafe other.next() {
            if let start = mine.baseAddress, let otherStart = theirs.baseAddress,
                unsafe memcmp(start, otherStart, mine.count) != 0
            {
                let position = unsafe zip(mine, theirs).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
                let element = position / width
                let place = element * width..<min((element + 1) * width, mine.count)
                self.element = done / width + element
                self.first = unsafe Array(mine[place])
                self.second = unsafe Array(theirs[place])
                return
            }
            done += mine.count
        }
        return nil
    }
}
