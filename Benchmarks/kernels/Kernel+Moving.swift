import ByteIO
import Tensors

extension Kernel {
    /// What `convert` spends its time in.
    static let moving = [
        Kernel(name: "transpose-f32-768x3072") { () throws(Fault) in
            let source = Values.fresh(768 * 3072)
            let target = Block(byteCount: 768 * 3072 * 4)
            return Work { () throws(Fault) in
                unsafe Transposition.scatter(
                    UnsafeRawBufferPointer(source.bytes), rows: 768, columns: 3072, width: 4, into: target.bytes,
                    height: 768, first: 0)
            }
        },
        cast(from: .float32, to: .float16),
        cast(from: .float32, to: .bfloat16),
        cast(from: .float16, to: .float32),
        Kernel(name: "gather-f32-64x256x16") { () throws(Fault) in
            let storage = try Values.file(Values.fresh(64 * 256 * 16))
            // The dimensions in another order, which neither a straight read nor a transposition gives.
            guard let shape = Shape([256, 64, 16]),
                let view = StridedView(
                    storage: storage, offset: 0, shape: shape, strides: [16, 4096, 1], elementType: .float32)
            else { throw Self.unfit }
            return try moving(TensorEntry(name: "x", elementType: .float32, shape: shape, storage: .strided(view)))
        },
        Kernel(name: "crc-32-4MiB") { () throws(Fault) in
            let bytes = Values.fresh(1 << 20)
            return Work { () throws(Fault) in
                var checksum = Checksum()
                unsafe checksum.add(UnsafeRawBufferPointer(bytes.bytes))
                guard checksum.value != 0 else { throw unfit }
            }
        },
    ]

    static let unfit = Fault(Fault.Code("kernels.input"), reason: "the input is not what the kernel takes")

    private static func cast(from: ElementType, to: ElementType) -> Kernel {
        Kernel(name: "cast-\(from)-\(to)-1Mi") { () throws(Fault) in
            let range = try Values.file(Values.fresh((1 << 20) * from.bitWidth / 32))
            guard let shape = Shape([1 << 20]) else { throw unfit }
            return try moving(
                TensorEntry(name: "x", elementType: from, shape: shape, storage: .plain(range)), to: to)
        }
    }

    /// Copies a tensor to a nameless file, as `convert` does.
    private static func moving(_ entry: TensorEntry?, to type: ElementType? = nil) throws(Fault) -> Work {
        guard let entry else { throw unfit }
        let output = try AtomicFile.create(at: "/tmp/bertconv-kernels.output", byteCount: 0, replacing: true)
        return Work { () throws(Fault) in
            var copier = TensorCopier()
            _ = try copier.copy(
                TensorCopy(source: entry, isTransposed: false, elementType: type, target: 0), to: output.writer)
        }
    }
}
