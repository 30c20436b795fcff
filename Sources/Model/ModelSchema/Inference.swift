package import ByteIO
internal import Tensors

/// What a checkpoint without a config.json tells about its model by its names and shapes.
extension Binding {
    /// The class with exactly the heads in the file.
    ///
    /// Of several such classes it is the one that agrees with the file about the pooler, else the first in the schema. A
    /// backbone without heads is the bare class.
    ///
    /// - Throws: ``Fault`` `model.undecided-class` when no class has exactly these heads.
    package func impliedClass(in architecture: Architecture) throws(Fault) -> ModelClass {
        let components = Set(
            order.compactMap { path in
                architecture.parameters.first { $0.path == path.template }?.component
            })
        let bareComponents = architecture.bareComponents
        let heads = components.subtracting(bareComponents)
        let candidates = architecture.classes.filter { Set($0.components).subtracting(bareComponents) == heads }
        let optional = components.intersection(bareComponents)
        let exact = candidates.first { Set($0.components).intersection(bareComponents) == optional }
        guard let modelClass = exact ?? candidates.first else {
            throw .undecidedClass(heads.sorted(), known: architecture.classes.map(\.name))
        }
        return modelClass
    }

    /// The other classes with the same parameters as `modelClass`, which the file fits as well.
    package func likeness(of modelClass: ModelClass, in architecture: Architecture) -> [String] {
        architecture.classes
            .filter { $0.name != modelClass.name && Set($0.components) == Set(modelClass.components) }
            .filter { other in
                other.fixed.allSatisfy { field, value in sizes(in: architecture)[field] == value }
            }
            .map(\.name)
    }

    /// The configuration that follows from the shapes in the file.
    ///
    /// Sizes that no shape has are absent; other fields have the library's default.
    package func impliedConfiguration(in architecture: Architecture) -> Configuration {
        let sizes = sizes(in: architecture)
        let isSize = Set(architecture.parameters.flatMap(\.shape).compactMap(\.soleField))
        var values: [String: ConfigurationValue] = [:]
        for field in architecture.fields {
            if let size = sizes[field.name] {
                values[field.name] = .integer(size)
            } else if !isSize.contains(field.name), field.divides == nil, field.name != architecture.layerCountField {
                values[field.name] = field.fallback
            }
        }
        // A layer with a number beyond the maximum of the field is an extra one, and the model does not reach up to it.
        let limit = architecture.fields.first { $0.name == architecture.layerCountField }?.maximum ?? .max
        let layers = order.compactMap(\.layer).filter { $0 < limit }
        values[architecture.layerCountField] = .integer((layers.max() ?? -1) + 1)
        for template in architecture.parameters {
            guard let condition = template.condition, let value = condition.values.first,
                order.contains(where: { $0.template == template.path })
            else { continue }
            values[condition.field] = value
        }
        return Configuration(source: .shapes, className: nil, values: values)
    }

    /// The value of each field that is by itself a dimension of some tensor in the file.
    ///
    /// The first tensor in the order of the schema decides.
    private func sizes(in architecture: Architecture) -> [String: Int] {
        var sizes: [String: Int] = [:]
        var firstOfTemplate: [String: BoundTensor] = [:]
        for path in order where firstOfTemplate[path.template] == nil { firstOfTemplate[path.template] = self[path] }
        for template in architecture.parameters {
            guard let tensor = firstOfTemplate[template.path], tensor.shape.rank == template.shape.count else {
                continue
            }
            for (expression, dimension) in zip(template.shape, tensor.shape.dimensions) {
                guard let field = expression.soleField, sizes[field] == nil else { continue }
                sizes[field] = dimension
            }
        }
        return sizes
    }
}
