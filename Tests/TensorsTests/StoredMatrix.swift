import ByteIO
import Tensors
import TestSupport
import Testing

extension Matrix {
    /// The unsigned integer of as many bytes.
    var elementType: ElementType {
        switch width {
        case 1: .uint8
        case 2: .uint16
        case 4: .uint32
        default: .uint64
        }
    }
}

extension TensorEntry {
    /// A dense tensor whose bytes are a part of a file.
    static func plain(_ range: ByteRange, _ dimensions: [Int], _ type: ElementType) throws -> TensorEntry {
        let shape = try #require(Shape(dimensions))
        return try #require(TensorEntry(name: "t", elementType: type, shape: shape, storage: .plain(range)))
    }

    /// A view of a storage.
    static func strided(
        _ range: ByteRange, _ dimensions: [Int], strides: [Int], offset: Int = 0, _ type: ElementType
    ) throws -> TensorEntry {
        let shape = try #require(Shape(dimensions))
        let view = try #require(
            StridedView(storage: range, offset: offset, shape: shape, strides: strides, elementType: type))
        return try #require(TensorEntry(name: "t", elementType: type, shape: shape, storage: .strided(view)))
    }

    /// The matrix, stored row by row at `offset` of `file`.
    static func matrix(_ matrix: Matrix, in file: InputFile, at offset: UInt64) throws -> TensorEntry {
        try plain(
            ByteRange(file: file, offset: offset, count: matrix.bytes.count), [matrix.rows, matrix.columns],
            matrix.elementType)
    }
}

/// All that a stream gives of a tensor.
func dense(_ entry: TensorEntry, transposed: Bool = false) throws(Fault) -> [UInt8] {
    var stream = TensorStream()
    return try dense(entry, transposed: transposed, with: &stream)
}

/// The same, with a stream that may know things from tensors before.
func dense(_ entry: TensorEntry, transposed: Bool = false, with stream: inout TensorStream) throws(Fault) -> [UInt8] {
    try stream.open(entry, transposed: transposed)
    var bytes: [UInt8] = []
    while let block = try unsafe stream.next() { unsafe bytes += block }
    return bytes
}
