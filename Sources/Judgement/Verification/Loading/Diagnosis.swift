internal import ByteIO
internal import Formats
package import ModelSchema
internal import Tensors
internal import TorchArchive

/// Why the library does not load parameters that are in the file: one reason for many of them.
package struct Diagnosis: Sendable {
    package enum Reason: Sendable, Hashable {
        /// Something stands before or within their names that the library does not know: `module.`.
        case prefix(String)
        /// The program that saved them loads them without this end of their names: `/ExponentialMovingAverage`.
        case ending(String)
        /// They are inside another entry of the file: `["state_dict"]`.
        case nested([String])
        /// They are in a group of another name than the library looks for: `my_bert`.
        case group(String)
        /// The names are those of another library.
        case dialect(String)
        /// Two or more models in the file have them, and nothing tells which is meant.
        case alike
        /// The file holds what an adapter adds to a model, not the model.
        case adapter
        /// Several parameters were laid end to end in one tensor.
        case flattened
        /// A quantiser stored others in their place.
        case quantised
        /// A tensor under a name that no parameter has, and with the shape of one that is missing.
        case renamed
        /// One of several tensors from which a program computes a parameter.
        case reparametrised
        /// A tensor of a second model of the same kind, behind this prefix.
        case second(String)
        /// A tensor of a larger model that the BERT was trained in.
        case wrapped
        /// No name in the file is one that any library gives this architecture.
        case unrecognised
    }

    /// What keeps each of the missing parameters away; those that are simply not there have no entry.
    package private(set) var reasons: [ParameterPath: Reason] = [:]
    /// The same for tensors of the file, by name.
    package private(set) var tensors: [String: Reason] = [:]
    /// What `convert --strip-prefix` must take out of the names.
    ///
    /// Empty: nothing that a conversion does not take out anyway, or nothing tells which of several models is meant.
    package let stripPrefixes: [String]
    /// Tensors of another shape than their parameters, also those that the library does not find for another reason.
    let mismatched: [Loading.Mismatched]
    /// Missing parameters that a program has stored as several tensors.
    let reparametrised: Reparametrised
    /// Missing parameters that probably are in the file under other names.
    let renamed: RenamedWeights
    /// What the file has of a larger model around this one.
    let wrapping: WrappingModel

    init(_ model: ModelCase) {
        let (loading, binding, checkpoint) = (model.loading, model.binding, model.checkpoint)
        let missing = Set(loading.missing.map(\.path))
        var found = Found()
        if checkpoint.format == .kerasHDF5 {
            found.explainGroups(missing, model)
        } else {
            found.explain(
                missing, binding, nesting: checkpoint.nesting, isOwnDialect: model.library.matching == .dialect)
        }
        found.explainTies(loading.missing)
        found.explainAlike(model)
        let names = checkpoint.table.entries.map(\.name)
        let unexplained = missing.filter { found.reasons[$0] == nil }
        if AdapterNames.isAll(names, loading), names.contains(where: AdapterNames.isAdapter) {
            for name in names where AdapterNames.belongsToAdapter(name) { found.tensors[name] = .adapter }
            if loading.loaded.isEmpty { found.explainAll(unexplained, .adapter) }
        } else if names.contains(where: { $0.hasSuffix(Self.flatParameter) }) {
            for name in names where name.hasSuffix(Self.flatParameter) { found.tensors[name] = .flattened }
            found.explainAll(unexplained, .flattened)
        }
        if !names.isEmpty, loading.loaded.isEmpty, loading.mismatched.isEmpty, found.reasons.isEmpty {
            found.explainAll(unexplained, .unrecognised)
            for name in names { found.tensors[name] = .unrecognised }
        }
        found.explainQuantised(model)
        let reparametrised = Reparametrised(loading.missing.filter { found.reasons[$0.path] == nil }, model)
        self.reparametrised = reparametrised
        for name in reparametrised.names { found.tensors[name] = .reparametrised }
        found.explainSecond(model)
        let leftovers = Leftover.all(model).filter { found.tensors[$0.entry.name] == nil }
        renamed = RenamedWeights(
            loading.missing.filter { found.reasons[$0.path] == nil && reparametrised.uses[$0.path] == nil }, leftovers,
            model.tree)
        for name in renamed.names { found.tensors[name] = .renamed }
        wrapping = WrappingModel(leftovers.filter { found.tensors[$0.entry.name] == nil }, model)
        for name in wrapping.names { found.tensors[name] = .wrapped }
        (reasons, tensors) = (found.reasons, found.tensors)
        stripPrefixes =
            found.isHidden && model.alikePrefixes.isEmpty ? Self.unknown(model.prefixes) : []
        mismatched = loading.mismatched + found.hiddenMismatches(model)
    }

    /// The prefixes that not every conversion takes out.
    private static func unknown(_ prefixes: [String]) -> [String] {
        guard !prefixes.isEmpty, let wrappers = try? Wrappers() else { return prefixes }
        return prefixes.filter { !wrappers.areTakenOut($0) }
    }

    /// What FSDP calls the parameters of a module that it laid end to end
    /// (`torch/distributed/fsdp/_flat_param.py`, `FLAT_PARAM`).
    private static let flatParameter = "_flat_param"
}

