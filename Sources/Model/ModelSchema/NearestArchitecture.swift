package import ByteIO
package import Formats
internal import Tensors

/// The architecture that knows most of the names in a checkpoint of an unknown one.
package struct NearestArchitecture: Sendable {
    package let architecture: Architecture
    /// How many of the tensors have a name of it, whatever is before it.
    package let known: Int
    package let count: Int
    /// What is before most of these names; nil: nothing is.
    let prefix: String?

    /// Nil: no architecture knows the name of any tensor.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    package init?(_ checkpoint: Checkpoint, among architectures: KnownArchitectures) throws(Fault) {
        var best: (architecture: Architecture, counts: [String: Int], known: Int)?
        for architecture in try architectures.all() {
            for dialect in architecture.dialects {
                let beginnings = checkpoint.table.entries.compactMap { dialect.beginning(of: $0.name)?.prefix }
                guard beginnings.count > best?.known ?? 0 else { continue }
                let counts = beginnings.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
                best = (architecture, counts, beginnings.count)
            }
        }
        guard let best else { return nil }
        (architecture, known, count) = (best.architecture, best.known, checkpoint.table.count)
        prefix = best.counts.first { !$0.key.isEmpty && $0.value > best.known / 2 }?.key
    }
}

extension Fault {
    /// The same fault of an unknown architecture with the nearest one that is known.
    package func naming(_ nearest: NearestArchitecture?) -> Fault {
        guard let nearest else { return self }
        var fault = self
        fault.remedy =
            "the nearest is \(nearest.architecture.title), which has the names of \(nearest.known) of "
            + "\(nearest.count) tensors" + (nearest.prefix.map { " behind '\($0)'" } ?? "")
            + (remedy.map { "; \($0)" } ?? "")
        return fault
    }
}
