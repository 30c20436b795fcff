import ByteIO
import Forensics
import Tensors

/// The fixed inputs of the kernels.
enum Values {
    /// Values as a generator wrote them, for which every test goes to its end.
    static func fresh(_ count: Int) -> Block {
        let block = Block(byteCount: count * 4)
        var generator = TorchGenerator(seed: 42)
        var fill = TensorFill(.normal(mean: 0, std: 0.02), count: count)
        _ = unsafe fill.next(into: block.bytes.bindMemory(to: Float.self), from: &generator)
        return block
    }

    /// Values that look trained: no lattice is left, and rows have sizes of their own.
    static func trained(_ count: Int, width: Int) -> Block {
        let block = fresh(count)
        let values = unsafe block.bytes.assumingMemoryBound(to: Float.self)
        for index in 0..<count {
            let row = index / width
            let size = 1 + Float(row * 7919 % 64) / 64
            let shift = (Float(row * 104_729 % 97) - 48.5) / 4096
            unsafe values[index] = values[index] * size + shift
        }
        return block
    }

    /// The same bytes as the whole of a file without a name.
    static func file(_ block: borrowing Block) throws(Fault) -> ByteRange {
        let scratch = try InputFile.scratch(in: "/tmp", standingFor: "values")
        let bytes = unsafe UnsafeRawBufferPointer(block.bytes)
        try unsafe scratch.write(bytes, at: 0)
        return ByteRange(file: try scratch.finished(), offset: 0, count: bytes.count)
    }
}
