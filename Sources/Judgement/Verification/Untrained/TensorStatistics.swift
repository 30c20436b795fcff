package import ByteIO
package import Forensics
package import Formats
package import ModelSchema
package import Tensors

/// The statistics of one tensor's values, with the results of every test for untrained values: a row of
/// `inspect --stats`.
package struct TensorStatistics: Sendable {
    package let entry: TensorEntry
    package let evidence: TensorEvidence
    /// Test S: the seed whose stream is closest to the values.
    package let replay: SeedReplay.Match?
    /// The second half of Test N; nil where the first half is clear.
    package let edge: SpectralEdge?
    /// Test L by rows; empty unless the tensor is a matrix.
    package let untouchedRows: [UntouchedRows.Run]

    /// Reads all values of a checkpoint, which must be decoded.
    ///
    /// - Parameters:
    ///   - binding: which parameters the tensors are; nil when no name is known.
    ///   - seeds: the seeds whose streams are tried.
    ///   - progress: called with the number of bytes read since the last call.
    /// - Returns: a row for each tensor of floats, in the order of the file, and the tensors that could not be read.
    package static func read(
        _ checkpoint: Checkpoint, _ binding: Binding?, _ architecture: Architecture?, seeds: [UInt64],
        progress: (Int) -> Void
    ) throws(Fault) -> (rows: [TensorStatistics], unchecked: [Unchecked]) {
        let roles = binding.flatMap { binding in architecture.map { TensorRole.all(binding, $0) } } ?? [:]
        var pass = ValuePass()
        pass.read(checkpoint.table, roles, progress: progress)
        var rows: [TensorStatistics] = []
        for entry in checkpoint.table.entries {
            guard let evidence = pass.evidence[entry.name] else { continue }
            let part = ModuleValues.Part(
                entry: entry, isTransposed: roles[entry.name]?.isTransposed ?? false, evidence: evidence)
            let leavesDoubt = (evidence.structure?.evidence ?? .infinity) <= Threshold.structure
            rows.append(
                TensorStatistics(
                    entry: entry, evidence: evidence,
                    replay: SeedReplay.best(
                        head: evidence.head, elementCount: evidence.shape.elementCount, seeds: seeds),
                    edge: leavesDoubt ? try LeadingRows.edge(of: part, enough: .infinity) : nil,
                    untouchedRows: pass.untouchedRows[entry.name]?.runs ?? []))
        }
        return (rows, pass.unchecked)
    }
}
