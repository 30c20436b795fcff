internal import ByteIO
internal import Tensors

/// Matrices and biases of attention as PyTorch has them, of those that have a dimension for the heads.
///
/// Keras' attention stores query, key and value as [in, heads, size], their biases as [heads, size], and the output as
/// [heads, size, in]. As in is heads × size, the bytes are those of a square matrix, and none moves.
struct JoinedHeads {
    /// The table with every tensor that the dialect knows in the dimensions of its parameter.
    let table: TensorTable
    /// How many heads the biases have, each number once.
    let counts: [Int]

    init(_ table: TensorTable, _ dialect: Dialect, of architecture: Architecture) {
        let ranks = Dictionary(
            architecture.parameters.map { ($0.path, $0.shape.count) }, uniquingKeysWith: { first, _ in first })
        var counts: Set<Int> = []
        self.table = table.replacing { entry in
            guard let match = dialect.match(entry.name), let rank = ranks[match.parameter.template],
                let joined = Self.joined(entry, rank: rank)
            else { return nil }
            if rank == 1, let heads = entry.shape.dimensions.first { counts.insert(heads) }
            return joined
        }
        self.counts = counts.sorted()
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

extension Architecture {
    /// The field with the number of heads, which divides the size of a layer.
    var headsField: String? { fields.first { !$0.divides.isEmpty }?.name }

    /// The number of heads, if this is its field and the tensors tell it; nil: it is not, or they do not.
    package func heads(of configuration: Configuration, _ field: String) -> Int? {
        field == headsField ? configuration.integer(field) : nil
    }

    /// That the kernels have other heads than the configuration; nil: they agree, or have no dimension for heads.
    func headsProblem(_ heads: [Int], _ configuration: Configuration) -> Fault? {
        guard let field = headsField, let stated = configuration.integer(field), !heads.isEmpty, heads != [stated]
        else { return nil }
        let found = heads.map(String.init).joined(separator: " and ")
        let fault = Fault.configuration(field, "is \(stated), and the tensors of attention have \(found) heads")
        return configuration.path.map(fault.inFile) ?? fault
    }
}
