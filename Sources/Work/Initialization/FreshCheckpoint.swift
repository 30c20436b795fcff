package import ByteIO
internal import Forensics
package import Formats
internal import Glibc
internal import ModelSchema
internal import Tensors

/// A checkpoint with untrained values, in a file without a name, from which it is converted like any other.
///
/// The values are bit for bit those of `from_pretrained(None, config=config, state_dict={})` of transformers 5.23. One
/// stream of random numbers is used for the whole model: `torch.manual_seed(seed)`, then `normal_`, or what the
/// ``WeightInitializer`` is, for each parameter in the order of the state_dict. Biases, LayerNorms and tied parameters take
/// no random numbers.
package struct FreshCheckpoint: ~Copyable {
    /// The table of its tensors, which have values after ``draw(seed:progress:)``.
    package let checkpoint: Checkpoint
    private let model: FreshModel
    private let scratch: InputFile.Scratch

    /// Lays out the tensors, and takes no space yet.
    ///
    /// - Parameter folder: the folder in which the values take space.
    /// - Throws: ``Fault`` `model.configuration` for sizes that no file can have.
    package init(_ model: FreshModel, scratchFolder folder: String) throws(Fault) {
        let path = model.configurationPath
        let scratch = try InputFile.scratch(in: folder, standingFor: path)
        let table = try Self.table(of: model, in: try scratch.opened())
        self.model = model
        self.scratch = scratch
        checkpoint = Checkpoint(path: path, table: table, configurationPath: path)
    }

    /// The tensors one after the other, dense.
    private static func table(of model: FreshModel, in file: InputFile) throws(Fault) -> TensorTable {
        var table = TensorTable()
        var end = 0
        for parameter in model.drawn {
            guard let shape = parameter.shape, let count = shape.byteCount(of: .float32),
                let entry = TensorEntry(
                    name: parameter.name, elementType: .float32, shape: shape,
                    storage: .plain(ByteRange(file: file, offset: UInt64(end), count: count))),
                count <= Int.max - end, table.insert(entry)
            else { throw .tooLarge(parameter.name, model.configurationPath) }
            end += count
        }
        return table
    }
}

extension FreshCheckpoint {
    /// Writes all values.
    ///
    /// - Parameters:
    ///   - seed: the seed; torch uses only the low 32 bits of one.
    ///   - progress: called with the number of bytes written since the last call.
    /// - Throws: ``Fault`` `file.disk-full`.
    package func draw(seed: UInt32, progress: (Int) -> Void = { _ in }) throws(Fault) {
        try scratch.reserve(UInt64(checkpoint.table.byteCount))
        var generator = TorchGenerator(seed: UInt64(seed))
        let block = Block()
        let shapes = Dictionary(
            zip(model.drawn.map(\.path), checkpoint.table.entries.map(\.shape)), uniquingKeysWith: { first, _ in first }
        )
        for (parameter, entry) in zip(model.drawn, checkpoint.table.entries) {
            for path in model.drawnBefore[parameter.path] ?? [] {
                try discard(shapes[path]?.elementCount ?? 0, block, &generator)
            }
            guard let start = entry.range?.offset, let rows = entry.shape.dimensions.first else { continue }
            let count = entry.shape.elementCount
            let columns = count / max(rows, 1)
            switch parameter.initializer {
            case .zeros: try write(0, count: count, at: start, block, progress)
            case .ones: try write(1, count: count, at: start, block, progress)
            case .sinusoid: try writeSinusoid(rows: rows, columns: columns, at: start, block, progress)
            case .truncatedNormal where model.initializer == .normal:
                try writeTruncated(entry, parameter, block, &generator, progress)
            case .normal, .truncatedNormal:
                let distribution = model.initializer.distribution(
                    rows: rows, columns: columns, deviation: model.deviation(of: parameter))
                var fill = TensorFill(distribution, count: count)
                try unsafe write(count: count, at: start, block, progress) {
                    _ = unsafe fill.next(into: $0, from: &generator)
                }
            }
            if let row = parameter.zeroRow, model.initializer.zeroesPadding {
                let offset = (row < 0 ? rows + row : row) * columns * MemoryLayout<Float>.stride
                try write(0, count: columns, at: start + UInt64(offset), block)
            }
        }
    }

