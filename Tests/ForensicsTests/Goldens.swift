import ByteIO
import Forensics
import JSONText
import Safetensors
import Tensors
import TestSupport
import Testing

/// What `bertconv_fixtures/forensics.py` wrote: tensors, and their statistics by numpy and scipy.
enum Goldens {
    static let names = [
        "torch-normal", "torch-normal-head", "torch-normal-odd", "torch-linear-default", "tensorflow-truncated",
        "tensorflow-glorot", "bfloat16-widened", "structured", "shifted", "tiny-scale", "moved-head", "non-finite",
        "zeros", "ones", "touched-rows",
    ]
    static let soundMatrices = names.filter { !["non-finite", "zeros", "ones"].contains($0) }

    struct Tensor {
        let shape: Shape
        let values: [Float]

        /// What one pass finds, in blocks of some number of values.
        func evidence(block: Int = .max, storedAs type: ElementType = .float32, fanIns: [Int] = []) -> TensorEvidence {
            var analysis = TensorAnalysis(shape: shape, storedElementType: type, fanIns: fanIns)
            for start in stride(from: 0, to: values.count, by: min(block, max(values.count, 1))) {
                let piece = values[start..<min(values.count - start, block) + start]
                unsafe piece.withUnsafeBufferPointer { unsafe analysis.add($0) }
            }
            return analysis.finish()
        }

        /// The runs of rows that no training touched.
        func untouchedRows(block: Int) -> UntouchedRows.Found {
            var rows = UntouchedRows(shape: shape, isEmbedding: true)
            for start in stride(from: 0, to: values.count, by: block) {
                let piece = values[start..<min(values.count, start + block)]
                unsafe piece.withUnsafeBufferPointer { unsafe rows.add($0) }
            }
            return rows.finish()
        }
    }

    static func tensor(_ name: String) throws -> Tensor {
        let file = try InputFile(path: Fixtures.path("forensics/tensors.safetensors"))
        let entry = try #require(try SafetensorsReader.read(file).table[name])
        let bytes = try denseBytes(of: entry)
        let values = stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(bitPattern: bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
        return Tensor(shape: entry.shape, values: values)
    }

    /// A member of the statistics.
    static func statistics(_ path: String...) throws -> JSONValue {
        let text = bytes(ofFile: Fixtures.path("forensics/statistics.json"))
        var value = try JSONParser.parse(text)
        for name in path { value = try #require(value.object?[name], "\(path)") }
        return value
    }
}

extension JSONValue {
    func number(_ name: String) throws -> Double {
        try #require(object?[name]?.double, "\(name)")
    }

    /// The number, or nil where it is null.
    func integer(_ name: String) -> Int? {
        object?[name]?.integer
    }
}

/// Whether two numbers agree to a share of the larger of `scale` and their magnitude.
func agree(_ found: Double, _ expected: Double, within tolerance: Double, scale: Double = 0) -> Bool {
    (found - expected).magnitude <= tolerance * max(expected.magnitude, scale)
}
