internal import ByteIO
internal import Forensics
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let copiedParameters = Rule("BC406", "copied-parameters", .warning, needs: .values)
}

extension Check {
    static let copiedParameters = Check(
        .copiedParameters, page: PackageResources.BC406_md, verify: CopiedParametersCheck.findings)
}

/// BC406: two parameters that are not tied have the same values, because one was written over the other.
///
/// Tensors with equal moments are compared value by value. Constants are not copies: biases start as zeros, scales as
/// ones. Nor are two biases of a layer: if both are added to the same sum, they have the same gradients and stay equal.
enum CopiedParametersCheck {
    /// The least number of values: fewer can be equal by chance.
    private static let leastCount = 4

    /// A parameter and the first one of the tree that has its values.
    private struct Copy {
        let parameter: Parameter
        let original: Parameter
        let entry: TensorEntry
        let source: TensorEntry

        /// Whether both are biases of one layer.
        var isOfOneSum: Bool {
            parameter.initializer == .zeros && original.initializer == .zeros
                && parameter.path.layer == original.path.layer
        }

        /// Whether the same parameter of another layer is the original.
        var isOfLayer: Bool { parameter.path.template == original.path.template }
    }

    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        guard !examination.values.evidence.isEmpty else { return [] }
        let copies = try copies(examination)
        return layers(copies.filter(\.isOfLayer), examination) + modules(copies.filter { !$0.isOfLayer })
    }

    /// The copies of each pair of modules, unless only biases of one sum are equal.
    private static func pairs(_ copies: [Copy]) -> [[Copy]] {
        grouped(copies) { [module($0.parameter.path), module($0.original.path)] }.map(\.1)
            .filter { !$0.allSatisfy(\.isOfOneSum) }
    }

    private struct Likeness: Hashable {
        let shape: Shape
        let type: ElementType
        let fingerprint: UInt64
    }

    private static func copies(_ examination: Examination) throws(Fault) -> [Copy] {
        var firsts: [Likeness: (parameter: Parameter, entry: TensorEntry)] = [:]
        var copies: [Copy] = []
        for parameter in examination.tree.parameters where parameter.tiedTo == nil {
            guard let entry = examination.loading.loaded[parameter.path],
                let evidence = examination.values.evidence[entry.name],
                evidence.nonFinite == 0, !evidence.isConstant, entry.shape.elementCount >= leastCount
            else { continue }
            let likeness = Likeness(
                shape: entry.shape, type: entry.elementType, fingerprint: evidence.fingerprint)
            guard let first = firsts[likeness] else {
                firsts[likeness] = (parameter, entry)
                continue
            }
            // Parameters that the library ties in other configurations may have been one.
            guard !examination.tree.architecture.canTie(first.parameter.path, parameter.path) else { continue }
            guard try TensorDifference.phrase(first.entry, entry) == nil else { continue }
            copies.append(Copy(parameter: parameter, original: first.parameter, entry: entry, source: first.entry))
        }
        return copies
    }

    /// One finding for all layers that have the values of one layer.
    private static func layers(_ copies: [Copy], _ examination: Examination) -> [Finding] {
        let whole = Dictionary(grouping: examination.tree.parameters.compactMap(\.path.layer), by: \.self)
            .mapValues(\.count)
        return grouped(copies) { $0.original.path.layer ?? 0 }.map { original, copies in
            let numbers = copies.compactMap(\.parameter.path.layer)
            let layers = LayerNumbers(numbers)
            let count = copies.count / Set(numbers).count
            let isWhole = count == whole[original]
            return Finding(
                .copiedParameters, subject: "layer.\(layers)", file: copies[0].entry.file.path,
                message: "has the values of layer \(original)"
                    + (isWhole ? "" : " in \(copies.count) parameters, first in '\(copies[0].entry.name)'"),
                help: help,
                evidence: [("layer", .integer(original)), ("parameters", .integer(copies.count))])
        }
    }

    /// One finding for a module whose weight and bias have the values of another module's, in any number of layers.
    private static func modules(_ copies: [Copy]) -> [Finding] {
        pairs(copies).map { copies in
            let layers = Set(copies.compactMap(\.parameter.path.layer))
            let count =
                "; so \(copies.count == 2 ? "has 1 other parameter" : "have \(copies.count - 1) other parameters")"
            let place = layers.count > 1 ? " of layers \(LayerNumbers(Array(layers)))" : " of this module"
            return Finding(
                .copiedParameters, about: copies[0].entry,
                message: "has the same values as '\(copies[0].source.name)', which it is not tied to"
                    + (copies.count > 1 ? count + place : ""),
                help: help,
                evidence: [
                    ("original", .string(copies[0].source.name)), ("parameters", .integer(copies.count)),
                    ("names", .array(copies.map { .string($0.entry.name) })),
                ])
        }
    }

    private static let help =
        "find out which of the two was trained, and get the other again; if they share their values on purpose, "
        + "allow it in a policy"

    /// The path of a parameter's module, the same in all layers.
    private static func module(_ path: ParameterPath) -> String {
        path.template.split(separator: ".").dropLast().joined(separator: ".")
    }

    /// The groups, in the order of the first copy of each.
    private static func grouped<Key: Hashable>(_ copies: [Copy], by key: (Copy) -> Key) -> [(Key, [Copy])] {
        var order: [Key] = []
        var groups: [Key: [Copy]] = [:]
        for copy in copies {
            let key = key(copy)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(copy)
        }
        return order.compactMap { key in groups[key].map { (key, $0) } }
    }
}
