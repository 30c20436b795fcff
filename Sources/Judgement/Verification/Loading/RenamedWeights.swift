internal import ModelSchema
internal import Tensors

/// Missing parameters that probably are in the file under names which no parameter has.
///
/// A tensor can only be a parameter of its own shape in its own layer. Which one it is, its name must say
/// (``NameLikeness``), or there must be just one; the order of names says nothing. Where several fit, none is chosen.
struct RenamedWeights {
    /// The tensor that each parameter probably is.
    private(set) var tensors: [ParameterPath: TensorEntry] = [:]
    /// The tensor that several parameters probably are in, one after the other: query, key and value.
    private(set) var fused: [ParameterPath: TensorEntry] = [:]
    /// The tensors any of which a parameter may be, in the order of the file.
    private(set) var candidates: [ParameterPath: [TensorEntry]] = [:]

    /// The names of all tensors that were connected with a parameter.
    var names: Set<String> {
        Set((Array(tensors.values) + Array(fused.values) + Array(candidates.values.joined())).map(\.name))
    }

    /// The tensor that a parameter, or the one that it is tied to, probably is or is in.
    subscript(parameter: Parameter) -> TensorEntry? {
        parameter.paths.lazy.compactMap { tensors[$0] ?? fused[$0] }.first
    }

    /// The tensors any of which a parameter, or the one that it is tied to, may be.
    func candidates(for parameter: Parameter) -> [TensorEntry] {
        parameter.paths.lazy.compactMap { candidates[$0] }.first ?? []
    }

    /// - Parameters:
    ///   - missing: parameters that nothing explains.
    ///   - leftovers: tensors that nothing explains.
    init(_ missing: [Parameter], _ leftovers: [Leftover], _ tree: ParameterTree) {
        guard !missing.isEmpty, !leftovers.isEmpty else { return }
        let open = Set(missing.map(\.path))
        let wanted = Wanted.all(tree)
        var free = leftovers
        // Of two tied parameters one is looked for.
        findFused(wanted.filter { open.contains($0.path) }, &free)
        // Where a layer has parameters of its own, others are in the same stack of layers.
        let filled = Set(wanted.filter { !open.contains($0.path) }.compactMap(\.path.layer))
        let groups = Dictionary(grouping: wanted) { Place(layer: $0.path.layer, dimensions: $0.shape?.dimensions) }
        let tensors = Dictionary(grouping: free) { Place(layer: $0.layer, dimensions: $0.shape.dimensions) }
        for (place, group) in groups {
            guard let near = tensors[place], near.count <= Self.mostInPlace,
                group.contains(where: { open.contains($0.path) })
            else { continue }
            let isFilled = place.layer.map(filled.contains) ?? false
            pair(group, near.filter { !isFilled || $0.stack == group.first?.stack }, open)
        }
        followModules(wanted.filter { open.contains($0.path) }, free)
        for path in self.tensors.keys { candidates[path] = nil }
    }

    /// The most tensors of one shape in one layer that are compared; where more are, nothing is certain.
    private static let mostInPlace = 256

    /// What a tensor and a parameter must have in common.
    private struct Place: Hashable {
        let layer: Int?
        let dimensions: [Int]?
    }

    /// Parameters side by side whose rows together are those of one tensor.
    private mutating func findFused(_ open: [Wanted], _ free: inout [Leftover]) {
        let siblings = Dictionary(grouping: open) { "\($0.module.dropLast().joined(separator: ".")) \($0.isBias)" }
        let near = Dictionary(grouping: free) { Place(layer: $0.layer, dimensions: $0.shape.dimensions) }
        for group in siblings.values where group.count > 1 {
            let first = group[0]
            guard group.allSatisfy({ $0.shape == first.shape }), let shape = first.shape,
                let rows = shape.dimensions.first
            else { continue }
            let place = Place(
                layer: first.path.layer, dimensions: [rows * group.count] + shape.dimensions.dropFirst())
            let fitting = (near[place] ?? []).filter { $0.isBias == first.isBias }
            guard fitting.count == 1, let only = fitting.first else { continue }
            for wanted in group { fused[wanted.path] = only.entry }
        }
        let taken = Set(fused.values.map(\.name))
        free.removeAll { taken.contains($0.entry.name) }
    }

