package import ByteIO
internal import KerasArchive
internal import Safetensors
package import Tensors
internal import TorchArchive

/// Writes the files of plans.
///
/// A file appears complete or not at all.
package struct OutputWriter: ~Copyable {
    /// The metadata that transformers 4 needs to load a safetensors file; version 5 ignores it.
    private static let metadata = ["format": "pt"]

    private let inputs: [InputFile]
    /// The files that must not be overwritten.
    package let places: OutputPlaces
    private let helper: HDF5Helper
    /// Whether existing files may be replaced.
    package let isReplacing: Bool
    private let allowsOverflow: Bool
    private let progress: (Int) -> Void
    /// The losses of all conversions to narrower types so far.
    package private(set) var losses = CastLosses()

    /// - Parameters:
    ///   - inputs: the files with the tensors, which must not change or be overwritten.
    ///   - places: the other files that must not be overwritten.
    ///   - helperPath: the executable `bertconv-hdf5`.
    ///   - replacing: whether existing files may be replaced.
    ///   - allowsOverflow: whether values may become infinite in a narrower type.
    ///   - progress: called with the number of bytes read since the last call.
    package init(
        inputs: [InputFile], places: OutputPlaces = OutputPlaces(), helperPath: String, replacing: Bool,
        allowsOverflow: Bool,
        progress: @escaping (Int) -> Void
    ) {
        self.inputs = inputs
        self.places = inputs.reduce(into: places) { $0.keep($1) }
        self.helper = HDF5Helper(executable: helperPath)
        self.isReplacing = replacing
        self.allowsOverflow = allowsOverflow
        self.progress = progress
    }

    /// Checks that a file can be written to `path`.
    ///
    /// - Throws: ``Fault`` `file.*`.
    package func checkPlace(_ path: String) throws(Fault) {
        try places.check(path, replacing: isReplacing)
    }

    /// Writes a file, complete except for its name.
    ///
    /// - Throws: ``Fault`` of a file that cannot be read or written, `convert.overflow`; then nothing of the output is left.
    package mutating func write(_ plan: ConversionPlan, to path: String) throws(Fault) -> PendingFile {
        try checkPlace(path)
        switch plan.format {
        case .safetensors:
            let layout = try located(path) { () throws(Fault) in
                try SafetensorsLayout(plan.outputs.map(\.tensor), metadata: Self.metadata).file
            }
            let file = try AtomicFile.create(at: path, byteCount: layout.byteCount, replacing: isReplacing)
            return try fill(file, layout, plan)
        case .torchArchive:
            let layout = try located(path) { () throws(Fault) in
                try TorchLayout.layout(plan.outputs.map(\.tensor), aliases: plan.aliases, order: plan.order)
            }
            let file = try AtomicFile.create(at: path, byteCount: layout.byteCount, replacing: isReplacing)
            return try fill(file, layout, plan)
        case .kerasHDF5:
            let file = try AtomicFile.create(at: path, byteCount: 0, replacing: isReplacing)
            let layout = try KerasLayout(plan).write(into: file, helper: helper)
            try file.reserve(layout.byteCount)
            return try fill(file, layout, plan)
        }
    }

    /// Checks that no input changed while it was read.
    ///
    /// - Throws: ``Fault`` `file.changed`.
    package func checkInputs() throws(Fault) {
        for input in inputs { try input.checkUnchanged() }
    }

    private mutating func fill(
        _ file: consuming AtomicFile, _ layout: FileLayout, _ plan: ConversionPlan
    ) throws(Fault) -> PendingFile {
        for piece in layout.pieces { try Self.write(piece, to: file) }
        var copies: [TensorCopy] = []
        for output in plan.outputs {
            guard let target = layout.offsets[output.tensor.name] else { throw .noPlace(output.tensor.name) }
            copies.append(
                TensorCopy(
                    source: output.source, following: output.following, isTransposed: output.isTransposed,
                    elementType: output.tensor.elementType, target: target, needsChecksum: layout.trailer != nil))
        }
        var checksums: [String: UInt32] = [:]
        for (output, result) in zip(plan.outputs, try TensorCopier.copy(copies, to: file.writer, progress: progress)) {
            guard allowsOverflow || result.losses.overflows == 0 else {
                throw .overflow(
                    output.tensor.name, count: result.losses.overflows, to: output.tensor.elementType.rawValue)
            }
            losses.add(result.losses)
            checksums[output.tensor.name] = result.checksum
        }
        for piece in layout.trailer?(checksums) ?? [] { try Self.write(piece, to: file) }
        return PendingFile(file, byteCount: layout.byteCount)
    }

    private func located<Value>(_ path: String, _ body: () throws(Fault) -> Value) throws(Fault) -> Value {
        do throws(Fault) {
            return try body()
        } catch {
            throw error.inFile(path)
        }
    }

    private static func write(_ piece: FilePiece, to file: borrowing AtomicFile) throws(Fault) {
        let block = Block(byteCount: piece.bytes.count)
        unsafe block.bytes.copyBytes(from: piece.bytes)
        try unsafe file.write(UnsafeRawBufferPointer(block.bytes), at: piece.offset)
    }
}

extension KerasLayout {
    /// Lays out the tensors of a plan by layer; their names are `layer/model/weight`.
    fileprivate init(_ plan: ConversionPlan) {
        var order: [String] = []
        var weights: [String: [OutputTensor]] = [:]
        for output in plan.outputs {
            let parts = output.tensor.name.split(separator: "/", maxSplits: 1).map(String.init)
            guard let layer = parts.first, let name = parts.last else { continue }
            if weights[layer] == nil { order.append(layer) }
            weights[layer, default: []].append(
                OutputTensor(name: name, elementType: output.tensor.elementType, shape: output.tensor.shape))
        }
        self.init(layers: order.map { Layer(name: $0, weights: weights[$0] ?? []) })
    }
}
