internal import Forensics

/// What the matrices of a fresh model are drawn from.
package enum WeightInitializer: String, Sendable, CaseIterable {
    /// As transformers: a normal distribution around 0 with the deviation `initializer_range`.
    case normal
    /// As Google's BERT and TensorFlow: the same, cut at two deviations.
    case truncatedNormal = "truncated-normal"
    /// As `torch.nn.init`, by the numbers of rows and columns.
    case xavierNormal = "xavier-normal"
    case xavierUniform = "xavier-uniform"
    case kaimingNormal = "kaiming-normal"
    case kaimingUniform = "kaiming-uniform"
}

extension WeightInitializer {
    /// Whether its scale is the configuration's, not the matrix's.
    package var usesConfiguration: Bool { self == .normal || self == .truncatedNormal }

    /// Whether the padding token's row is zeros: everywhere but in TensorFlow, which does not know of it.
    package var zeroesPadding: Bool { self != .truncatedNormal }

    /// What a matrix is drawn from.
    ///
    /// - Parameters:
    ///   - rows: in PyTorch's orientation the values that come out, of an embedding its entries.
    ///   - deviation: `initializer_range`.
    func distribution(rows: Int, columns: Int, deviation: Double) -> Distribution {
        switch self {
        case .normal: .normal(mean: 0, std: deviation)
        case .truncatedNormal: .truncatedNormal(mean: 0, std: deviation)
        case .xavierNormal: .xavierNormal(fanIn: columns, fanOut: rows)
        case .xavierUniform: .xavierUniform(fanIn: columns, fanOut: rows)
        case .kaimingNormal: .kaimingNormal(fanIn: columns)
        case .kaimingUniform: .kaimingUniform(fanIn: columns)
        }
    }
}