    /// Connects tensors and parameters of one place.
    private mutating func pair(_ group: [Wanted], _ near: [Leftover], _ open: Set<ParameterPath>) {
        var claims: [(leftover: Leftover, wanted: [Wanted], likeness: NameLikeness)] = near.compactMap { leftover in
            let (nearest, likeness) = NameLikeness.nearest(leftover, group)
            let missing = nearest.filter { open.contains($0.path) && fused[$0.path] == nil }
            return missing.isEmpty ? nil : (leftover, missing, likeness)
        }
        for claim in claims {
            for wanted in claim.wanted { candidates[wanted.path, default: []].append(claim.leftover.entry) }
        }
        // Each pair leaves fewer parameters for the other tensors.
        while let index = claims.indices.first(where: { isSure(claims[$0], among: claims) }) {
            let (path, leftover) = (claims[index].wanted[0].path, claims[index].leftover)
            tensors[path] = leftover.entry
            claims = claims.filter { $0.leftover.entry.name != leftover.entry.name }
                .map { claim in (claim.leftover, claim.wanted.filter { $0.path != path }, claim.likeness) }
        }
    }

    /// Whether a tensor can be one parameter only, and no other tensor is as likely to be that.
    private func isSure(
        _ claim: (leftover: Leftover, wanted: [Wanted], likeness: NameLikeness),
        among claims: [(leftover: Leftover, wanted: [Wanted], likeness: NameLikeness)]
    ) -> Bool {
        guard claim.wanted.count == 1, let path = claim.wanted.first?.path else { return false }
        return claims.allSatisfy { other in
            other.leftover.entry.name == claim.leftover.entry.name || other.likeness < claim.likeness
                || !other.wanted.contains { $0.path == path }
        }
    }

    /// Where the weight of a module was found, its bias has the same module's name, and the other way round.
    private mutating func followModules(_ open: [Wanted], _ free: [Leftover]) {
        let leftovers = Dictionary(free.map { ($0.entry.name, $0) }, uniquingKeysWith: { first, _ in first })
        var modules: [[String]: [String]] = [:]
        for wanted in open {
            if let leftover = tensors[wanted.path].flatMap({ leftovers[$0.name] }) {
                modules[wanted.module] = leftover.module
            }
        }
        let byModule = Dictionary(grouping: free, by: \.module)
        for wanted in open where tensors[wanted.path] == nil && fused[wanted.path] == nil {
            guard let module = modules[wanted.module] else { continue }
            let same = (byModule[module] ?? []).filter { $0.isBias == wanted.isBias && $0.shape == wanted.shape }
            if same.count == 1 { tensors[wanted.path] = same[0].entry }
        }
    }
}

/// A parameter of the model, its name taken apart as that of a ``Leftover``.
struct Wanted {
    let path: ParameterPath
    let shape: Shape?
    let module: [String]
    let stack: [String]
    let words: [String]
    let isBias: Bool
    /// What other programs call its module, in parts.
    let otherNames: [[String]]

    /// All of a model, tied ones once.
    static func all(_ tree: ParameterTree) -> [Wanted] {
        let templates = Dictionary(
            tree.architecture.parameters.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        return tree.parameters.filter { $0.tiedTo == nil }.map { parameter in
            Wanted(parameter, templates[parameter.path.template], backbonePrefix: tree.architecture.backbonePrefix)
        }
    }

    private init(_ parameter: Parameter, _ template: ParameterTemplate?, backbonePrefix: String) {
        path = parameter.path
        shape = parameter.shape
        let name = path.description
        let own = name.hasPrefix(backbonePrefix) ? name.dropFirst(backbonePrefix.count) : name[...]
        let parts = own.split(separator: ".").dropLast().map(String.init)
        let place = path.layer.flatMap { parts.firstIndex(of: String($0)) }
        module = parts
        stack = place.map { Array(parts[..<($0 - 1)]) } ?? []
        words = place.map { Array(parts[($0 + 1)...]) } ?? parts
        isBias = name.hasSuffix(".bias")
        otherNames = (template?.otherNames ?? []).map { $0.lowercased().split(separator: ".").map(String.init) }
    }
}

extension Parameter {
    /// Its own path, and that of the parameter that it is tied to.
    fileprivate var paths: [ParameterPath] { [path] + [tiedTo].compactMap(\.self) }
}
