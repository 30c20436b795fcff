internal import ByteIO
internal import CKernels
internal import Tensors

/// What a step does with matrices, on all processors.
///
/// Weights are read block by block while they are used, so a layer is never in memory as a whole.
struct LayerWork: Sendable {
    /// The numbers of weights that a worker reads at a time; they fit into the cache of one processor core.
    private static let blockNumbers = 64 << 10
    /// Below so many numbers, one thread is faster than two.
    private static let smallWork = 64 << 10

    private let processor = CKThisProcessor()
    private let workers = TensorStream.workerLimit

    /// What a worker reads rows of weights with.
    private struct RowReader: ~Copyable {
        var stream = FloatStream()
        let rows: Block

        init(count: Int) { rows = Block(byteCount: count * MemoryLayout<Float>.stride) }

        /// The numbers of a tensor, all at once.
        mutating func read(_ entry: TensorEntry) throws(Fault) -> UnsafePointer<Float> {
            try stream.open(entry)
            let target = unsafe rows.bytes.bindMemory(to: Float.self)
            var filled = 0
            while let some = try unsafe stream.next() {
                if filled == 0, some.count == entry.shape.elementCount, let start = some.baseAddress {
                    return unsafe start
                }
                for index in 0..<some.count { unsafe target[filled + index] = some[index] }
                filled += some.count
            }
            return unsafe UnsafePointer(target.baseAddress.unsafelyUnwrapped)
        }
    }
}

extension LayerWork {
    /// Multiplies each row by a weight in PyTorch's orientation, and adds a bias.
    ///
    /// - Parameter progress: called with the bytes of weights that were read.
    /// - Throws: ``Fault`` of the file that could not be read.
    func multiply(
        _ input: FloatMatrix, by weight: TensorEntry, bias: [Float]?, progress: (Int) -> Void
    ) throws(Fault) -> FloatMatrix {
        let width = input.width
        let columns = weight.shape.dimensions.first ?? 0
        let output = FloatMatrix(rows: input.rows, width: columns)
        guard width > 0 else { return output }
        let share = max(1, (columns + workers - 1) / workers)
        let height = max(1, min(max(1, Self.blockNumbers / width) / 4 * 4, share))
        let ranges = stride(from: 0, to: columns, by: height).map { $0..<min($0 + height, columns) }
        let isSmall = columns * width * max(1, input.rows / 4) < Self.smallWork
        let queue = WorkQueue(ranges, workers: isSmall ? 1 : workers)
        let processor = processor
        try queue.run(
            worker: { RowReader(count: height * width) },
            work: { (reader: inout RowReader, range: Range<Int>, report: (Int) -> Void) throws(Fault) in
                guard let part = weight.rows(range, named: weight.name) else { return }
                let numbers = try unsafe reader.read(part)
                unsafe Self.multiply(processor, input, numbers, range, bias, output)
                report(part.byteCount)
            }, progress: progress, take: { () throws(Fault) in })
        return output
    }

    /// Multiplies each row by rows of weights that are in memory, and adds a bias.
    func multiply(_ input: FloatMatrix, by weight: FloatMatrix, bias: [Float]?) -> FloatMatrix {
        let output = FloatMatrix(rows: input.rows, width: weight.rows)
        unsafe Self.multiply(processor, input, weight.start, 0..<weight.rows, bias, output)
        return output
    }

    private static func multiply(
        _ processor: CKProcessor, _ input: FloatMatrix, _ weights: UnsafePointer<Float>, _ columns: Range<Int>,
        _ bias: [Float]?, _ output: FloatMatrix
    ) {
        let target = unsafe output.start + columns.lowerBound
        guard let bias else {
            unsafe CKMultiply(
                processor, input.start, input.rows, weights, columns.count, input.width, nil, target, output.width)
            return
        }
        unsafe bias.withUnsafeBufferPointer { bias in
            unsafe CKMultiply(
                processor, input.start, input.rows, weights, columns.count, input.width,
                bias.baseAddress.map { unsafe $0 + columns.lowerBound }, target, output.width)
        }
    }

    /// Normalises each row, in place.
    func normalise(_ matrix: FloatMatrix, weight: [Float], bias: [Float]?, epsilon: Double) {
        let processor = processor
        inParts(of: matrix) { rows in
            unsafe weight.withUnsafeBufferPointer { weight in
                let start = unsafe matrix.start + rows.lowerBound * matrix.width
                guard let scales = weight.baseAddress else { return }
                guard let bias else {
                    unsafe CKNormalise(processor, start, rows.count, matrix.width, scales, nil, epsilon)
                    return
                }
                unsafe bias.withUnsafeBufferPointer { bias in
                    unsafe CKNormalise(processor, start, rows.count, matrix.width, scales, bias.baseAddress, epsilon)
                }
            }
        }
    }

    /// Applies an activation to each number, in place.
    func activate(_ matrix: FloatMatrix, _ activation: Activation) {
        let processor = processor
        inParts(of: matrix) { rows in
            unsafe CKActivate(
                processor, activation.kernel, matrix.start + rows.lowerBound * matrix.width,
                rows.count * matrix.width)
        }
    }

    /// The attention of all heads within each text.
    ///
    /// - Parameter biases: for each head, what is added to a score by distance: see ``RelativeBuckets``; nil: nothing.
    func attend(
        queries: FloatMatrix, keys: FloatMatrix, values: FloatMatrix, _ batch: TextBatch, heads: Int, isCausal: Bool,
        biases: RelativeBuckets?
    ) -> FloatMatrix {
        let output = FloatMatrix(rows: queries.rows, width: queries.width)
        let width = queries.width / max(heads, 1)
        let longest = batch.texts.map(\.ids.count).max() ?? 0
        let items = batch.texts.indices.flatMap { text in (0..<heads).map { (text: text, head: $0) } }
        let processor = processor
        let scratchNumbers = CKAttentionScratch(processor, longest, width)
        let isSmall = queries.rows * queries.width < Self.smallWork / 4
        let queue = WorkQueue(items, workers: isSmall ? 1 : workers)
        queue.run(
            worker: { FloatMatrix(rows: 1, width: scratchNumbers) },
            work: { (scratch: inout FloatMatrix, item: (text: Int, head: Int), _: (Int) -> Void) in
                let rows = batch.rows(of: item.text)
                let offset = rows.lowerBound * queries.width + item.head * width
                let bias = biases?.line(head: item.head, count: rows.count) ?? []
                let space = unsafe scratch.start
                unsafe bias.withUnsafeBufferPointer { bias in
                    unsafe CKAttend(
                        processor, queries.start + offset, keys.start + offset, values.start + offset, rows.count,
                        width, queries.width, bias.isEmpty ? nil : bias.baseAddress, isCausal ? 1 : 0, space,
                        output.start + offset)
                }
            }, take: { _ in })
        return output
    }

    /// Runs `body` on ranges of rows, several at a time if there is much to do.
    private func inParts(of matrix: FloatMatrix, _ body: @escaping @Sendable (Range<Int>) -> Void) {
        let isSmall = matrix.rows * matrix.width < Self.smallWork
        let height = isSmall ? max(matrix.rows, 1) : max(1, (matrix.rows + workers - 1) / workers)
        let ranges = stride(from: 0, to: matrix.rows, by: height).map { $0..<min($0 + height, matrix.rows) }
        WorkQueue(ranges, workers: workers).run(
            worker: {}, work: { (_: inout Void, range: Range<Int>, _: (Int) -> Void) in body(range) }, take: { _ in })
    }
}
