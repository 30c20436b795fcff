package import ByteIO
internal import Tensors

/// The SHA-256 of each weight of a checkpoint and of the whole checkpoint.
///
/// A weight's digest covers its canonical name and a line feed; the name of its type (`F32`) and a line feed; its dimensions
/// in decimal, separated by commas, and a line feed; its values, row-major in PyTorch's orientation, little-endian. The
/// checkpoint's digest covers a line for each weight, sorted by the bytes of their names: digest, two spaces, name, line
/// feed. That is the result of `sha256sum` for the lines above the last.
package struct CheckpointDigest: Sendable {
    /// The digest of each weight, in lower-case hexadecimal, sorted by name.
    package let weights: [(name: String, digest: String)]
    /// The digest of the checkpoint.
    package let whole: String

    /// Reads all weights.
    ///
    /// - Parameter progress: called with the number of bytes read since the last call.
    /// - Throws: ``Fault`` when a file cannot be read.
    package init(_ checkpoint: CanonicalCheckpoint, progress: (Int) -> Void = { _ in }) throws(Fault) {
        var weights: [(name: String, digest: String)] = []
        var all = SHA256()
        let workers = TensorStream.workers(
            isRemote: checkpoint.weights.contains { $0.entry.file.isRemote },
            isTransposing: checkpoint.weights.contains(where: \.isTransposed))
        try WorkQueue(checkpoint.weights, workers: workers).run(
            worker: { TensorStream() },
            work: { (stream, weight, report) throws(Fault) in
                (weight.name, try Self.digest(of: weight, through: &stream, report: report))
            },
            progress: progress,
            take: { (weight: (name: String, digest: String)) throws(Fault) in
                weights.append(weight)
                all.add("\(weight.digest)  \(weight.name)\n")
            })
        self.weights = weights
        whole = all.hex()
    }

    private static func digest(
        of weight: CanonicalCheckpoint.Weight, through stream: inout TensorStream, report: (Int) -> Void
    ) throws(Fault) -> String {
        var hash = SHA256()
        let dimensions = weight.shape.dimensions.map(String.init).joined(separator: ",")
        hash.add("\(weight.name)\n\(weight.entry.elementType.rawValue)\n\(dimensions)\n")
        try stream.open(weight.entry, transposed: weight.isTransposed)
        while let bytes = try unsafe stream.next() {
            unsafe hash.add(UnsafeRawBufferPointer(bytes))
            report(bytes.count)
        }
        return hash.hex()
    }
}
