package import ByteIO
package import Formats
internal import Tensors

/// The architecture that the names in a checkpoint belong to, and the meaning of each name.
package struct ModelNames: Sendable {
    /// The architecture that knows most of the names.
    package let architecture: Architecture
    package let binding: Binding
    /// Other architectures that know equally many names; the configuration or the user must decide between them.
    package let alternatives: [Architecture]

    /// Reads the names as those of the architecture that knows most of them.
    ///
    /// - Parameters:
    ///   - stated: the architecture that the configuration names; nil: all that are known are tried.
    ///   - prefix: the beginning of names, which is ignored.
    /// - Throws: ``Fault`` `model.unknown-dialect` when no architecture knows any name, `model.schema`.
    package init(_ checkpoint: Checkpoint, stated: Architecture? = nil, ignoring prefix: String? = nil) throws(Fault) {
        try self.init(checkpoint, among: Self.known(stated), ignoring: prefix)
    }

    /// - Parameter known: the architectures to try; of several that know as many names, the first is taken.
    package init(_ checkpoint: Checkpoint, among known: [Architecture], ignoring prefix: String?) throws(Fault) {
        var best: [(architecture: Architecture, binding: Binding)] = []
        for architecture in known {
            guard let binding = try Self.bind(checkpoint, architecture, ignoring: prefix) else { continue }
            let count = best.first?.binding.order.count ?? -1
            if binding.order.count > count { best = [] }
            if binding.order.count >= count { best.append((architecture, binding)) }
        }
        guard let first = best.first else {
            throw .unknownDialect(known, in: checkpoint)
        }
        (architecture, binding) = (first.architecture, first.binding)
        alternatives = best.dropFirst().map(\.architecture)
    }

    /// The names as the library reads them that loads the checkpoint from `place`; nil: no architecture knows any.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    package static func read(_ checkpoint: Checkpoint, at place: ModelPlace) throws(Fault) -> ModelNames? {
        let library = place.weights?.library ?? place.library
        let names: ModelNames
        do throws(Fault) {
            names = try ModelNames(checkpoint, stated: place.configuration?.architecture, ignoring: nil, library)
        } catch {
            guard error.code == .unknownDialect else { throw error }
            return nil
        }
        var binding = names.binding
        // If the model cannot be determined, names have the meaning of the dialect.
        if binding.dialect.name == library.dialect, let model = try? ModelCase(checkpoint, at: place, .diagnostic) {
            binding = binding.adopting(model.loading)
        }
        guard binding.isRecognised else { return nil }
        return ModelNames(architecture: names.architecture, binding: binding, alternatives: names.alternatives)
    }

    /// Reads names that `library` may know although no dialect writes them, such as `bert.bert.…`.
    ///
    /// If no dialect knows any name, nothing is bound, in the library's dialect.
    init(
        _ checkpoint: Checkpoint, stated: Architecture?, ignoring prefix: String?, _ library: Library
    ) throws(Fault) {
        do throws(Fault) {
            try self.init(checkpoint, stated: stated, ignoring: prefix)
        } catch {
            guard error.code == .unknownDialect, let stated, prefix == nil,
                let dialect = stated.dialect(library.dialect)
            else { throw error }
            self.init(
                architecture: stated, binding: Binding(checkpoint.table, dialect: dialect), alternatives: [])
        }
    }

    /// Reads names even if no dialect knows any: then nothing is bound, or the prefix is found that hides parameters.
    ///
    /// - Throws: ``Fault`` `model.schema` for an architecture without dialects.
    init(tolerating checkpoint: Checkpoint, stated: Architecture?) throws(Fault) {
        let known = try Self.known(stated)
        do throws(Fault) {
            let names = try ModelNames(checkpoint, among: known, ignoring: nil)
            architecture = names.architecture
            alternatives = names.alternatives
        } catch {
            guard error.code == .unknownDialect, let first = known.first else { throw error }
            architecture = first
            alternatives = []
        }
        binding = try Binding(tolerating: checkpoint.table, architecture: architecture)
    }

    private init(architecture: Architecture, binding: Binding, alternatives: [Architecture]) {
        self.architecture = architecture
        self.binding = binding
        self.alternatives = alternatives
    }

    private static func known(_ stated: Architecture?) throws(Fault) -> [Architecture] {
        if let stated { [stated] } else { try Architecture.all() }
    }

    /// The names as those of one architecture; nil: it knows none of them.
    private static func bind(
        _ checkpoint: Checkpoint, _ architecture: Architecture, ignoring prefix: String?
    ) throws(Fault) -> Binding? {
        do throws(Fault) {
            return try Binding(checkpoint.table, architecture: architecture, ignoring: prefix)
        } catch {
            guard error.code == .unknownDialect else { throw error }
            return nil
        }
    }
}

extension Fault {
    /// No tensor of the checkpoint has a name of these architectures.
    package static func unknownDialect(_ known: [Architecture], in checkpoint: Checkpoint) -> Fault {
        unknownDialect(known: known.map(\.title), example: checkpoint.table.entries.first?.name)
            .inFile(checkpoint.path)
    }
}
