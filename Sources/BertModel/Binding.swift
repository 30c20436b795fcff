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
    /// - Parameter prefix: something that stands before names and is to be ignored.
    /// - Throws: ``Fault`` `model.unknown-dialect` when none knows any.
    package init(_ table: TensorTable, architecture: Architecture, ignoring prefix: String? = nil) throws(Fault) {
        let dialects = architecture.dialects.map { dialect in prefix.map(dialect.ignoring(prefix:)) ?? dialect }
        let counts = dialects.map { dialect in
            table.entries.count { dialect.match($0.name) != nil }
        }
        guard let most = counts.max(), most > 0, let best = counts.firstIndex(of: most) else {
            throw .unknownDialect(example: table.entries.first?.name)
        }
        self.init(table, dialect: dialects[best])
    }

    /// The same for names that no dialect knows as they are: a beginning that hides parameters is found and ignored,
    /// and where that does not help either, every tensor is ``unmapped``.
    ///
    /// - Throws: ``Fault`` `model.schema` for an architecture without dialects.
    package init(tolerating table: TensorTable, architecture: Architecture) throws(Fault) {
        var binding: Binding
        do throws(Fault) {
            binding = try Binding(table, architecture: architecture)
        } catch {
            guard error.code == .unknownDialect, let first = architecture.dialects.first else { throw error }
            binding = Binding(table, dialect: first)
        }
        if let prefix = binding.hidingPrefix {
            binding = Binding(table, dialect: binding.dialect.ignoring(prefix: prefix))
        }
        self = binding
    }

    /// The beginning of names without which the most parameters would be found that no other tensor gives.
    private var hidingPrefix: String? {
        var found: [String: Set<ParameterPath>] = [:]
        for entry in unmapped {
            guard let (prefix, path) = dialect.hidden(in: entry.name), tensors[path] == nil else { continue }
            found[prefix, default: []].insert(path)
        }
        // One alone may be there by chance.
        return found.filter { $0.value.count > 1 }.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
    }

    /// Whether any tensor has a name that the dialect knows.
    package var isRecognised: Bool { !order.isEmpty || !buffers.isEmpty }

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
