internal import ByteIO
internal import Tensors

/// The beginnings of names behind which a file has parameters, and which of them make the model.
///
/// They are ranked by how many parameters of the model they fill with tensors of the right shape: an encoder counts
/// before the decoder beside it, and a student before a teacher of another size.
struct NamePrefixes {
    /// What is behind a beginning of names.
    private struct Group {
        /// The parameters of the model that have a name there.
        var named: Set<ParameterPath> = []
        /// Those of them that also have the right shape.
        var fitting: Set<ParameterPath> = []
    }

    /// By what stands before the names; empty: nothing does.
    private var groups: [String: Group] = [:]

    init(_ table: TensorTable, _ dialect: Dialect, of model: ExpectedParameters) {
        for entry in table.entries {
            guard let (prefix, match) = dialect.beginning(of: entry.name), model.contains(match.parameter) else {
                continue
            }
            let shape = match.isTransposed ? entry.shape.transposed : entry.shape
            groups[prefix, default: Group()].named.insert(match.parameter)
            if model.fits(shape, match.parameter) { groups[prefix]?.fitting.insert(match.parameter) }
        }
    }

    /// How many parameters have a name at all.
    var count: Int { groups.values.reduce(into: Set()) { $0.formUnion($1.named) }.count }

    /// The beginning without which the most parameters are found that no other tensor gives; nil: there is none.
    var best: String? { ranked.first?.prefix }

    /// All beginnings behind which are just the parameters that are behind the best, that one among them; empty where
    /// it is the only one.
    var alike: [String] {
        guard let best = ranked.first.flatMap({ groups[$0.prefix] }) else { return [] }
        let same = ranked.map(\.prefix).filter { prefix in
            groups[prefix].map { $0.named == best.named && $0.fitting == best.fitting } ?? false
        }
        return same.count > 1 ? same.sorted() : []
    }

    private var ranked: [(prefix: String, gain: Int, named: Int)] {
        let plain = groups[""] ?? Group()
        return groups.compactMap { prefix, group -> (prefix: String, gain: Int, named: Int)? in
            let named = group.named.subtracting(plain.named).count
            // One alone may be there by chance, and what is mostly a copy of the model's own hides nothing.
            guard !prefix.isEmpty, named > 1, 2 * named >= group.named.count else { return nil }
            return (prefix, group.fitting.subtracting(plain.named).count, named)
        }.sorted { ($1.gain, $1.named, $0.prefix) < ($0.gain, $0.named, $1.prefix) }
    }
}

/// Which parameters a model has, as far as its configuration and class are known.
struct ExpectedParameters {
    private let templates: [String: ParameterTemplate]
    private let components: Set<String>?
    private let configuration: Configuration?
    /// How many each counter counts; empty: that is not known.
    private let counts: [String: Int]

    /// - Parameters:
    ///   - className: the class that the user names; nil: config.json's.
    ///   - file: config.json; nil: there is none, and any shape fits.
    init(_ architecture: Architecture, as className: String?, _ file: ConfigurationFile?, _ library: Library) {
        let unknown = Configuration(source: .shapes, className: nil, values: [:])
        let configuration = file?.tolerantConfiguration(for: architecture, implied: unknown, library: library)
            .configuration
        templates = Dictionary(
            architecture.parameters.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let modelClass = (className ?? configuration?.className).flatMap(architecture.modelClass)
        components = modelClass.map { Set($0.components) }
        self.configuration = modelClass.flatMap { configuration?.fixing($0.fixed) } ?? configuration
        counts = configuration.map { configuration in
            Dictionary(
                architecture.counters.map { ($0.name, architecture.count(of: $0.name, configuration)) },
                uniquingKeysWith: { first, _ in first })
        } ?? [:]
    }

    /// Whether the model has the parameter.
    func contains(_ path: ParameterPath) -> Bool {
        guard let template = templates[path.template] else { return false }
        if let components, !components.contains(template.component) { return false }
        guard let configuration else { return true }
        for (counter, number) in zip(ParameterPath.counters(in: path.template), path.numbers) {
            if let count = counts[counter], number >= count { return false }
        }
        return configuration.meets(template.conditions)
    }

    /// Whether the parameter has this shape, as far as that is known.
    func fits(_ shape: Shape, _ path: ParameterPath) -> Bool {
        guard let configuration, let expected = templates[path.template]?.shape(configuration) else { return true }
        return shape == expected
    }
}