    /// Draws numbers that are not kept.
    private func discard(_ count: Int, _ block: borrowing Block, _ generator: inout TorchGenerator) throws(Fault) {
        var fill = TensorFill(.normal(mean: 0, std: 1), count: count)
        let floats = unsafe block.bytes.bindMemory(to: Float.self)
        while fill.remaining > 0 {
            let piece = unsafe UnsafeMutableBufferPointer(rebasing: floats[..<min(fill.remaining, floats.count)])
            _ = unsafe fill.next(into: piece, from: &generator)
        }
    }

    /// Writes a normal distribution that is cut off, as `trunc_normal_` of torch 2.13 does: as long as a value is outside,
    /// a whole tensor is drawn again, and takes the places of those that are.
    private func writeTruncated(
        _ entry: TensorEntry, _ parameter: Parameter, _ block: borrowing Block, _ generator: inout TorchGenerator,
        _ progress: (Int) -> Void
    ) throws(Fault) {
        guard let range = entry.range else { return }
        let deviation = model.deviation(of: parameter)
        let bound = Float(model.cutoff(of: parameter) * deviation)
        var isFirst = true
        var isDone = false
        while !isDone {
            isDone = true
            // The file of the entry was opened before anything was in it.
            let written = isFirst ? nil : try scratch.opened()
            var fill = TensorFill(.normal(mean: 0, std: deviation), count: entry.shape.elementCount)
            let floats = unsafe block.bytes.bindMemory(to: Float.self)
            var done = 0
            while done < entry.shape.elementCount {
                let count = min(entry.shape.elementCount - done, floats.count)
                let place = range.offset + UInt64(done * MemoryLayout<Float>.stride)
                let piece = unsafe UnsafeMutableBufferPointer(rebasing: floats[..<count])
                let before = try written?.bytes(at: place, count: count * MemoryLayout<Float>.stride) ?? []
                _ = unsafe fill.next(into: piece, from: &generator)
                unsafe before.withUnsafeBytes { old in
                    for index in 0..<(old.count / MemoryLayout<Float>.stride) {
                        let value = unsafe old.loadUnaligned(
                            fromByteOffset: index * MemoryLayout<Float>.stride, as: Float.self)
                        if value >= -bound, value <= bound { unsafe piece[index] = value }
                    }
                }
                for index in 0..<count where unsafe piece[index] < -bound || piece[index] > bound { isDone = false }
                let bytes = UnsafeRawBufferPointer(piece)
                try unsafe scratch.write(bytes, at: place)
                if isFirst { progress(bytes.count) }
                done += count
            }
            isFirst = false
        }
    }

    /// Writes sines in even columns and cosines in odd ones, as `create_sinusoidal_embeddings` of DistilBERT does.
    private func writeSinusoid(
        rows: Int, columns: Int, at start: UInt64, _ block: borrowing Block, _ progress: (Int) -> Void
    ) throws(Fault) {
        var next = 0
        try unsafe write(count: rows * columns, at: start, block, progress) { target in
            for index in 0..<target.count {
                let (row, column) = (next / columns, next % columns)
                let angle = Double(row) / pow(10000, Double(2 * (column / 2)) / Double(columns))
                unsafe target[index] = Float(column.isMultiple(of: 2) ? sin(angle) : cos(angle))
                next += 1
            }
        }
    }

    private func write(
        _ value: Float, count: Int, at start: UInt64, _ block: borrowing Block, _ progress: (Int) -> Void = { _ in }
    ) throws(Fault) {
        try unsafe write(count: count, at: start, block, progress) { unsafe $0.update(repeating: value) }
    }

    /// Writes `count` values block by block; `make` fills each block.
    private func write(
        count: Int, at start: UInt64, _ block: borrowing Block, _ progress: (Int) -> Void,
        make: (UnsafeMutableBufferPointer<Float>) -> Void
    ) throws(Fault) {
        let floats = unsafe block.bytes.bindMemory(to: Float.self)
        var done = 0
        while done < count {
            let piece = unsafe UnsafeMutableBufferPointer(rebasing: floats[..<min(count - done, floats.count)])
            unsafe make(piece)
            let bytes = UnsafeRawBufferPointer(piece)
            try unsafe scratch.write(bytes, at: start + UInt64(done * MemoryLayout<Float>.stride))
            done += piece.count
            progress(bytes.count)
        }
    }
}
