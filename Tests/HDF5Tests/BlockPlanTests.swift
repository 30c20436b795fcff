import HDF5
import Testing

@Suite("Cutting an array into blocks")
struct BlockPlanTests {
    @Test(
        "The blocks are the whole array in row-major order, and none is too large",
        arguments: [
            ([], nil), ([1], nil), ([7], [2]), ([10, 10], [3, 3]), ([5, 1, 9], [2, 1, 4]), ([3, 4, 5, 2], nil),
            ([100], [7]), ([2, 50], [2, 50]), ([64, 3], [64, 1]),
        ] as [([Int], [Int]?)], [4, 12, 100, 1 << 20])
    func tiles(array: ([Int], [Int]?), limit: Int) {
        let (shape, chunk) = array
        let plan = BlockPlan(shape: shape, chunk: chunk, elementSize: 4, limit: limit)
        var next = 0
        for block in plan {
            let indices = Self.flatIndices(block, shape: shape)
            #expect(indices == Array(next..<next + indices.count))
            #expect(indices.count * 4 <= limit)
            next += indices.count
        }
        #expect(next == shape.reduce(1, *))
    }

    @Test("Where a block can hold a whole row of chunks, it ends where they end")
    func aligned() {
        let plan = BlockPlan(shape: [100, 8], chunk: [10, 4], elementSize: 4, limit: 1000)
        #expect(plan.block == [30, 8])
        #expect(plan.map(\.start) == [[0, 0], [30, 0], [60, 0], [90, 0]])
        #expect(plan.map(\.count).last == [10, 8])
    }

    @Test("An array without elements has no blocks", arguments: [[0], [0, 4], [4, 0], [3, 0, 2]])
    func empty(shape: [Int]) {
        #expect(Array(BlockPlan(shape: shape, chunk: nil, elementSize: 4, limit: 100)).isEmpty)
    }

    /// The row-major numbers of the elements of a block, in the order of the block.
    private static func flatIndices(_ block: BlockPlan.Block, shape: [Int]) -> [Int] {
        var indices = [0]
        for dimension in shape.indices {
            let run = block.start[dimension]..<block.start[dimension] + block.count[dimension]
            indices = indices.flatMap { outer in run.map { outer * shape[dimension] + $0 } }
        }
        return indices
    }
}
