internal import Tensors

/// Matrices and biases of attention as PyTorch has them, of those that have a dimension for the heads.
///
/// Keras' attention stores query, key and value as [in, heads, size], their biases as [heads, size], and the output as
/// [heads, size, in]. As in is heads × size, the bytes are those of a square matrix, and none moves.
enum JoinedHeads {
    /// The table with every tensor that the dialect knows in the dimensions of its parameter.
    static func table(_ table: TensorTable, _ dialect: Dialect, of architecture: Architecture) -> TensorTable {
        let ranks = Dictionary(
            architecture.parameters.map { ($0.path, $0.shape.count) }, uniquingKeysWith: { first, _ in first })
        return table.replacing { entry in
            guard let match = dialect.match(entry.name), let rank = ranks[match.parameter.template] else { return nil }
            return joined(entry, rank: rank)
        }
    }

    /// The tensor with one dimension less, if it has one too many and becomes a vector or a square matrix.
    private static func joined(_ entry: TensorEntry, rank: Int) -> TensorEntry? {
        let dimensions = entry.shape.dimensions
        guard dimensions.count == rank + 1, let product = Shape(dimensions)?.elementCount else { return nil }
        if rank == 1 { return Shape([product]).flatMap(entry.reshaped) }
        guard rank == 2, let side = dimensions.first(where: { product == $0.multipliedReportingOverflow(by: $0).0 })
        else { return nil }
        return Shape([side, side]).flatMap(entry.reshaped)
    }
}
