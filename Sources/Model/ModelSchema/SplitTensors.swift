package import ByteIO
package import Formats
internal import Tensors

/// The tensors of a checkpoint as the library has them after it has split those that hold several parameters.
///
/// transformers 5 does so with `torch.chunk`: query, key and value are in one tensor of the file, one below the other.
private struct SplitTensors {
    private(set) var table = TensorTable()

    /// - Throws: ``Fault`` `model.split-twice` when the file also has one of the parameters by itself: the library then
    ///   loads nothing.
    init(_ checkpoint: Checkpoint, by rules: NameRules) throws(Fault) {
        for entry in checkpoint.table.entries {
            for piece in rules.pieces(of: entry) ?? [entry] where !table.insert(piece) {
                throw Fault.splitTwice(entry.name, piece.name).inFile(checkpoint.path)
            }
        }
    }
}

extension Architecture {
    /// The checkpoint with each parameter in a tensor of its own, as the library has it.
    ///
    /// - Throws: ``Fault`` `model.split-twice`.
    package func splitting(_ checkpoint: Checkpoint) throws(Fault) -> Checkpoint {
        guard !names.splits.isEmpty else { return checkpoint }
        return checkpoint.replacing(try SplitTensors(checkpoint, by: names).table)
    }
}

extension NameRules {
    /// The parameters that a tensor holds; nil: it is not split.
    fileprivate func pieces(of entry: TensorEntry) -> [TensorEntry]? {
        guard let rows = entry.shape.dimensions.first, entry.name.utf8.count <= SchemaLimits.nameBytes else {
            return nil
        }
        let name = renames.reduce(entry.name) { $1.renamed($0) }
        for split in splits {
            let first = split.find.renamed(name)
            guard first != name, let text = split.parts.first else { continue }
            let size = (rows + split.parts.count - 1) / split.parts.count
            var pieces: [TensorEntry] = []
            for (index, part) in split.parts.enumerated() {
                let start = min(index * size, rows)
                let range = start..<min(start + size, rows)
                guard let piece = entry.rows(range, named: first.replacing(text, with: part, maxReplacements: 1)) else {
                    return nil
                }
                pieces.append(piece)
            }
            return pieces
        }
        return nil
    }
}
