internal import ModelSchema
internal import Tensors

/// A tensor of floating-point numbers that no parameter of the architecture has the name of, taken apart.
struct Leftover {
    let entry: TensorEntry
    /// Its shape in PyTorch's orientation.
    let shape: Shape
    /// The parts of the name, without what stands before it and without the last: `cls`, `predictions`.
    let module: [String]
    /// The number of its layer; nil: it is in none.
    let layer: Int?
    /// The parts before the layers: `encoder`; empty if it is in none.
    let stack: [String]
    /// The parts of ``module`` behind the number of the layer; all of them if it is in none.
    let words: [String]
    /// Whether it lies beside the main layer of a TensorFlow model, as the layers of heads do.
    let isBesideMainLayer: Bool
    /// Whether TensorFlow named it, by parts between slashes; a conversion keeps such a name.
    let hasSlashes: Bool
    /// Whether the name ends as those of weights do; nil: it says neither weight nor bias.
    let isBias: Bool?

    /// The character between the parts of TensorFlow's names.
    static let slash: Character = "/"
    /// What TensorFlow's programs call matrices that are stored [in, out].
    private static let kernels: Set<String> = ["kernel", "W", "w"]

    /// What layers are called that are numbered.
    private static let stacks: Set<String> = ["layer", "layers", "block", "blocks", "h"]

    /// All of a checkpoint, in the order of the file.
    static func all(_ model: ModelCase) -> [Leftover] {
        guard let wrappers = try? Wrappers() else { return [] }
        let backbone = model.tree.architecture.backbonePrefix
        let scopes = scopes(model.binding)
        return model.binding.unmapped.filter(\.elementType.isWeight).map { entry in
            var name = entry.name[...]
            if let prefix = model.prefixes.first(where: name.hasPrefix) { name = name.dropFirst(prefix.count) }
            if name.contains(slash) {
                return Leftover(slashed: entry, name, backbone: String(backbone.dropLast()), scopes)
            }
            name = wrappers.unwrapped(String(name))
            if name.hasPrefix(backbone) { name = name.dropFirst(backbone.count) }
            return Leftover(entry, entry.shape, name.split(separator: ".").map(String.init))
        }
    }

    /// The parts before the names of the model's own weights: the group and the name of a Keras model.
    private static func scopes(_ binding: Binding) -> Set<[Substring]> {
        var scopes: Set<[Substring]> = []
        for tensor in binding.tensors.values.joined() where tensor.match.level > 0 {
            scopes.insert(Array(tensor.entry.name.split(separator: slash).prefix(tensor.match.level)))
        }
        return scopes
    }

    /// A weight of TensorFlow: `tf_bert_model/bert/encoder/layer_._0/output/dense/kernel:0`.
    private init(slashed entry: TensorEntry, _ name: Substring, backbone: String, _ scopes: Set<[Substring]>) {
        let plain = name.hasSuffix(":0") ? name.dropLast(2) : name
        var parts = plain.split(separator: "/").flatMap { part -> [String] in
            let number = "_._"
            guard let range = part.firstRange(of: number) else { return [String(part)] }
            return [String(part[..<range.lowerBound]), String(part[range.upperBound...])]
        }
        let main = parts.lastIndex(of: backbone)
        let scope = scopes.filter { plain.split(separator: Self.slash).starts(with: $0) }.map(\.count).max() ?? 0
        parts.removeFirst(min(max(scope, main.map { $0 + 1 } ?? 0), parts.count))
        let isKernel = parts.last.map(Self.kernels.contains) ?? false && entry.shape.rank == 2
        self.init(
            entry, isKernel ? entry.shape.transposed : entry.shape, parts, hasSlashes: true,
            isBesideMainLayer: main == nil)
    }

    private init(
        _ entry: TensorEntry, _ shape: Shape, _ name: [String], hasSlashes: Bool = false,
        isBesideMainLayer: Bool = false
    ) {
        self.entry = entry
        self.shape = shape
        self.hasSlashes = hasSlashes
        self.isBesideMainLayer = isBesideMainLayer
        var parts = name
        let last = (parts.popLast() ?? "").lowercased()
        let biases = ["bias", "beta"]
        let weights = ["weight", "weights", "gamma", "kernel", "embeddings"]
        let ending = (biases + weights).first { last == $0 || last.hasSuffix("_\($0)") }
        isBias = ending.map(biases.contains)
        // `in_proj_weight` is the weight of `in_proj`.
        if let ending, last != ending { parts.append(String(last.dropLast(ending.count + 1))) }
        if ending == nil, !last.isEmpty { parts.append(last) }
        module = parts
        let place = parts.indices.dropLast().first { Self.stacks.contains(parts[$0]) && Int(parts[$0 + 1]) != nil }
        layer = place.flatMap { Int(parts[$0 + 1]) }
        stack = place.map { Array(parts[..<$0]) } ?? []
        words = place.map { Array(parts[($0 + 2)...]) } ?? parts
    }
}
