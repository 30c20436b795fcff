package import ByteIO

/// Reads the elements of tensors densely, row-major and little-endian, in blocks of one size, whatever their order in
/// the file.
///
/// Memory: one block and, for a transposition, one panel of at most ``panelByteCount``. A matrix larger than a panel is
/// read once for each panel, so memory does not grow with the tensor. For other strides, the part of the storage from
/// the first to the last element is held, which must fit in ``spanByteCount``.
package struct TensorStream: ~Copyable {
    /// Bytes of a transposed matrix that are held at a time; 32 MiB for all streams that run at once.
    ///
    /// A feed-forward kernel of BERT-large (4096 × 1024 floats) has 16 MiB; a larger matrix is read in short pieces.
    package static let panelByteCount = (32 << 20) / workerLimit
    /// How many streams run at once: one for each processor, at most 4.
    package static let workerLimit = min(Processors.count, 4)
    /// How many streams run at once that read from another machine, because they wait more than they compute.
    private static let remoteWorkerLimit = 4
    /// Bytes of a panel of a matrix on another machine, which should be read once; two workers have one each.
    private static let remotePanelByteCount = 16 << 20
    /// Bytes of a storage that are held to gather elements from.
    package static let spanByteCount = 256 << 20

    private let block: Block
    /// The memory that a panel is read through; `block` may hold the first part of the next result.
    private let band = Block()
    private var panel = Block(byteCount: 0)
    private var source = Source.empty
    /// Bytes of the tensor, and how many of them were returned.
    private var byteCount = 0
    private var done = 0
    private var elementType = ElementType.uint8
    private var isBigEndian = false
    private var check: Check?
    private var verified = VerifiedRecords()

    /// Where the next block comes from.
    private enum Source {
        case empty
        /// The bytes are contiguous from `offset` on.
        case run(ByteRange, offset: Int)
        /// The panel holds target rows `held` of a matrix that is stored transposed.
        case transposition(ByteRange, Transposition.Plan, held: Range<Int>)
        /// The panel holds all elements.
        case panel
    }

    /// The checksum of a record that is read as a whole.
    private struct Check {
        var checksum: Checksum
        let range: ByteRange
    }

    /// How many streams should run at once.
    ///
    /// - Parameters:
    ///   - isRemote: whether any of them reads from another machine.
    ///   - isTransposing: whether any of them transposes, for which it holds a panel.
    package static func workers(isRemote: Bool, isTransposing: Bool) -> Int {
        isRemote ? isTransposing ? 2 : remoteWorkerLimit : workerLimit
    }

    private static func panelLimit(_ storage: ByteRange) -> Int {
        storage.file.isRemote ? remotePanelByteCount : panelByteCount
    }

    /// - Parameter blockByteCount: bytes of a block, a multiple of 16, the width of the widest element.
    package init(blockByteCount: Int = Block.standardByteCount) {
        block = Block(byteCount: blockByteCount)
    }
}

extension TensorStream {
    /// Begins to read a tensor.
    ///
    /// - Parameter transposed: whether to read a matrix with its dimensions in reverse order.
    /// - Throws: ``Fault`` `tensor.encoded`, `tensor.scattered`, `file.*`, `file.checksum`.
    package mutating func open(_ entry: TensorEntry, transposed: Bool = false) throws(Fault) {
        guard let view = entry.view else { throw Fault.encoded(entry.name).inFile(entry.file.path) }
        let shape = transposed ? entry.shape.transposed : entry.shape
        let oriented = transposed ? view.transposed : view
        byteCount = entry.byteCount
        done = 0
        elementType = entry.elementType
        isBigEndian = view.storage.isBigEndian
        check = nil
        guard byteCount > 0 else {
            source = .empty
            return
        }
        let width = entry.elementType.bitWidth / 8
        guard width > 0 || !transposed || shape.rank < 2 else {
            throw Fault.packed(entry.name, entry.elementType).inFile(view.storage.file.path)
        }
        if width == 0 || oriented.isRowMajor(shape) {
            let start = oriented.offset * width
            let storage: ByteRange
            if start == 0, byteCount == view.storage.count {
                storage = try view.storage.announced()
                check = storage.checksum.map { Check(checksum: Checksum($0.kind), range: storage) }
            } else {
                storage = try view.storage.located()
                try verified.verify(storage, with: block)
                storage.file.expect(storage.offset + UInt64(start)..<storage.offset + UInt64(start + byteCount))
            }
            source = .run(storage, offset: start)
            return
        }
        let plan = Transposition.Plan(oriented, shape, width: width)
        let storage: ByteRange
        if let plan, plan.fills(view.storage, limit: Self.panelLimit(view.storage)) {
            // The panel is filled by one reading, in the order of the record.
            storage = try view.storage.announced()
            check = storage.checksum.map { Check(checksum: Checksum($0.kind), range: storage) }
        } else {
            storage = try view.storage.located()
            try verified.verify(storage, with: block)
        }
        if let plan {
            source = .transposition(storage, plan, held: 0..<0)
        } else {
            try gather(oriented, in: storage, shape, width: width, name: entry.name)
            source = .panel
        }
    }

