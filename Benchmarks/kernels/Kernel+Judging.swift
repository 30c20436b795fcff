import ByteIO
import Forensics
import Tensors

extension Kernel {
    /// What `verify` spends its time in.
    static let judging = [
        statistics("statistics-trained-768x768", Values.trained(768 * 768, width: 768)),
        statistics("statistics-fresh-768x768", Values.fresh(768 * 768)),
        rows("rows-trained-2000x768", Values.trained(2000 * 768, width: 768)),
        rows("rows-fresh-2000x768", Values.fresh(2000 * 768)),
    ]

    private static func statistics(_ name: String, _ values: @autoclosure @escaping @Sendable () -> Block) -> Kernel {
        Kernel(name: name) { () throws(Fault) in
            let values = values()
            guard let shape = Shape([768, 768]) else { throw unfit }
            return Work { () throws(Fault) in
                var analysis = TensorAnalysis(shape: shape, storedElementType: .float32)
                unsafe analysis.add(UnsafeBufferPointer(values.bytes.assumingMemoryBound(to: Float.self)))
                guard analysis.finish().nonFinite == 0 else { throw unfit }
            }
        }
    }

    private static func rows(_ name: String, _ values: @autoclosure @escaping @Sendable () -> Block) -> Kernel {
        Kernel(name: name) { () throws(Fault) in
            let values = values()
            guard let shape = Shape([2000, 768]) else { throw unfit }
            return Work { () throws(Fault) in
                var rows = UntouchedRows(shape: shape, isEmbedding: true)
                unsafe rows.add(UnsafeBufferPointer(values.bytes.assumingMemoryBound(to: Float.self)))
                _ = rows.finish()
            }
        }
    }
}
