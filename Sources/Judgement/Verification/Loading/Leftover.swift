internal import ModelSchema
internal import Tensors

/// A tensor of floating-point numbers that no parameter of the architecture has the name of, taken apart.
struct Leftover {
    let entry: TensorEntry
    /// The parts of the name, without what stands before it and without the last: `cls`, `predictions`.
    let module: [String]
    /// The number of its layer; nil: it is in none.
    let layer: Int?
    /// Whether the name ends as those of weights do; nil: it says neither weight nor bias.
    let isBias: Bool?

    /// What layers are called that are numbered.
    private static let stacks: Set<String> = ["layer", "layers", "block", "blocks", "h"]

    /// All of a checkpoint, in the order of the file; none of one in TensorFlow's names.
    static func all(_ model: ModelCase) -> [Leftover] {
        guard !model.binding.dialect.alwaysTies, let wrappers = try? Wrappers() else { return [] }
        let backbone = model.tree.architecture.backbonePrefix
        return model.binding.unmapped.filter(\.elementType.isWeight).map { entry in
            var name = entry.name[...]
            if let prefix = model.prefix, name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
            name = wrappers.unwrapped(String(name))
            if name.hasPrefix(backbone) { name = name.dropFirst(backbone.count) }
            return Leftover(entry, String(name))
        }
    }

    private init(_ entry: TensorEntry, _ name: String) {
        self.entry = entry
        var parts = name.split(separator: ".").map(String.init)
        let last = (parts.popLast() ?? "").lowercased()
        let biases = ["bias", "beta"]
        let weights = ["weight", "weights", "gamma", "kernel", "embeddings"]
        let ending = (biases + weights).first { last == $0 || last.hasSuffix("_\($0)") }
        isBias = ending.map(biases.contains)
        // `in_proj_weight` is the weight of `in_proj`.
        if let ending, last != ending { parts.append(String(last.dropLast(ending.count + 1))) }
        if ending == nil, !last.isEmpty { parts.append(last) }
        module = parts
        layer = zip(parts, parts.dropFirst()).first { Self.stacks.contains($0.0) && Int($0.1) != nil }
            .flatMap { Int($0.1) }
    }
}
