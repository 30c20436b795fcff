package import ByteIO
internal import ModelSchema
internal import Safetensors
internal import Tensors

/// A safetensors file with what went into a model and what came out, under the names of transformers.
package enum TensorFile {
    /// Writes the record as padded tensors: a row for each text, and 0 after the end of a shorter one.
    ///
    /// - Throws: ``Fault`` `file.*`.
    package static func write(_ record: ProbeRecord, to path: String) throws(Fault) {
        let longest = record.inputs.map(\.tokens.ids.count).max() ?? 0
        let count = record.inputs.count
        var tensors: [(tensor: OutputTensor, bytes: [UInt8])] = []
        func add(_ name: String, _ type: ElementType, _ dimensions: [Int], _ bytes: [UInt8]) {
            guard let shape = Shape(dimensions) else { return }
            tensors.append((OutputTensor(name: name, elementType: type, shape: shape), bytes))
        }
        let padded = { (row: [Int]) in row + [Int](repeating: 0, count: longest - row.count) }
        let wholes: [(String, [Int])] = [
            ("input_ids", record.inputs.flatMap { padded($0.tokens.ids) }),
            ("token_type_ids", record.inputs.flatMap { padded($0.tokens.types) }),
            ("attention_mask", record.inputs.flatMap { padded($0.tokens.ids.map { _ in 1 }) }),
        ]
        for (name, numbers) in wholes {
            add(name, .int64, [count, longest], numbers.flatMap { littleEndian(UInt64(bitPattern: Int64($0)), 8) })
        }
        for output in record.outputs {
            let width = output.texts.lazy.flatMap(\.values).first?.count ?? 0
            let isPerToken = output.texts.contains { !$0.places.isEmpty }
            let rows = isPerToken ? longest : 1
            var numbers: [Float] = []
            for text in output.texts {
                numbers += text.values.joined()
                numbers += [Float](repeating: 0, count: (rows - text.values.count) * width)
            }
            let shape = isPerToken ? [count, longest] : [count]
            switch output.task {
            case .span:
                for (offset, name) in ["start_logits", "end_logits"].enumerated() {
                    let part = stride(from: offset, to: numbers.count, by: max(width, 1)).map { numbers[$0] }
                    add(name, .float32, shape, bytes(part))
                }
            case .replaced: add(output.name, .float32, shape, bytes(numbers))
            case .choice: add(output.name, .float32, [1, count], bytes(numbers))
            default: add(output.name, .float32, shape + [width], bytes(numbers))
            }
        }
        let layout = try SafetensorsLayout(tensors.map(\.tensor), metadata: ["format": "pt"])
        let file = try AtomicFile.create(at: path, byteCount: layout.byteCount, replacing: true)
        for piece in layout.file.pieces { try write(piece.bytes, to: file, at: piece.offset) }
        for (tensor, bytes) in tensors {
            guard let offset = layout.offsets[tensor.name] else { continue }
            try write(bytes, to: file, at: offset)
        }
        try file.commit()
    }

    private static func write(_ bytes: [UInt8], to file: borrowing AtomicFile, at offset: UInt64) throws(Fault) {
        var fault: Fault?
        unsafe bytes.withUnsafeBytes { bytes in
            do throws(Fault) { try unsafe file.write(bytes, at: offset) } catch { fault = error }
        }
        if let fault { throw fault }
    }

    /// The bytes of floats, little-endian.
    package static func bytes(_ numbers: [Float]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(numbers.count * 4)
        for number in numbers { bytes += littleEndian(UInt64(number.bitPattern), 4) }
        return bytes
    }

    private static func littleEndian(_ bits: UInt64, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: bits >> UInt64($0 * 8)) }
    }
}
