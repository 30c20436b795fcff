import Tensors
import Testing

@Suite("Shapes")
struct ShapeTests {
    @Test(
        "A shape counts its elements; a scalar has one",
        arguments: [
            ([], 1), ([0], 0), ([1], 1), ([2, 3], 6), ([3, 0, 5], 0), ([1, 1, 1], 1), ([.max], .max),
            ([1, .max, 1], .max),
            ([1 << 31, 1 << 31], 1 << 62),
        ] as [([Int], Int)])
    func elementCount(dimensions: [Int], expected: Int) throws {
        let shape = try #require(Shape(dimensions))
        #expect(shape.elementCount == expected)
        #expect(shape.rank == dimensions.count)
        #expect(shape.dimensions == dimensions)
    }

    @Test(
        "No shape is negative or overflows, whichever way it is multiplied and even when a dimension is 0",
        arguments: [
            [-1], [2, -3], [-2, -3], [0, -1], [.min], [.max, 2], [2, .max], [1 << 32, 1 << 32],
            [1 << 32, 1 << 32, 0], [0, 1 << 32, 1 << 32], [1 << 32, 0, 1 << 32],
        ] as [[Int]])
    func impossible(dimensions: [Int]) {
        #expect(Shape(dimensions) == nil)
    }

    @Test(
        "Transposition reverses the dimensions",
        arguments: [([], []), ([5], [5]), ([2, 3], [3, 2]), ([2, 3, 4], [4, 3, 2])])
    func transposed(dimensions: [Int], expected: [Int]) throws {
        let shape = try #require(Shape(dimensions))
        #expect(shape.transposed.dimensions == expected)
        #expect(shape.transposed.elementCount == shape.elementCount)
        #expect(shape.transposed.transposed == shape)
    }

    @Test(
        "Bytes are whole: packed types must fill them, and their bits must be countable",
        arguments: [
            ([3], .float32, 12), ([], .float64, 8), ([0], .bool, 0), ([2], .float4, 1), ([3], .float4, nil),
            ([4], .float6e2m3, 3), ([2], .float6e3m2, nil), ([1 << 59], .uint8, 1 << 59), ([1 << 60], .uint8, nil),
            ([1 << 58], .float64, nil),
        ] as [([Int], ElementType, Int?)])
    func byteCount(dimensions: [Int], elementType: ElementType, expected: Int?) throws {
        #expect(try #require(Shape(dimensions)).byteCount(of: elementType) == expected)
    }

    @Test("A shape is shown in brackets", arguments: [([], "[]"), ([768], "[768]"), ([768, 3_072], "[768, 3072]")])
    func description(dimensions: [Int], expected: String) throws {
        #expect(try #require(Shape(dimensions)).description == expected)
    }
}
