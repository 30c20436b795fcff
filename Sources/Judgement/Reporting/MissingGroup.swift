package import ModelSchema
internal import Tensors
internal import Verification

/// Missing parameters that differ only in their layer, as one line for people.
package struct MissingGroup: Sendable, Equatable {
    /// For example, `bert.encoder.layer.{6-11}.output.dense.weight`; nothing is lost in it.
    package let name: String
    /// For example, `[16, 16]`; `size unknown`.
    package let shape: String
    package let initializer: String
    package let count: Int

    /// In the order of the first of each group.
    package static func groups(_ missing: [VerifyReport.Missing]) -> [MissingGroup] {
        var order: [String] = []
        var members: [String: [VerifyReport.Missing]] = [:]
        for parameter in missing {
            // Layers of one model have one shape, save in a configuration of our own tests.
            let key = "\(parameter.template) \(parameter.shape ?? []) \(parameter.initializer)"
            if members[key] == nil { order.append(key) }
            members[key, default: []].append(parameter)
        }
        return order.compactMap { members[$0] }.compactMap(MissingGroup.init)
    }

    private init?(_ members: [VerifyReport.Missing]) {
        guard let first = members.first else { return nil }
        let layers = members.compactMap(\.layer)
        name =
            members.count == 1
            ? first.name : first.template.replacing("{layer}", with: LayerNumbers(layers).description)
        shape = first.shape.map { "[" + $0.map(String.init).joined(separator: ", ") + "]" } ?? "size unknown"
        initializer = first.initializer
        count = members.count
    }
}

extension VerifyReport.Missing {
    /// A parameter of `tree` that nothing fills but an initialiser.
    package init(_ parameter: Parameter, of tree: ParameterTree) {
        let folded = ParameterPath(template: parameter.path.template, layer: nil)
        self.init(
            name: parameter.name, template: tree.architecture.stateName(of: folded, in: tree.modelClass),
            layer: parameter.path.layer, shape: parameter.shape?.dimensions,
            initializer: parameter.initializer.description(tree.configuration))
    }
}
