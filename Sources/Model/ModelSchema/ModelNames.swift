package import ByteIO
package import Formats
internal import Tensors

/// The architecture that the names in a checkpoint belong to, and the meaning of each name.
package struct ModelNames: Sendable {
    /// The architecture that knows most of the names.
    package let architecture: Architecture
    package let binding: Binding
    /// Other architectures that the file is a whole model of; the configuration or the user must decide between them.
    package let alternatives: [Architecture]
    /// What stands before the names and was found out, not given; several if parts of the model have each their own.
    package private(set) var prefixes: [String] = []
    /// Prefixes that fill the model alike, where it cannot be known which of them is meant.
    package private(set) var alike: [String] = []
    /// That the names have the prefix of another architecture; then none is bound.
    private(set) var foreign: Fault?

    /// Reads the names as those of the architecture that knows most of them.
    ///
    /// - Parameters:
    ///   - known: the architectures to try; of several that know as many names, the first is taken.
    ///   - isStated: whether a configuration or the user says what it is, so that the names of a head are enough.
    ///   - expected: the parameters of the model, as far as its configuration and class are known.
    /// - Throws: ``Fault`` `model.unknown-dialect`, `model.ambiguous-name`.
    init(
        _ checkpoint: Checkpoint, among known: [Architecture], isStated: Bool, ignoring prefixes: [String],
        expected: (Architecture) -> ExpectedParameters
    ) throws(Fault) {
        var best: [(architecture: Architecture, binding: Binding)] = []
        var headAlone: Fault?
        for architecture in known {
            guard let binding = try Self.bind(checkpoint, architecture, ignoring: prefixes, expected) else { continue }
            // A classifier is in models of every kind.
            guard isStated || binding.hasBackbone(of: architecture) else {
                headAlone = headAlone ?? .headAlone(architecture, binding, in: checkpoint)
                continue
            }
            let count = best.first?.binding.order.count ?? -1
            if binding.order.count > count { best = [] }
            if binding.order.count >= count { best.append((architecture, binding)) }
        }
        guard let first = best.first else {
            throw headAlone ?? .unknownDialect(known, in: checkpoint)
        }
        (architecture, binding) = (first.architecture, first.binding)
        alternatives = best.dropFirst().filter { $0.binding.isWhole(in: $0.architecture) }.map(\.architecture)
    }

    /// The names as the library reads them that loads the checkpoint from `place`; nil: no architecture knows any.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    package static func read(_ checkpoint: Checkpoint, at place: ModelPlace) throws(Fault) -> ModelNames? {
        let library = place.weights?.library ?? place.library
        let names: ModelNames
        do throws(Fault) {
            names = try ModelNames(
                checkpoint, stated: place.configuration?.architecture, among: place.known, ignoring: [], library
            ) { ExpectedParameters($0, as: nil, place.configuration, library) }
        } catch {
            guard error.code == .unknownDialect || error.code == .ambiguousName else { throw error }
            return nil
        }
        var binding = names.binding
        // If the model cannot be determined, names have the meaning of the dialect.
        if binding.dialect.name == library.dialect, let model = try? ModelCase(checkpoint, at: place, .diagnostic),
            model.foreign == nil
        {
            binding = binding.adopting(model.loading)
        }
        guard binding.isRecognised else { return nil }
        return ModelNames(architecture: names.architecture, binding: binding, alternatives: names.alternatives)
    }

    /// Reads names that `library` may know although no dialect writes them, such as `bert.bert.…`.
    ///
    /// If no dialect knows any name, nothing is bound, in the library's dialect.
    ///
    /// - Parameter isClassStated: whether the user names the class, so that the names of a head are enough.
    init(
        _ checkpoint: Checkpoint, stated: Architecture?, among known: KnownArchitectures, isClassStated: Bool = false,
        ignoring prefixes: [String], _ library: Library, _ expected: (Architecture) -> ExpectedParameters
    ) throws(Fault) {
        do throws(Fault) {
            try self.init(
                checkpoint, among: try known.candidates(stated), isStated: stated != nil || isClassStated,
                ignoring: prefixes, expected: expected)
        } catch {
            guard error.code == .unknownDialect, let stated, prefixes.isEmpty,
                let dialect = stated.dialect(library.dialect)
            else { throw error }
            self.init(
                architecture: stated, binding: Binding(checkpoint.table, dialect: dialect), alternatives: [])
        }
    }

    /// Reads names even if no dialect knows any: then nothing is bound, or the prefix is found that hides parameters.
    ///
    /// - Parameters:
    ///   - library: the one whose dialect is taken for names of another architecture than the stated one.
    ///   - expected: the parameters of the model, as far as its configuration and class are known.
    /// - Throws: ``Fault`` `model.unknown-architecture` if they have the prefix of another architecture and none is
    ///   stated, `model.schema` for one without dialects.
    init(
        tolerating checkpoint: Checkpoint, stated: Architecture?, among known: KnownArchitectures, _ library: Library,
        expected: (Architecture) -> ExpectedParameters
    ) throws(Fault) {
        let known = try known.candidates(stated)
        var plain: ModelNames?
        do throws(Fault) {
            plain = try ModelNames(checkpoint, among: known, isStated: stated != nil, ignoring: [], expected: expected)
        } catch {
            guard error.code == .unknownDialect else { throw error }
        }
        if let plain, plain.binding.isPlain {
            self = plain
            return
        }
        // A dialect that knows few of the names may be the wrong one, which knows how some of them end.
        var readings = plain.map { [($0.architecture, $0.binding.dialect)] } ?? []
        if plain?.isOfMost(checkpoint) != true {
            readings += known.flatMap { architecture in architecture.dialects.map { (architecture, $0) } }
        }
        var best: (names: ModelNames, count: Int)?
        var foreign: Fault?
        for (architecture, dialect) in readings {
            let prefixes = try NamePrefixes(checkpoint.table, dialect, of: expected(architecture))
            if let relative = prefixes.relative {
                foreign = foreign ?? .relative(relative, architecture, in: checkpoint)
                continue
            }
            guard prefixes.count > best?.count ?? -1 else { continue }
            let reading = dialect.ignoring(prefixes: prefixes.chosen)
            var names = ModelNames(
                architecture: architecture, binding: Binding(checkpoint.table, dialect: reading),
                alternatives: plain?.architecture.name == architecture.name ? plain?.alternatives ?? [] : [])
            names.prefixes = prefixes.chosen
            names.alike = prefixes.alike
            best = (names, prefixes.count)
        }
        // A prefix that is foreign to one architecture may be another's own.
        if let foreign, best?.count ?? 0 == 0 {
            guard let stated, let dialect = stated.dialect(library.dialect) ?? stated.dialects.first else {
                throw foreign
            }
            self.init(
                architecture: stated, binding: Binding(checkpoint.table, dialect: dialect), alternatives: [])
            self.foreign = foreign
            return
        }
        guard let best else { throw .schema("an architecture has no dialect") }
        self = best.names
    }

    /// Whether at least half of the tensors have names of the dialect.
    private func isOfMost(_ checkpoint: Checkpoint) -> Bool {
        2 * (checkpoint.table.count - binding.unmapped.count) >= checkpoint.table.count
    }

    /// Checks that no other dialect knows more of the names behind a prefix.
    ///
    /// - Throws: ``Fault`` `model.unknown-dialect`.
    func checkPrefixes(
        of checkpoint: Checkpoint, stated: Architecture?, among known: KnownArchitectures, _ library: Library,
        expected: (Architecture) -> ExpectedParameters
    ) throws(Fault) {
        guard !isOfMost(checkpoint) else { return }
        let hidden = try ModelNames(
            tolerating: checkpoint, stated: stated, among: known, library, expected: expected)
        guard !hidden.prefixes.isEmpty, hidden.binding.dialect.title != binding.dialect.title else { return }
        throw .unknownDialect([hidden.architecture], in: checkpoint)
    }

    /// The names of another table of the same tensors, in the same dialect.
    func reading(_ checkpoint: Checkpoint) -> ModelNames {
        var names = ModelNames(
            architecture: architecture, binding: Binding(checkpoint.table, dialect: binding.dialect),
            alternatives: alternatives)
        (names.prefixes, names.alike, names.foreign) = (prefixes, alike, foreign)
        return names
    }

    /// The same names, with the prefixes that fill the model alike.
    ///
    /// - Throws: ``Fault`` `model.unknown-architecture` if they have the prefix of another architecture.
    func comparingPrefixes(of checkpoint: Checkpoint, _ model: ExpectedParameters) throws(Fault) -> ModelNames {
        guard !binding.isPlain else { return self }
        let prefixes = try NamePrefixes(checkpoint.table, binding.dialect, of: model)
        if let relative = prefixes.relative { throw .relative(relative, architecture, in: checkpoint) }
        var names = self
        names.alike = prefixes.alike
        return names
    }

    /// That names which no dialect knows have the prefix of another architecture; nil: they have none.
    ///
    /// - Parameter stated: the architecture that the configuration names; nil: all that are known are tried.
    static func relative(
        _ checkpoint: Checkpoint, stated: Architecture?, among known: KnownArchitectures,
        expected: (Architecture) -> ExpectedParameters
    ) throws(Fault) -> Fault? {
        var foreign: Fault?
        for architecture in try known.candidates(stated) {
            for dialect in architecture.dialects {
                let prefixes = try NamePrefixes(checkpoint.table, dialect, of: expected(architecture))
                if let relative = prefixes.relative {
                    foreign = foreign ?? .relative(relative, architecture, in: checkpoint)
                } else if prefixes.count > 0 {
                    return nil
                }
            }
        }
        return foreign
    }

    private init(architecture: Architecture, binding: Binding, alternatives: [Architecture]) {
        self.architecture = architecture
        self.binding = binding
        self.alternatives = alternatives
    }

    /// The names as those of one architecture; nil: it knows none of them.
    private static func bind(
        _ checkpoint: Checkpoint, _ architecture: Architecture, ignoring prefixes: [String],
        _ expected: (Architecture) -> ExpectedParameters
    ) throws(Fault) -> Binding? {
        do throws(Fault) {
            return try Binding(
                checkpoint.table, architecture: architecture, ignoring: prefixes, expected: expected)
        } catch {
            guard error.code == .unknownDialect else { throw error.inFile(checkpoint.path) }
            return nil
        }
    }
}