    /// The next block, always of the same sizes for tensors of one size; nil at the end.
    ///
    /// The memory belongs to the stream and changes with the next call.
    ///
    /// - Throws: ``Fault`` `file.*`; `file.checksum` at the end of a record whose bytes have changed.
    package mutating func next() throws(Fault) -> UnsafeMutableRawBufferPointer? {
        guard done < byteCount else { return nil }
        let count = unsafe min(byteCount - done, block.bytes.count)
        var bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<count])
        switch source {
        case .empty: return nil
        case .run(let range, let offset):
            try unsafe range.file.read(into: bytes, at: range.offset + UInt64(offset + done))
            unsafe check?.checksum.add(UnsafeRawBufferPointer(bytes))
        case .transposition(let range, let plan, let held):
            if let held = unsafe bytesInPanel(plan, held, count) {
                unsafe bytes = held
            } else {
                try unsafe copyTransposed(into: bytes, range, plan, held: held)
            }
        case .panel:
            unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: panel.bytes[done..<done + count]))
        }
        done += count
        if isBigEndian { unsafe ByteOrder.swap(bytes, elementType) }
        if elementType == .bool { unsafe ByteOrder.normaliseBooleans(bytes) }
        if done == byteCount { try finishCheck() }
        return unsafe bytes
    }

    /// The next bytes in the panel, if the panel holds them all.
    private func bytesInPanel(
        _ plan: Transposition.Plan, _ held: Range<Int>, _ count: Int
    ) -> UnsafeMutableRawBufferPointer? {
        let start = done - held.lowerBound * plan.targetRowByteCount
        guard start >= 0, start + count <= held.count * plan.targetRowByteCount else { return nil }
        return unsafe UnsafeMutableRawBufferPointer(rebasing: panel.bytes[start..<start + count])
    }

    /// Fills `bytes` from the panel, which is read again each time its rows are used up.
    private mutating func copyTransposed(
        into bytes: UnsafeMutableRawBufferPointer, _ range: ByteRange, _ plan: Transposition.Plan, held: Range<Int>
    ) throws(Fault) {
        var held = held
        var filled = 0
        while filled < bytes.count {
            let position = done + filled
            let row = position / plan.targetRowByteCount
            if !held.contains(row) {
                let last = min(row + plan.panelRows(limit: Self.panelLimit(range)), plan.targetRows)
                held = row..<last
                reservePanel(held.count * plan.targetRowByteCount)
                var checksum = check?.checksum
                try unsafe plan.fill(panel.bytes, targetRows: held, from: range, through: band, &checksum)
                if let checksum { check?.checksum = checksum }
                try finishCheck()
                source = .transposition(range, plan, held: held)
            }
            let start = position - held.lowerBound * plan.targetRowByteCount
            let count = min(bytes.count - filled, held.count * plan.targetRowByteCount - start)
            let piece = unsafe UnsafeRawBufferPointer(rebasing: panel.bytes[start..<start + count])
            unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[filled..<filled + count]).copyMemory(from: piece)
            filled += count
        }
    }

    /// Compares the checksum of a record that was read to its end, if it has one.
    ///
    /// - Throws: ``Fault`` `file.checksum`.
    private mutating func finishCheck() throws(Fault) {
        guard let check else { return }
        self.check = nil
        try verified.check(check.range, found: check.checksum)
    }

    private mutating func reservePanel(_ byteCount: Int) {
        if unsafe panel.bytes.count < byteCount { panel = Block(byteCount: byteCount) }
    }

    /// Reads the part of the storage that the view spans, and writes the dense elements to the panel.
    private mutating func gather(
        _ view: StridedView, in storage: ByteRange, _ shape: Shape, width: Int, name: String
    ) throws(Fault) {
        let span = zip(shape.dimensions, view.strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 } * width
        guard span <= Self.spanByteCount, byteCount <= Self.spanByteCount else {
            throw Fault.scattered(name, byteCount: max(span, byteCount)).inFile(storage.file.path)
        }
        let memory = Block(byteCount: span)
        try unsafe storage.file.read(into: memory.bytes, at: storage.offset + UInt64(view.offset * width))
        reservePanel(byteCount)
        unsafe Gathering.gather(memory.bytes, strides: view.strides, shape: shape, width: width, into: panel.bytes)
    }
}
