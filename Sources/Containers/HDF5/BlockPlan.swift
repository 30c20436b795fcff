/// How an array is divided into blocks that, one after the other, hold its elements in row-major order.
///
/// A block has one index along the slow dimensions, a run of indices along one dimension, and all indices along the
/// fast ones. If a block can hold a whole chunk, the run ends where a chunk ends, so that each chunk is decoded once.
package struct BlockPlan: Equatable, Sendable {
    package let shape: [Int]
    /// The shape of a block; along each dimension the last one may be shorter.
    package let block: [Int]

    /// - Parameters:
    ///   - chunk: the shape of a chunk; nil when the data is in one piece.
    ///   - limit: how many bytes a block may have; it has one element in any case.
    package init(shape: [Int], chunk: [Int]?, elementSize: Int, limit: Int) {
        var block = [Int](repeating: 1, count: shape.count)
        var elements = Swift.max(1, limit / elementSize)
        for dimension in shape.indices.reversed() {
            var run = Swift.min(shape[dimension], elements)
            if let chunk, run < shape[dimension], run > chunk[dimension] { run -= run % chunk[dimension] }
            block[dimension] = Swift.max(1, run)
            guard run == shape[dimension] else { break }
            elements /= Swift.max(1, run)
        }
        self.shape = shape
        self.block = block
    }
}

extension BlockPlan: Sequence {
    package struct Block: Equatable, Sendable {
        /// The index of the first element.
        package let start: [Int]
        /// How many elements along each dimension.
        package let count: [Int]
    }

    package struct Iterator: IteratorProtocol {
        private let plan: BlockPlan
        /// Nil after the last block.
        private var start: [Int]?

        fileprivate init(_ plan: BlockPlan) {
            self.plan = plan
            start = plan.shape.contains(0) ? nil : plan.shape.map { _ in 0 }
        }

        package mutating func next() -> Block? {
            guard let current = start else { return nil }
            start = following(current)
            let count = current.indices.map { Swift.min(plan.block[$0], plan.shape[$0] - current[$0]) }
            return Block(start: current, count: count)
        }

        private func following(_ start: [Int]) -> [Int]? {
            var next = start
            for dimension in start.indices.reversed() {
                let (sum, overflow) = next[dimension].addingReportingOverflow(plan.block[dimension])
                if !overflow, sum < plan.shape[dimension] {
                    next[dimension] = sum
                    return next
                }
                next[dimension] = 0
            }
            return nil
        }
    }

    package func makeIterator() -> Iterator {
        Iterator(self)
    }
}
