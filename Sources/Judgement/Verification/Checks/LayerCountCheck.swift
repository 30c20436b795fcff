internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let layerCount = Rule("BC108", "layer-count", .error, needs: .headers)
}

extension Check {
    static let layerCount = Check(
        .layerCount, page: PackageResources.BC108_md, verify: LayerCountCheck.findings,
        convert: LayerCountCheck.findings)
}

/// BC108: the file has more or fewer layers than the configuration says.
///
/// A loader silently drops the layers beyond that number, and initialises missing ones with random numbers.
enum LayerCountCheck {
    static func isExtraLayer(_ path: ParameterPath, _ tree: ParameterTree) -> Bool {
        guard let layer = path.layer, let count = tree.configuration.integer(tree.architecture.layerCountField) else {
            return false
        }
        return layer >= count
    }

    /// The layers beyond the configuration's number.
    static func findings(_ model: ModelCase) -> [Finding] {
        let tree = model.tree
        let field = tree.architecture.layerCountField
        guard let count = tree.configuration.integer(field) else { return [] }
        let extra = model.binding.order.filter { isExtraLayer($0, tree) }
        guard !extra.isEmpty else { return [] }
        let layers = LayerNumbers(extra.compactMap(\.layer))
        return [
            Finding(
                .layerCount, subject: "layer.\(layers)", file: model.checkpoint.path,
                message: "\(Set(extra.compactMap(\.layer)).count == 1 ? "is" : "are") beyond \(field) = \(count); "
                    + "a loader drops the \(extra.count) tensors",
                help: "fix \(field) in config.json, or remove the layers from the file",
                evidence: [("configured", .integer(count)), ("tensors", .integer(extra.count))])
        ]
    }

    /// Both directions, for a loader.
    static func findings(_ examination: Examination) -> [Finding] {
        let tree = examination.tree
        let field = tree.architecture.layerCountField
        guard let count = tree.configuration.integer(field) else { return [] }
        let unexplained = examination.loading.missing.filter { examination.diagnosis.reasons[$0.path] == nil }
        let missing = Dictionary(grouping: unexplained.compactMap(\.path.layer), by: \.self).mapValues(\.count)
        let whole = Dictionary(grouping: tree.parameters.compactMap(\.path.layer), by: \.self).mapValues(\.count)
        let absent = missing.filter { $0.value == whole[$0.key] }.keys
        guard !absent.isEmpty, absent.count < count else { return findings(examination.model) }
        let layers = LayerNumbers(Array(absent))
        return findings(examination.model) + [
            Finding(
                .layerCount, subject: "layer.\(layers)", file: examination.checkpoint.path,
                message: "\(absent.count == 1 ? "is" : "are") missing from the file, although \(field) is \(count)",
                help: "fix \(field) in config.json, or get the complete checkpoint",
                evidence: [("configured", .integer(count)), ("absent", .integer(absent.count))])
        ]
    }
}
