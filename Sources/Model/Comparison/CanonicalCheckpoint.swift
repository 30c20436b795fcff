package import ByteIO
package import Formats
package import ModelSchema
package import Tensors
internal import TorchArchive

/// The weights of a checkpoint, independent of format, dialect and sharding: each value once, under its canonical name, in
/// PyTorch's orientation, sorted by name.
///
/// Copies of a parameter under a second name (Keras' second embeddings, a tied decoder that equals the embeddings) are left
/// out, and so are constants that the library computes. A tensor that no architecture knows keeps its own name.
package struct CanonicalCheckpoint: Sendable {
    /// A tensor under its canonical name.
    package struct Weight: Sendable {
        package let name: String
        package let entry: TensorEntry
        /// Whether it is stored in the other orientation.
        package let isTransposed: Bool

        /// The shape in PyTorch's orientation.
        package var shape: Shape { isTransposed ? entry.shape.transposed : entry.shape }
    }

    /// The weights, sorted by the bytes of their names.
    package let weights: [Weight]
    /// The number of bytes of all weights as stored.
    package var byteCount: Int { weights.reduce(0) { $0.clampedSum($1.entry.byteCount) } }

    /// Reads the names of a checkpoint, and the values of tensors that may be copies.
    ///
    /// - Parameter place: the place that the checkpoint was opened from, which decides how its names are read.
    /// - Throws: ``Fault`` `compare.copies-differ` when the file has a parameter twice with different values; `file.*` when
    ///   values to be compared cannot be read; that of a tensor that was not read.
    package init(_ checkpoint: Checkpoint, at place: ModelPlace) throws(Fault) {
        var weights: [Weight] = []
        let dialects = checkpoint.withheld.isEmpty ? [] : try place.known.all().flatMap(\.dialects)
        for entry in checkpoint.withheld
        where entry.isTensor || dialects.contains(where: { $0.match(entry.name) != nil }) {
            throw entry.fault.inFile(checkpoint.path)
        }
        if let names = try Self.names(checkpoint, at: place) {
            let (architecture, binding) = (names.architecture, names.binding)
            for path in binding.order {
                guard let tensors = binding.tensors[path], let first = tensors.first else { continue }
                for copy in tensors.dropFirst() where try !first.equals(copy) {
                    throw Fault.copiesDiffer(path.description, first.entry.name, copy.entry.name)
                        .inFile(checkpoint.path)
                }
                if let source = architecture.tie(of: path).flatMap({ binding[$0.partner] }), try first.equals(source) {
                    continue
                }
                weights.append(
                    Weight(name: path.description, entry: first.entry, isTransposed: first.match.isTransposed))
            }
            for buffer in binding.buffers where try !architecture.isUsual(buffer.entry, path: buffer.path) {
                weights.append(Weight(name: buffer.path, entry: buffer.entry, isTransposed: false))
            }
            weights += (binding.others.map(\.entry) + binding.unmapped).map {
                Weight(name: $0.name, entry: $0, isTransposed: false)
            }
        } else {
            weights = checkpoint.table.entries.map { Weight(name: $0.name, entry: $0, isTransposed: false) }
        }
        self.weights = weights.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The names of a checkpoint, in which each parameter has a tensor of its own.
    private static func names(_ checkpoint: Checkpoint, at place: ModelPlace) throws(Fault) -> ModelNames? {
        guard let names = try ModelNames.read(checkpoint, at: place) else { return nil }
        let split = try names.architecture.splitting(checkpoint)
        return split.table.count == checkpoint.table.count ? names : try ModelNames.read(split, at: place)
    }
}

extension Fault.Code {
    package static let copiesDiffer = Fault.Code("compare.copies-differ")
}

extension Fault {
    fileprivate static func copiesDiffer(_ parameter: String, _ first: String, _ second: String) -> Fault {
        Fault(
            .copiesDiffer, subject: "parameter '\(parameter)'",
            reason: "is in the file twice, as '\(first)' and as '\(second)', and the two differ",
            remedy: "find out which of the two is right, and save the checkpoint again")
    }
}
