import ByteIO
import Tensors
import TestSupport
import Testing

/// What stands between a pickle that lies and memory that is not the tensor's.
@Suite("Views of a storage")
struct StridedViewTests {
    struct View: Sendable {
        var offset = 0
        var shape: [Int]
        var strides: [Int]
        /// Bytes of the storage.
        var storage = 24
        var type = ElementType.float32
    }

    private static func view(_ view: View) throws -> StridedView? {
        let file = try InputFile(path: Fixtures.path("README.md"))
        return StridedView(
            storage: ByteRange(file: file, offset: 0, count: view.storage), offset: view.offset,
            shape: try #require(Shape(view.shape)), strides: view.strides, elementType: view.type)
    }

    @Test(
        "A view whose last element is within its storage exists",
        arguments: [
            View(shape: [], strides: []), View(offset: 5, shape: [], strides: []),
            View(shape: [2, 3], strides: [3, 1]), View(shape: [3, 2], strides: [1, 3]),
            View(offset: 2, shape: [2, 2], strides: [2, 1]), View(shape: [6], strides: [1]),
            View(shape: [1_000_000], strides: [0]), View(offset: 1, shape: [2, 3, 2], strides: [0, 2, 0]),
            // The stride of a dimension of one element is never taken.
            View(shape: [1, 6], strides: [.max, 1]), View(offset: 5, shape: [1, 1], strides: [.max, .max]),
            View(shape: [24], strides: [1], type: .uint8), View(shape: [3], strides: [1], type: .complex64),
        ])
    func inside(view: View) throws {
        let made = try #require(try Self.view(view))
        #expect(made.offset == view.offset)
        #expect(made.strides == view.strides)
    }

    @Test(
        "A view that would leave its storage does not exist",
        arguments: [
            View(offset: 6, shape: [], strides: []), View(offset: -1, shape: [], strides: []),
            View(shape: [7], strides: [1]), View(offset: 1, shape: [6], strides: [1]),
            View(shape: [2, 3], strides: [4, 1]), View(shape: [3], strides: [-1]),
            View(offset: 2, shape: [3], strides: [-1]),
            View(shape: [1], strides: [0], storage: 0), View(shape: [1], strides: [0], storage: 3),
            View(shape: [25], strides: [1], type: .uint8), View(shape: [4], strides: [1], type: .float64),
        ])
    func outside(view: View) throws {
        #expect(try Self.view(view) == nil)
    }

    @Test(
        "No product or sum overflows into the storage again",
        arguments: [
            View(shape: [3], strides: [.max]), View(shape: [3], strides: [.max / 2 + 1]),
            View(shape: [2, 2], strides: [.max, .max]), View(offset: .max, shape: [2], strides: [1]),
            View(offset: .max, shape: [2, 2], strides: [.max, 2]), View(shape: [5], strides: [1 << 62]),
        ])
    func overflow(view: View) throws {
        #expect(try Self.view(view) == nil)
    }

    @Test("Each dimension has one stride", arguments: [([2, 3], [3]), ([2], [3, 1]), ([], [1])] as [([Int], [Int])])
    func rank(shape: [Int], strides: [Int]) throws {
        #expect(try Self.view(View(shape: shape, strides: strides)) == nil)
    }

    @Test("Packed elements have no strides", arguments: [ElementType.float4, .float6e2m3, .float6e3m2])
    func packed(type: ElementType) throws {
        #expect(try Self.view(View(shape: [4], strides: [1], type: type)) == nil)
    }

    @Test(
        "A tensor without elements may have any offset and strides, and none of them is kept",
        arguments: [
            View(offset: 800, shape: [0], strides: [1]), View(offset: -1, shape: [3, 0], strides: [-7, .min]),
            View(offset: .max, shape: [0, 4], strides: [.max, .max], storage: 0),
        ])
    func empty(view: View) throws {
        let made = try #require(try Self.view(view))
        #expect(made.offset == 0)
        #expect(made.strides.allSatisfy { (0...4).contains($0) })
    }

    @Test(
        "Elements are row-major when each step leads to the next; a dimension of one element does not count",
        arguments: [
            ([], [], true), ([6], [1], true), ([6], [2], false), ([2, 3], [3, 1], true), ([2, 3], [1, 2], false),
            ([2, 3], [4, 1], false), ([1, 6], [99, 1], true), ([6, 1], [1, 99], true), ([2, 1, 3], [3, 0, 1], true),
            ([2, 1, 3], [6, 0, 1], false), ([1, 1], [7, 7], true), ([0, 5], [9, 9], true), ([3], [0], false),
        ] as [([Int], [Int], Bool)])
    func rowMajor(dimensions: [Int], strides: [Int], expected: Bool) throws {
        let shape = try #require(Shape(dimensions))
        let view = try #require(try Self.view(View(shape: dimensions, strides: strides, storage: 4_000)))
        #expect(view.isRowMajor(shape) == expected)
    }

    @Test(
        "The strides of a dense tensor",
        arguments: [([], []), ([5], [1]), ([2, 3], [3, 1]), ([2, 3, 4], [12, 4, 1]), ([2, 0, 4], [4, 4, 1])])
    func dense(dimensions: [Int], expected: [Int]) throws {
        #expect(StridedView.rowMajor(try #require(Shape(dimensions))) == expected)
    }

    @Test("The transposed view has its strides in reverse order and the same first element")
    func transposed() throws {
        let view = try #require(try Self.view(View(offset: 1, shape: [2, 2], strides: [2, 1])))
        #expect(view.transposed.strides == [1, 2])
        #expect(view.transposed.offset == 1)
    }
}
