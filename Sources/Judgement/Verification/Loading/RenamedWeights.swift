internal import ModelSchema
internal import Tensors

/// Missing parameters that probably are in the file under names which no parameter has.
///
/// A tensor is connected with a parameter that has its shape, in the same layer or under a name that resembles its own.
struct RenamedWeights {
    /// The tensor that each parameter probably is.
    private(set) var tensors: [ParameterPath: TensorEntry] = [:]
    /// The tensor that several parameters probably are in, one after the other: query, key and value.
    private(set) var fused: [ParameterPath: TensorEntry] = [:]

    /// The names of all tensors that were connected.
    var names: [String] { (Array(tensors.values) + Array(fused.values)).map(\.name) }

    /// The tensor that a parameter, or the one that it is tied to, probably is or is in.
    subscript(parameter: Parameter) -> TensorEntry? {
        let paths = [parameter.path] + [parameter.tiedTo].compactMap(\.self)
        return paths.lazy.compactMap { tensors[$0] ?? fused[$0] }.first
    }

    /// - Parameters:
    ///   - missing: parameters that nothing explains.
    ///   - leftovers: tensors that nothing explains.
    init(_ missing: [Parameter], _ leftovers: [Leftover], backbonePrefix: String) {
        guard !missing.isEmpty, !leftovers.isEmpty else { return }
        // Of two tied parameters one is looked for.
        var open = missing.filter { $0.tiedTo == nil }.map { Wanted($0, backbonePrefix: backbonePrefix) }
        var free = leftovers
        findFused(&open, &free)
        while let (wanted, leftover) = Self.surest(open, free) {
            tensors[wanted.path] = leftover.entry
            open.removeAll { $0.path == wanted.path }
            free.removeAll { $0.entry.name == leftover.entry.name }
        }
        pairRest(open, free)
    }

    /// A missing parameter, its name taken apart as that of a ``Leftover``.
    private struct Wanted {
        let path: ParameterPath
        let shape: Shape?
        let module: [String]
        let isBias: Bool

        init(_ parameter: Parameter, backbonePrefix: String) {
            path = parameter.path
            shape = parameter.shape
            let name = path.description
            let own = name.hasPrefix(backbonePrefix) ? name.dropFirst(backbonePrefix.count) : name[...]
            module = own.split(separator: ".").dropLast().map(String.init)
            isBias = name.hasSuffix(".bias")
        }
    }

    /// Parameters side by side whose rows together are those of one tensor.
    private mutating func findFused(_ open: inout [Wanted], _ free: inout [Leftover]) {
        let siblings = Dictionary(grouping: open) { "\($0.module.dropLast().joined(separator: ".")) \($0.isBias)" }
        for group in siblings.values where group.count > 1 {
            let first = group[0]
            guard group.allSatisfy({ $0.shape == first.shape }), let shape = first.shape,
                let rows = shape.dimensions.first
            else { continue }
            let dimensions = [rows * group.count] + shape.dimensions.dropFirst()
            let fitting = free.first { leftover in
                leftover.layer == first.path.layer && leftover.isBias == first.isBias
                    && leftover.entry.shape.dimensions == dimensions
            }
            guard let fitting else { continue }
            for wanted in group { fused[wanted.path] = fitting.entry }
            open.removeAll { fused[$0.path] != nil }
            free.removeAll { $0.entry.name == fitting.entry.name }
        }
    }

    /// The parameter and the tensor that resemble each other more than either does any other.
    private static func surest(_ open: [Wanted], _ free: [Leftover]) -> (Wanted, Leftover)? {
        for wanted in open {
            let candidates = free.map { ($0, likeness($0, wanted)) }.filter { $0.1 > 0 }
            guard let best = candidates.max(by: { $0.1 < $1.1 }), candidates.count(where: { $0.1 == best.1 }) == 1
            else { continue }
            if open.allSatisfy({ $0.path == wanted.path || likeness(best.0, $0) < best.1 }) { return (wanted, best.0) }
        }
        return nil
    }

    /// Where a layer has as many tensors of a shape as parameters of it are missing, they are those.
    private mutating func pairRest(_ open: [Wanted], _ free: [Leftover]) {
        let places = Dictionary(grouping: open) { "\($0.path.layer ?? -1) \($0.shape?.dimensions ?? []) \($0.isBias)" }
        for group in places.values where group[0].path.layer != nil {
            let fitting = free.filter { Self.canBe($0, group[0]) }
            guard fitting.count == group.count else { continue }
            for (wanted, leftover) in zip(group, fitting) { tensors[wanted.path] = leftover.entry }
        }
    }

    private static func canBe(_ leftover: Leftover, _ wanted: Wanted) -> Bool {
        leftover.layer == wanted.path.layer && leftover.entry.shape == wanted.shape
            && leftover.isBias.map { $0 == wanted.isBias } ?? true
    }

    /// How much the name of a tensor resembles that of a parameter; 0: not at all, or it cannot be it.
    private static func likeness(_ leftover: Leftover, _ wanted: Wanted) -> Double {
        guard canBe(leftover, wanted) else { return 0 }
        // A head that has no module's name.
        if leftover.module.isEmpty { return wanted.module.count == 1 ? 1 : 0 }
        let start = zip(leftover.module, wanted.module).prefix { $0 == $1 }.count
        let end = zip(leftover.module.reversed(), wanted.module.reversed()).prefix { $0 == $1 }.count
        let similar = leftover.module.count { part in wanted.module.contains { $0 != part && resemble($0, part) } }
        return Double(start + end) + Double(similar) / 2
    }

    /// Whether one of two parts of names begins or ends with the other: `dense` and `dense_act`.
    private static func resemble(_ first: String, _ second: String) -> Bool {
        let (short, long) = first.count < second.count ? (first, second) : (second, first)
        guard short.count > 2 else { return false }
        let isNorm = [short, long].allSatisfy { $0.lowercased().contains("norm") }
        return isNorm || long.hasPrefix(short) || long.hasSuffix(short)
    }
}
