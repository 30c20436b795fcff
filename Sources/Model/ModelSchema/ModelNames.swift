package import ByteIO
package import Formats
internal import Tensors

/// Which architecture the names in a checkpoint are of, and what each of them means.
package struct ModelNames: Sendable {
    package let architecture: Architecture
    package let binding: Binding
    /// Architectures that know as many of the names; the configuration or the user must decide between them.
    package let alternatives: [Architecture]

    /// Reads the names as the architecture that knows the most of them.
    ///
    /// - Parameters:
    ///   - stated: the architecture that the configuration names; nil: all that are known are tried.
    ///   - prefix: something that stands before names and is to be ignored.
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

    /// What the library that loads the checkpoint from `place` takes each name for; nil when no architecture knows any.
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
        // Where nothing tells which model it is, names mean what the dialect says.
        if binding.dialect.name == library.dialect, let model = try? ModelCase(checkpoint, at: place, .diagnostic) {
            binding = binding.adopting(model.loading)
        }
        guard binding.isRecognised else { return nil }
        return ModelNames(architecture: names.architecture, binding: binding, alternatives: names.alternatives)
    }

    /// The same for names of which `library` may take some that no dialect writes, as `bert.bert.…`: where no name is
    /// known, nothing is bound in the library's dialect.
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

    /// The same where no name is known: nothing is bound, and what hides parameters from the dialect is found.
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

    /// Nil when the architecture knows no name of the checkpoint.
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
