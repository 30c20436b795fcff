package import ByteIO
internal import JSONText
package import ModelSchema

/// A config.json that is made from the tensors of a checkpoint that came without one.
package struct MadeConfiguration: Sendable {
    package let completion: ConfigurationEdits.Completion
    /// What no tensor tells, and the values that it has there: `num_attention_heads 12 (hidden_size / 64)`.
    package let assumptions: [String]

    /// - Returns: nil if the tensors and what is known of their producer's models do not decide everything.
    package init?(of model: ModelCase) throws(Fault) {
        let (architecture, configuration) = (model.tree.architecture, model.tree.configuration)
        guard configuration.source == .shapes, model.alternatives.isEmpty,
            let assumed = model.binding.dialect.assumptions
        else { return nil }
        let told = model.binding.toldSizes(in: architecture)
        var sizes: [(name: String, value: Int)] = []
        var values: [(name: String, value: JSONValue)] = []
        var assumptions: [String] = []
        for field in architecture.fields where field.isSize {
            if let size = told[field.name] ?? architecture.heads(of: configuration, field.name) {
                // A model without layers is not what anybody saved.
                guard size > 0 else { return nil }
                sizes.append((field.name, size))
            }
        }
        for assumption in assumed where !sizes.contains(where: { $0.name == assumption.field }) {
            switch assumption.value {
            case .text(let text):
                values.append((assumption.field, .string(text)))
                assumptions.append("\(assumption.field) \(text)")
            case .computed(let expression):
                guard let size = expression.value({ name in sizes.first { $0.name == name }?.value }), size > 0 else {
                    return nil
                }
                values.append((assumption.field, .integer(size)))
                assumptions.append("\(assumption.field) \(size) (\(expression))")
            }
        }
        self.assumptions = assumptions
        completion = try ConfigurationEdits.Completion(
            modelType: architecture.modelTypes.first, className: model.tree.modelClass.name,
            labels: configuration.unusualLabels(of: architecture),
            values: sizes.map { ($0.name, .integer($0.value)) } + values)
    }

    /// Writes it into a folder.
    ///
    /// - Throws: ``Fault`` `file.*`.
    package func write(to folder: String, _ edits: ConfigurationEdits) throws(Fault) {
        let path = FilePath.join(folder, "config.json")
        guard let edited = try edits.applied(to: Array("{}".utf8), of: path) else { return }
        try SideFiles.pending(edited.bytes, to: path, replacing: false).commit()
    }
}
