package import ByteIO
package import Formats
internal import Tensors

/// The architecture that knows most of the names in a checkpoint of an unknown one.
package struct NearestArchitecture: Sendable {
    package let architecture: Architecture
    /// How many of the tensors have a name of it.
    package let known: Int
    package let count: Int

    /// Nil: no architecture knows the name of any tensor.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    package init?(_ checkpoint: Checkpoint, among architectures: KnownArchitectures) throws(Fault) {
        var best: (architecture: Architecture, known: Int)?
        for architecture in try architectures.all() {
            let known =
                architecture.dialects.map { dialect in
                    checkpoint.table.entries.count { dialect.match($0.name) != nil }
                }.max() ?? 0
            if known > best?.known ?? 0 { best = (architecture, known) }
        }
        guard let best else { return nil }
        (architecture, known, count) = (best.architecture, best.known, checkpoint.table.count)
    }
}

extension Fault {
    /// The same fault of an unknown architecture with the nearest one that is known.
    package func naming(_ nearest: NearestArchitecture?) -> Fault {
        guard let nearest else { return self }
        var fault = self
        fault.remedy =
            "the nearest is \(nearest.architecture.title), which has the names of \(nearest.known) of "
            + "\(nearest.count) tensors" + (remedy.map { "; \($0)" } ?? "")
        return fault
    }
}
