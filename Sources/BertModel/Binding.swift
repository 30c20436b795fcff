package import ByteIO
package import Tensors

/// A tensor of a checkpoint that a dialect knows as a parameter.
package struct BoundTensor: Sendable {
    package let entry: TensorEntry
    package let match: Dialect.Match

    /// The tensor's shape in PyTorch's orientation.
    package var shape: Shape {
        match.isTransposed ? entry.shape.transposed : entry.shape
    }
}

/// What each tensor of a checkpoint is: a parameter, a buffer, or nothing the architecture knows.
///
/// Total: every tensor of the table is in exactly one of the three.
package struct Binding: Sendable {
    package let dialect: Dialect
    /// The tensors of each parameter; more than one where the file holds copies or collisions.
    package let tensors: [ParameterPath: [BoundTensor]]
    /// The parameters in the order of the file.
    package let order: [ParameterPath]
    package let buffers: [(entry: TensorEntry, path: String)]
    package let unmapped: [TensorEntry]

    /// Reads the names of `table` in the dialect that knows the most of them.
    ///
    /// - Throws: ``Fault`` `model.unknown-dialect` when none knows any.
    package init(_ table: TensorTable, architecture: Architecture) throws(Fault) {
        let counts = architecture.dialects.map { dialect in
            table.entries.count { dialect.match($0.name) != nil }
        }
        guard let most = counts.max(), most > 0, let best = counts.firstIndex(of: most) else {
            throw .unknownDialect(example: table.entries.first?.name)
        }
        self.init(table, dialect: architecture.dialects[best])
    }

    private init(_ table: TensorTable, dialect: Dialect) {
        var tensors: [ParameterPath: [BoundTensor]] = [:]
        var order: [ParameterPath] = []
        var buffers: [(entry: TensorEntry, path: String)] = []
        var unmapped: [TensorEntry] = []
        for entry in table.entries {
            if let match = dialect.match(entry.name) {
                if tensors[match.parameter] == nil { order.append(match.parameter) }
                tensors[match.parameter, default: []].append(BoundTensor(entry: entry, match: match))
            } else if let path = dialect.buffer(entry.name) {
                buffers.append((entry, path))
            } else {
                unmapped.append(entry)
            }
        }
        self.dialect = dialect
        self.tensors = tensors
        self.order = order
        self.buffers = buffers
        self.unmapped = unmapped
    }

    /// The tensor that gives the parameter its values; the first where there are several.
    package subscript(path: ParameterPath) -> BoundTensor? {
        tensors[path]?.first
    }
}