/// The reasons that were found so far.
private struct Found {
    var reasons: [ParameterPath: Diagnosis.Reason] = [:]
    var tensors: [String: Diagnosis.Reason] = [:]

    /// Whether anything stands between the library and weights that a conversion finds.
    var isHidden: Bool {
        tensors.values.contains { reason in
            switch reason {
            case .prefix, .ending, .nested, .group, .dialect: true
            case .alike, .adapter, .flattened, .quantised, .renamed, .reparametrised, .second, .wrapped, .unrecognised:
                false
            }
        }
    }

    /// Tensors of another shape than their parameters, among those that only a conversion finds.
    func hiddenMismatches(_ model: ModelCase) -> [Loading.Mismatched] {
        guard isHidden else { return [] }
        return ShapeAgreement(model.binding, model.tree).mismatches.compactMap { mismatch in
            let entry = mismatch.tensor.entry
            switch tensors[entry.name] {
            case .prefix, .ending, .nested, .group, .dialect:
                return Loading.Mismatched(
                    parameter: mismatch.parameter, entry: entry, found: mismatch.tensor.shape,
                    expected: mismatch.expected)
            default: return nil
            }
        }
    }

    /// Whole models beside the one that is loaded, which have an input of their own: a teacher, a second tower.
    mutating func explainSecond(_ model: ModelCase) {
        let unknown = model.binding.unmapped.filter { tensors[$0.name] == nil }
        guard !unknown.isEmpty else { return }
        let architecture = model.tree.architecture
        let inputs = Set(architecture.parameters.filter { $0.kind == "word-embedding" }.map(\.path))
        var prefixes: [String: Dialect] = [:]
        // A conversion keeps the names of tensors that it has no place for.
        var dialects = [model.binding.dialect]
        if unknown.contains(where: { $0.name.utf8.contains(UInt8(ascii: "/")) }) {
            dialects += architecture.dialects.filter { $0.separator == "/" }
        }
        for entry in unknown {
            for dialect in dialects {
                guard let (prefix, match) = dialect.beginning(of: entry.name), !prefix.isEmpty,
                    inputs.contains(match.parameter.template)
                else { continue }
                prefixes[prefix] = dialect
                break
            }
        }
        let templates = Dictionary(
            architecture.parameters.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let sorted = SortedNames(unknown)
        for (prefix, dialect) in prefixes.sorted(by: { $0.key < $1.key }) {
            let behind = sorted.entries(behind: prefix)
            // What takes the outputs of another model, as a decoder does, is a part of a larger one.
            let isWhole = behind.filter(\.elementType.isWeight).allSatisfy { entry in
                guard let match = dialect.match(entry.name, behind: prefix) else { return false }
                return model.tree.configuration.meets(templates[match.parameter.template]?.conditions ?? [])
            }
            guard isWhole else { continue }
            for entry in behind { tensors[entry.name] = .second(prefix) }
        }
    }

    mutating func explainAll(_ paths: some Sequence<ParameterPath>, _ reason: Diagnosis.Reason) {
        for path in paths { reasons[path] = reason }
    }

    /// Weights that are there, in a group that Keras does not look into.
    mutating func explainGroups(_ missing: Set<ParameterPath>, _ model: ModelCase) {
        let binding = model.binding
        for path in missing {
            for tensor in binding.tensors[path] ?? [] {
                let group = String(tensor.entry.name.prefix { $0 != binding.dialect.separator })
                // In a group that the library looks into it is the end of the name that it does not know.
                let isKnown = binding.dialect.arrangement.groups.contains { $0.name == group }
                guard !(isKnown && tensor.match.isLegacy) else { continue }
                let prefix = model.prefixes.first { tensor.match.wrapping.hasSuffix($0) }
                reasons[path] = prefix.map(Diagnosis.Reason.prefix) ?? .group(group)
                tensors[tensor.entry.name] = reasons[path]
            }
        }
    }

    /// Parameters that the binding finds and the library does not.
    ///
    /// - Parameter isOwnDialect: whether the library reads the file's own dialect.
    mutating func explain(
        _ missing: Set<ParameterPath>, _ binding: Binding, nesting: [String], isOwnDialect: Bool
    ) {
        for (path, bound) in binding.tensors {
            guard missing.contains(path) || !nesting.isEmpty, let tensor = bound.first else { continue }
            let reason: Diagnosis.Reason? =
                if !nesting.isEmpty {
                    .nested(nesting)
                } else if binding.dialect.alwaysTies, !isOwnDialect {
                    .dialect(binding.dialect.title)
                } else {
                    Self.addition(to: tensor, binding.dialect)
                }
            guard let reason else { continue }
            if missing.contains(path) { reasons[path] = reason }
            for other in bound { tensors[other.entry.name] = reason }
        }
    }

    /// Of two tied parameters one is enough, so what hides it hides both.
    mutating func explainTies(_ missing: [Parameter]) {
        for parameter in missing {
            guard let partner = parameter.tiedTo, let reason = reasons[partner] ?? reasons[parameter.path] else {
                continue
            }
            explainAll([parameter.path, partner].filter { path in missing.contains { $0.path == path } }, reason)
        }
    }

    /// Models that stand side by side behind several prefixes.
    mutating func explainAlike(_ model: ModelCase) {
        let prefixes = Set(model.alikePrefixes)
        guard !prefixes.isEmpty else { return }
        for (path, reason) in reasons {
            if case .prefix(let prefix) = reason, prefixes.contains(prefix) { reasons[path] = .alike }
        }
        let names = SortedNames(model.checkpoint.table.entries)
        for prefix in prefixes {
            for entry in names.entries(behind: prefix) { tensors[entry.name] = .alike }
        }
    }

    /// Parameters in whose place a quantiser stored others, where a finding says so.
    mutating func explainQuantised(_ model: ModelCase) {
        guard let wrappers = try? Wrappers() else { return }
        let names = model.binding.unmapped.map(\.name) + model.checkpoint.withheld.map(\.name)
        let modules = Set(names.compactMap(wrappers.quantisedModule))
        guard !modules.isEmpty, !NotFloatCheck.findings(model).isEmpty else { return }
        for name in names where modules.contains(Self.module(of: name)) || wrappers.quantisedModule(of: name) != nil {
            tensors[name] = .quantised
        }
        for parameter in model.loading.missing where reasons[parameter.path] == nil {
            let module = Self.module(of: parameter.name)
            if modules.contains(where: { $0 == module || $0.hasSuffix(".\(module)") }) {
                reasons[parameter.path] = .quantised
            }
        }
    }

    private static func module(of name: String) -> String {
        name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    /// What is in a name that hides the parameter; nil: nothing is.
    private static func addition(to tensor: BoundTensor, _ dialect: Dialect) -> Diagnosis.Reason? {
        let wrapping = tensor.match.wrapping
        guard let ending = dialect.ending(of: tensor.entry.name)?.text, wrapping.hasSuffix(ending) else {
            return wrapping.isEmpty ? nil : .prefix(once(wrapping))
        }
        return wrapping == ending ? .ending(ending) : .prefix(once(String(wrapping.dropLast(ending.count))))
    }

    /// Each part of what stands in a name once: FSDP wraps module within module.
    ///
    /// A prefix can end within a word: `net_`.
    private static func once(_ wrapping: String) -> String {
        var seen: Set<Substring> = []
        let parts = wrapping.split(separator: ".").filter { seen.insert($0).inserted }.joined(separator: ".")
        return wrapping.hasSuffix(".") ? parts + "." : parts
    }
}

/// What PEFT calls the parts of an adapter (peft 0.17, `PeftModel`, `LoraLayer`, `ModulesToSaveWrapper`).
enum AdapterNames {
    private static let parts: Set<Substring> = [
        "lora_A", "lora_B", "lora_embedding_A", "lora_embedding_B", "lora_magnitude_vector", "ia3_l",
        "prompt_embeddings", "modules_to_save",
    ]
    /// What all of these begin with.
    private static let beginnings = ["lora_", "ia3_l", "prompt_embeddings", "modules_to_save"]
    private static let prefix = "base_model.model."

    /// Whether only an adapter has such a name.
    static func isAdapter(_ name: String) -> Bool {
        guard beginnings.contains(where: name.hasBytes) else { return false }
        return name.utf8.split(separator: UInt8(ascii: ".")).contains { parts.contains(Substring($0)) }
    }

    /// Whether the file holds an adapter, and not also the whole of a model beside some of its tensors.
    static func isAll(_ names: [String], _ loading: Loading) -> Bool {
        loading.loaded.isEmpty || !loading.missing.isEmpty && names.contains { $0.contains(".base_layer.") }
    }

    static func belongsToAdapter(_ name: String) -> Bool {
        name.hasPrefix(prefix) || isAdapter(name)
    }
}
