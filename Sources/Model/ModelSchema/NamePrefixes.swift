internal import ByteIO
internal import Tensors

/// The beginnings of names behind which a file has parameters, and which of them make the model.
///
/// They are ranked by how many parameters of the model they fill with tensors of the right shape: an encoder counts
/// before the decoder beside it, and a student before a teacher of another size.
struct NamePrefixes {
    /// What is behind a beginning of names.
    fileprivate struct Group {
        /// The parameters of the model that have a name there.
        var named: Set<ParameterPath> = []
        /// Those of them that also have the right shape.
        var fitting: Set<ParameterPath> = []
    }

    /// The word that another architecture puts before its names.
    struct Relative {
        let prefix: String
        let backbone: Wrappers.Backbone
    }

    /// By what stands before the names; empty: nothing does.
    private var groups: [String: Group] = [:]
    /// Beginnings that are those of another architecture.
    private var relatives: [String: Group] = [:]
    private let wrappers: Wrappers
    /// The words of the model's own architecture.
    private let ownWords: Set<String>

    /// The most beginnings that end within a part of a name.
    private static let mostUnseparated = 16

    /// - Throws: ``Fault`` `model.schema`.
    init(_ table: TensorTable, _ dialect: Dialect, of model: ExpectedParameters) throws(Fault) {
        wrappers = try Wrappers()
        ownWords = model.ownWords
        var unseparated: Set<String> = []
        let anchors = dialect.anchors
        for entry in table.entries {
            if unseparated.count <= Self.mostUnseparated {
                unseparated.formUnion(dialect.unseparatedBeginnings(of: entry.name, anchors))
            }
            guard let (prefix, match) = dialect.beginning(of: entry.name) else { continue }
            groups[prefix, default: Group()].add(entry, match, of: model)
        }
        if unseparated.count <= Self.mostUnseparated {
            for prefix in unseparated { addUnseparated(prefix, table, dialect, of: model) }
        }
        for (prefix, group) in groups where group.named.isEmpty || isOther(prefix) {
            groups[prefix] = nil
            if !group.named.isEmpty { relatives[prefix] = group }
        }
    }

    /// Adds a beginning that ends within a part of a name, if more parameters are behind it than behind those that end
    /// at a separator: `student_` rather than `student_bert.`, where there also is `student_classifier.weight`.
    private mutating func addUnseparated(
        _ prefix: String, _ table: TensorTable, _ dialect: Dialect, of model: ExpectedParameters
    ) {
        var group = Group()
        for entry in table.entries {
            guard let match = dialect.match(entry.name, behind: prefix) else { continue }
            group.add(entry, match, of: model)
        }
        let within = groups.filter { $0.key.hasPrefix(prefix) }
        guard within.values.allSatisfy({ $0.named.count < group.named.count }) else { return }
        for other in within.keys { groups[other] = nil }
        groups[prefix] = group
    }

    private func isOther(_ prefix: String) -> Bool { wrappers.backbone(in: prefix, except: ownWords) != nil }

    /// How many parameters have a name at all.
    var count: Int { groups.values.reduce(into: Set()) { $0.formUnion($1.named) }.count }

    /// The word of another architecture, if more parameters are behind it than elsewhere; nil: they are not.
    var relative: Relative? {
        let first = relatives.max { ($0.value.named.count, $1.key) < ($1.value.named.count, $0.key) }
        guard let first, first.value.named.count > max(1, count),
            let backbone = wrappers.backbone(in: first.key, except: ownWords)
        else { return nil }
        return Relative(prefix: first.key, backbone: backbone)
    }

    /// The beginnings without which the most parameters are found that no other tensor gives.
    ///
    /// After the best come those behind which there is only what the better ones do not have: a head of its own prefix.
    var chosen: [String] {
        let ranked = ranked
        guard let best = ranked.first?.prefix else { return [] }
        guard alike.isEmpty else { return [best] }
        var chosen: [String] = []
        var filled = groups[""]?.named ?? []
        for (prefix, _, _) in ranked where chosen.count < SchemaLimits.prefixes {
            guard let group = groups[prefix] else { continue }
            guard chosen.isEmpty || group.named.isDisjoint(with: filled) && group.fitting == group.named else {
                continue
            }
            chosen.append(prefix)
            filled.formUnion(group.named)
        }
        return chosen
    }

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

extension NamePrefixes.Group {
    fileprivate mutating func add(_ entry: TensorEntry, _ match: Dialect.Match, of model: ExpectedParameters) {
        guard model.contains(match.parameter) else { return }
        let shape = match.isTransposed ? entry.shape.transposed : entry.shape
        named.insert(match.parameter)
        if model.fits(shape, match.parameter) { fitting.insert(match.parameter) }
    }
}

/// Which parameters a model has, as far as its configuration and class are known.
struct ExpectedParameters {
    private let templates: [String: ParameterTemplate]
    private let components: Set<String>?
    /// What the architecture calls itself and its backbone.
    fileprivate let ownWords: Set<String>
    private let configuration: Configuration?
    /// How many each counter counts; empty: that is not known.
    private let counts: [String: Int]

    /// - Parameters:
    ///   - className: the class that the user names; nil: config.json's.
    ///   - file: config.json; nil: there is none, and any shape fits.
    init(_ architecture: Architecture, as className: String?, _ file: ConfigurationFile?, _ library: Library) {
        ownWords = Set(architecture.modelTypes + [String(architecture.backbonePrefix.dropLast())])
        let unknown = Configuration(source: .shapes, className: nil, values: [:])
        let configuration = file?.tolerantConfiguration(for: architecture, implied: unknown, library: library)
            .configuration
        templates = Dictionary(
            architecture.parameters.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let modelClass = (className ?? configuration?.className).flatMap(architecture.modelClass)
        components = modelClass.map { Set($0.components) }
        self.configuration = modelClass.flatMap { configuration?.fixing($0.fixed) } ?? configuration
        counts =
            configuration.map { configuration in
                Dictionary(
                    architecture.counters.map { ($0.name, architecture.count(of: $0.name, configuration)) },
                    uniquingKeysWith: { first, _ in first })
            } ?? [:]
    }

    /// Whether the class is known, so that it tells which heads the model has.
    var isOfKnownClass: Bool { components != nil }

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