extension Fault {
    /// The names are those of another architecture's classes, which put their own word before them.
    fileprivate static func relative(
        _ relative: NamePrefixes.Relative, _ architecture: Architecture, in checkpoint: Checkpoint
    ) -> Fault {
        Fault(
            .unknownArchitecture, file: checkpoint.path, subject: "prefix '\(relative.prefix)'",
            reason: "\(relative.backbone.title) puts it before its names, and \(relative.backbone.title) is another "
                + "architecture than \(architecture.title), which may compute other outputs from the same weights",
            remedy: "use the config.json that was saved with these weights, and the classes of "
                + "\(relative.backbone.title)")
    }

    /// No tensor of the checkpoint has a name of these architectures.
    package static func unknownDialect(_ known: [Architecture], in checkpoint: Checkpoint) -> Fault {
        unknownDialect(known: known.map(\.title), example: checkpoint.table.entries.first?.name)
            .inFile(checkpoint.path)
    }

    /// The names that are known are those of a head, or of buffers, which models of every kind have.
    package static func headAlone(
        _ architecture: Architecture, _ binding: Binding, in checkpoint: Checkpoint
    ) -> Fault {
        guard let head = binding.order.first.flatMap({ binding.tensors[$0]?.first }) else {
            return unknownDialect([architecture], in: checkpoint)
        }
        return headAlone(architecture.title, example: head.entry.name).inFile(checkpoint.path)
    }
}
