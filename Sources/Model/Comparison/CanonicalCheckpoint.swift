package import ByteIO
package import Formats
package import ModelSchema
package import Tensors
internal import TorchArchive

/// The weights of a checkpoint whatever its format, dialect and sharding: every value once, under its
/// canonical name, in PyTorch's orientation, sorted by name.
///
/// Left out: copies of a parameter under a second name (Keras' second embeddings, a tied decoder that equals
/// the embeddings), and constants that the library computes. A tensor that no architecture knows stays under
/// its own name.
package struct CanonicalCheckpoint: Sendable {
    package struct Weight: Sendable {
        package let name: String
        package let entry: TensorEntry
        package let isTransposed: Bool

        /// In PyTorch's orientation.
        package var shape: Shape { isTransposed ? entry.shape.transposed : entry.shape }
    }

    /// By the bytes of their names.
    package let weights: [Weight]
    /// Bytes of all weights as they are stored.
    package var byteCount: Int { weights.reduce(0) { $0.clampedSum($1.entry.byteCount) } }

    /// - Parameter place: where the checkpoint was found, which tells how its names are taken.
    /// - Throws: ``Fault`` `compare.copies-differ` when the file holds a parameter twice with different values;
    ///   `file.*` when values to be compared cannot be read.
    package init(_ checkpoint: Checkpoint, at place: ModelPlace) throws(Fault) {
        var weights: [Weight] = []
        let dialects = try Architecture.all().flatMap(\.dialects)
        for entry in checkpoint.withheld
        where entry.isTensor || dialects.contains(where: { $0.match(entry.name) != nil }) {
            throw entry.fault.inFile(checkpoint.path)
        }
        if let names = try ModelNames.read(checkpoint, at: place) {
            let (architecture, binding) = (names.architecture, names.binding)
            for path in binding.order {
                guard let tensors = binding.tensors[path], let first = tensors.first else { continue }
                for other in tensors.dropFirst() where try !first.equals(other) {
                    throw Fault.copiesDiffer(path.description, first.entry.name, other.entry.name)
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
            weights += binding.unmapped.map { Weight(name: $0.name, entry: $0, isTransposed: false) }
        } else {
            weights = checkpoint.table.entries.map { Weight(name: $0.name, entry: $0, isTransposed: false) }
        }
        self.weights = weights.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
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
            remedy: "find out which one is right and save the checkpoint again")
    }
}
