package import Forensics
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
    /// The standard deviation as a multiple of the initialiser's; nil if that is not known, or not random.
    package let initializerRatio: Double?
    /// The verdict on the module, weight and bias together.
    package let verdict: UntrainedVerdict
    /// Whether it is the bias of a module with a weight, which decides on the verdict.
    package let isBiasOfWeight: Bool
}
