internal import ByteIO
internal import JSONText
internal import Tensors

/// Loads as TensorFlow's transformers 4.44 does (`modeling_tf_utils.py`, `load_tf_weights_from_h5`).
///
/// Each layer of the model looks for the group of its own name, and in the group for its weights by their names without
/// the first part, which is the model's. If a weight is in two groups, as tied embeddings are, the later layer's wins. A
/// shard has no groups, and its names lack the model's (`load_tf_shard`).
struct KerasLoader {
    private let tree: ParameterTree
    private let binding: Binding
    /// The number of parts before the name of a weight: the group and the model, or none in a shard.
    private let levels: Int
    private let fallbacks: [Library.Fallback]

    init(_ tree: ParameterTree, _ binding: Binding, _ fallbacks: [Library.Fallback], isSharded: Bool) {
        // `load_tf_shard` does not try a second name.
        self.fallbacks = isSharded ? [] : fallbacks
        self.tree = tree
        self.binding = binding
        levels = isSharded ? 0 : 2
    }

    /// Follows the library through the tensors of `table`.
    func load(_ table: TensorTable, title: String) -> Loading {
        var loading = Loading(library: title)
        let names = tree.parameters.map { name(of: $0.path) }
        let groups = binding.dialect.arrangement.groups.filter { group in
            names.contains { $0?.hasPrefix("\(group.name)/") ?? false }
        }
        var taken: Set<ParameterPath> = []
        var used: Set<String> = []
        for (parameter, name) in zip(tree.parameters, names) {
            let own = groups.filter { Self.stores($0, name) }.map(\.name)
            let tensors = read(
                (binding.tensors[parameter.path] ?? []).filter { tensor in
                    tensor.match.level == levels
                        && own.contains(String(tensor.entry.name.prefix { $0 != binding.dialect.separator }))
                }, as: name)
            guard let kept = tensors.last else { continue }
            taken.insert(parameter.path)
            used.formUnion(tensors.map(\.entry.name))
            loading.load(kept.entry, kept.shape, into: parameter)
        }
        loading.leave(table, except: used)
        loading.missing = tree.parameters.filter { parameter in
            guard !taken.contains(parameter.path) else { return false }
            // Keras always ties, whatever the configuration has, so the tied one is never stored.
            let partner = parameter.tiedTo ?? tree.architecture.tie(of: parameter.path)?.partner
            return partner.map { !taken.contains($0) } ?? true
        }
        return loading
    }
}

extension KerasLoader {
    /// The tensors with the model's own name, or else those with the ending that the library tries next.
    private func read(_ tensors: [BoundTensor], as name: String?) -> [BoundTensor] {
        guard let name else { return [] }
        let exact = tensors.filter { $0.entry.name.hasSuffix(name) }
        guard exact.isEmpty, let fallback = fallbacks.first(where: { name.hasSuffix($0.ending) }) else { return exact }
        let other = name.dropLast(fallback.ending.count) + fallback.then
        return tensors.filter { $0.entry.name.hasSuffix(other) }
    }

    private func name(of path: ParameterPath) -> String? {
        binding.dialect.name(of: path, isBare: false, backbonePrefix: tree.architecture.backbonePrefix)
    }

    /// Whether a layer has the weight of this name, as its own or shared with another layer.
    private static func stores(_ group: Arrangement.Group, _ name: String?) -> Bool {
        guard let name else { return false }
        return name.hasPrefix("\(group.name)/") || group.copies.map(name.hasPrefix) ?? false
    }
}

/// The groups of a format that has them: their names and order, the name of the model in them, and what is stored twice.
package struct Arrangement: Sendable {
    /// A group, which in Keras is a layer of the model.
    package struct Group: Sendable {
        package let name: String
        /// The prefix of names that the group also stores although they belong to another group; nil: none.
        package let copies: String?
    }

    /// The groups in their order; none for formats without groups.
    package let groups: [Group]
    private let modelNames: [String: String]
    private let modulePositions: [String: Int]

    static let none = Arrangement(groups: [], modelNames: [], moduleOrder: [])

    init(groups: [Group], modelNames: [(String, String)], moduleOrder: [String]) {
        self.groups = groups
        self.modelNames = Dictionary(modelNames, uniquingKeysWith: { first, _ in first })
        self.modulePositions = Dictionary(
            zip(moduleOrder, moduleOrder.indices), uniquingKeysWith: { first, _ in first })
    }

    static func groups(_ values: [JSONValue]) throws(Fault) -> [Group] {
        var groups: [Group] = []
        for value in values {
            let object = try SchemaObject(value, "group", allowed: ["name", "copies"])
            groups.append(Group(name: try object.string("name"), copies: try object.optionalString("copies")))
        }
        return groups
    }

    /// The producer's name for a model of the class: `tf_bert_for_masked_lm`; nil: it has none.
    package func modelName(of modelClass: ModelClass) -> String? {
        modelNames[modelClass.name]
    }

    /// The position of a parameter in the producer's order: modules in its own order, layer by layer.
    ///
    /// - Returns: numbers that are compared one after the other.
    package func rank(of path: ParameterPath, in architecture: Architecture) -> [Int] {
        guard let index = architecture.parameters.firstIndex(where: { $0.path == path.template }) else { return [.max] }
        let template = architecture.parameters[index]
        let position = modulePositions[template.module] ?? .max
        // A module that is there several times comes where the first of those that are counted with it comes.
        let counters = ParameterPath.counters(in: template.path)
        var rank: [Int] = []
        for (depth, number) in path.numbers.enumerated() where depth < counters.count {
            let positions = architecture.parameters.lazy.filter { other in
                ParameterPath.counters(in: other.path).prefix(depth + 1).elementsEqual(counters.prefix(depth + 1))
            }.compactMap { modulePositions[$0.module] }
            rank += [positions.min() ?? position, number]
        }
        return rank + [position, index]
    }
}
