package import ByteIO
internal import Safetensors
internal import Tensors

/// Carries out a plan: writes one safetensors file, whole or not at all.
package enum SafetensorsOutput {
    /// What transformers 4 needs to load the file; version 5 ignores it.
    private static let metadata = ["format": "pt"]

    /// - Parameters:
    ///   - inputs: the files that the tensors come from, which must stay as they are.
    ///   - replacing: whether an existing file may be replaced.
    ///   - progress: called with the number of bytes written since the last call.
    /// - Returns: bytes of the file.
    /// - Throws: ``Fault``; then there is no output and the old file, if any, is as it was.
    package static func write(
        _ plan: ConversionPlan, to path: String, from inputs: [InputFile], replacing: Bool,
        progress: @escaping (Int) -> Void
    ) throws(Fault) -> UInt64 {
        guard !inputs.contains(where: { $0.isSameFile(as: path) }) else { throw .outputIsInput(path) }
        let layout: SafetensorsLayout
        do throws(Fault) {
            layout = try SafetensorsLayout(plan.outputs.map(\.tensor), metadata: metadata)
        } catch {
            throw error.inFile(path)
        }
        let file = try AtomicFile.create(at: path, byteCount: layout.byteCount, replacing: replacing)
        try write(layout.header, to: file)
        var mover = Mover(progress: progress)
        for output in plan.outputs {
            guard let target = layout.offsets[output.tensor.name] else { throw .notDecoded(output.tensor.name) }
            let move = Move(source: output.source, isTransposed: output.isTransposed, target: target)
            _ = try mover.carry(move, to: file)
        }
        for input in inputs { try input.checkUnchanged() }
        try file.commit()
        return layout.byteCount
    }

    private static func write(_ bytes: [UInt8], to file: borrowing AtomicFile) throws(Fault) {
        let block = Block(byteCount: bytes.count)
        unsafe block.bytes.copyBytes(from: bytes)
        try unsafe file.write(UnsafeRawBufferPointer(block.bytes), at: 0)
    }
}
