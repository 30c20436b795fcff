internal import Formats
package import ModelSchema
internal import Tensors

/// Why parameters that are in the file all the same do not arrive: one reason for many of them.
package struct Diagnosis: Sendable {
    package enum Reason: Sendable, Hashable {
        /// Something stands before or within their names that the library does not know: `module.`.
        case prefix(String)
        /// They are inside another entry of the file: `["state_dict"]`.
        case nested([String])
        /// They are in a group of another name than the library looks for: `my_bert`.
        case group(String)
        /// The names are those of another library.
        case dialect(String)
        /// The file holds what an adapter adds to a model, not the model.
        case adapter
        /// Several parameters were laid end to end in one tensor.
        case flattened
        /// No name in the file is one that any library gives this architecture.
        case unrecognised
    }

    /// What keeps each of the missing parameters away; those that are simply not there have no entry.
    package private(set) var reasons: [ParameterPath: Reason] = [:]
    /// The same for tensors of the file, by name.
    package private(set) var tensors: [String: Reason] = [:]
    /// How a conversion makes the library find what does not arrive; nil: none does, or nothing has to be done.
    package internal(set) var cure: Cure?

    init(_ loading: Loading, _ binding: Binding, _ checkpoint: Checkpoint) {
        let missing = Set(loading.missing.map(\.path))
        if checkpoint.format == .kerasHDF5 {
            explainGroups(missing, binding)
        } else {
            explain(missing, binding, nesting: checkpoint.nesting)
        }
        let names = checkpoint.table.entries.map(\.name)
        let unexplained = missing.filter { reasons[$0] == nil }
        if names.contains(where: AdapterNames.isAdapter), AdapterNames.isAll(names, loading) {
            for name in names where AdapterNames.belongsToAdapter(name) { tensors[name] = .adapter }
            if loading.loaded.isEmpty { explainAll(unexplained, .adapter) }
        } else if names.contains(where: { $0.hasSuffix(Self.flatParameter) }) {
            for name in names where name.hasSuffix(Self.flatParameter) { tensors[name] = .flattened }
            explainAll(unexplained, .flattened)
        }
        if !names.isEmpty, loading.loaded.isEmpty, loading.mismatched.isEmpty, reasons.isEmpty {
            explainAll(unexplained, .unrecognised)
            for name in names { tensors[name] = .unrecognised }
        }
    }

    /// Tries a conversion where anything stands between the library and the weights.
    mutating func findCure(_ model: ModelCase, at place: ModelPlace) {
        guard !tensors.isEmpty else { return }
        cure = Cure(model, at: place, strippingPrefix: unknownPrefix)
    }

    /// What `--strip-prefix` has to take out; nil: a conversion knows itself what stands before the names.
    private var unknownPrefix: String? {
        let wrappers = try? Wrappers()
        for case .prefix(let prefix) in tensors.values where wrappers?.areTakenOut(prefix) != true { return prefix }
        return nil
    }

    /// What FSDP calls the parameters of a module that it laid end to end
    /// (`torch/distributed/fsdp/_flat_param.py`, `FLAT_PARAM`).
    private static let flatParameter = "_flat_param"

    /// Each part of what stands in a name once: FSDP wraps module within module.
    private static func once(_ wrapping: String) -> String {
        var seen: Set<Substring> = []
        return wrapping.split(separator: ".").filter { seen.insert($0).inserted }.map { $0 + "." }.joined()
    }

    private mutating func explainAll(_ paths: some Sequence<ParameterPath>, _ reason: Reason) {
        for path in paths { reasons[path] = reason }
    }

    /// Weights that are there, in a group that Keras does not look into.
    private mutating func explainGroups(_ missing: Set<ParameterPath>, _ binding: Binding) {
        for path in missing {
            for tensor in binding.tensors[path] ?? [] {
                let group = String(tensor.entry.name.prefix { $0 != binding.dialect.separator })
                // In a group that the library looks into it is the end of the name that it does not know.
                let isKnown = binding.dialect.arrangement.groups.contains { $0.name == group }
                guard !(isKnown && tensor.match.isLegacy) else { continue }
                reasons[path] = .group(group)
                tensors[tensor.entry.name] = .group(group)
            }
        }
    }

    /// Parameters that the binding finds and the library does not.
    private mutating func explain(_ missing: Set<ParameterPath>, _ binding: Binding, nesting: [String]) {
        for (path, bound) in binding.tensors {
            guard missing.contains(path) || !nesting.isEmpty, let tensor = bound.first else { continue }
            let reason: Reason? =
                if !nesting.isEmpty {
                    .nested(nesting)
                } else if binding.dialect.alwaysTies {
                    .dialect(binding.dialect.title)
                } else {
                    tensor.match.wrapping.isEmpty ? nil : .prefix(Self.once(tensor.match.wrapping))
                }
            guard let reason else { continue }
            if missing.contains(path) { reasons[path] = reason }
            for other in bound { tensors[other.entry.name] = reason }
        }
    }
}

/// What PEFT calls the parts of an adapter (peft 0.17, `PeftModel`, `LoraLayer`, `ModulesToSaveWrapper`).
enum AdapterNames {
    private static let parts: Set<Substring> = [
        "lora_A", "lora_B", "lora_embedding_A", "lora_embedding_B", "lora_magnitude_vector", "ia3_l",
        "prompt_embeddings", "modules_to_save",
    ]
    private static let prefix = "base_model.model."

    /// Whether only an adapter has such a name.
    static func isAdapter(_ name: String) -> Bool {
        name.utf8.split(separator: UInt8(ascii: ".")).contains { parts.contains(Substring($0)) }
    }

    /// Whether the file holds an adapter, and not also the whole of a model beside some of its tensors.
    static func isAll(_ names: [String], _ loading: Loading) -> Bool {
        loading.loaded.isEmpty || !loading.missing.isEmpty && names.contains { $0.contains(".base_layer.") }
    }

    static func belongsToAdapter(_ name: String) -> Bool {
        name.hasPrefix(prefix) || isAdapter(name)
    }
}
