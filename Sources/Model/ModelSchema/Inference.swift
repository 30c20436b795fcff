package import ByteIO
internal import Formats
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
        let bare = architecture.bareComponents
        let names = Set(order.map(\.template))
        let present = architecture.parameters.filter { names.contains($0.path) }
        let heads = Set(present.filter { !bare.contains($0.component) }.map(\.path))
        let candidates = architecture.classes.filter { modelClass in
            let own = Set(modelClass.components).subtracting(bare)
            let templates = architecture.parameters.filter { own.contains($0.component) }
            // A part that depends on the configuration may be missing.
            let needed = Set(templates.filter(\.conditions.isEmpty).map(\.component))
            let found = Set(templates.filter { heads.contains($0.path) }.map(\.component))
            return heads.isSubset(of: templates.map(\.path)) && needed.isSubset(of: found)
                && own.isEmpty == found.isEmpty
        }
        let optional = Set(present.map(\.component)).intersection(bare)
        let exact = candidates.first { Set($0.components).intersection(bare) == optional }
        guard let modelClass = exact ?? candidates.first else {
            let components = Set(present.map(\.component)).subtracting(bare)
            throw .undecidedClass(components.sorted(), known: architecture.classes.map(\.name))
        }
        return modelClass
    }

    /// The other classes that the file fits as well: those with the parameters of `modelClass`, apart from what the
    /// producer's program builds for every class.
    package func likeness(of modelClass: ModelClass, in architecture: Architecture) -> [String] {
        let telling = { (modelClass: ModelClass) in Set(modelClass.components).subtracting(dialect.alwaysBuilt) }
        return architecture.classes
            .filter { $0.name != modelClass.name && telling($0) == telling(modelClass) }
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
        let counted = Set(architecture.counters.compactMap(\.count.soleField))
        var values: [String: ConfigurationValue] = [:]
        for field in architecture.fields {
            if let size = sizes[field.name] {
                values[field.name] = .integer(size)
            } else if !isSize.contains(field.name), field.name != architecture.headsField, !counted.contains(field.name)
            {
                values[field.name] = field.constant
            }
        }
        for (field, count) in counts(in: architecture) { values[field] = .integer(count) }
        meetConditions(of: architecture, &values)
        architecture.addComputed(to: &values)
        return Configuration(source: .shapes, className: nil, values: values)
    }

    /// The fields whose values some tensor in the file tells, by its shape or its number.
    package func toldSizes(in architecture: Architecture) -> [String: Int] {
        sizes(in: architecture).merging(counts(in: architecture)) { _, count in count }
    }

    /// The fields that count layers and the like.
    private func counts(in architecture: Architecture) -> [String: Int] {
        var counts: [String: Int] = [:]
        for counter in architecture.counters {
            guard let field = counter.count.soleField else { continue }
            // A layer with a number beyond the maximum of the field is an extra one, and the model does not reach up to it.
            let limit = architecture.fields.first { $0.name == field }?.maximum ?? .max
            let highest = order.compactMap { $0.number(of: counter.name) }.filter { $0 < limit }.max()
            counts[field] = (highest ?? -1) + 1
        }
        return counts
    }

    /// Gives fields the values with which the parameters in the file exist, and those that are not in it do not.
    private func meetConditions(of architecture: Architecture, _ values: inout [String: ConfigurationValue]) {
        let present = present(in: architecture)
        for condition in present.flatMap(\.conditions) {
            values[condition.field] = condition.fulfilled(values[condition.field])
        }
        // What is always there by default, and is not, was switched off.
        let components = Set(present.map(\.component))
        let switches = Set(present.flatMap(\.conditions).map(\.field))
        for field in architecture.fields where field.kind == .boolean && !switches.contains(field.name) {
            guard case .flag(let flag)? = values[field.name] else { continue }
            let bound = architecture.parameters.filter { template in
                components.contains(template.component) && template.conditions.contains { $0.field == field.name }
            }
            guard !bound.isEmpty, bound.allSatisfy({ $0.conditions.areMet { [values] in values[$0] } }) else {
                continue
            }
            values[field.name] = .flag(!flag)
        }
    }

    /// The parameters that the file has; of those with one path, the ones of the kind of module that has the shapes.
    private func present(in architecture: Architecture) -> [ParameterTemplate] {
        var ranks: [String: Int] = [:]
        for path in order where ranks[path.template] == nil { ranks[path.template] = self[path]?.shape.rank }
        let found = architecture.parameters.filter { ranks[$0.path] != nil }
        let others = Set(found.filter { ranks[$0.path] != $0.shape.count }.map { "\($0.module) \($0.kind)" })
        return others.isEmpty ? found : found.filter { !others.contains("\($0.module) \($0.kind)") }
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

extension Binding {
    /// Whether the file has all that the class with its heads has in every configuration.
    func isWhole(in architecture: Architecture) -> Bool {
        guard let modelClass = try? impliedClass(in: architecture) else { return false }
        let found = Set(order.map(\.template))
        let tied = Set(architecture.ties.map(\.parameter))
        return architecture.parameters.allSatisfy { parameter in
            !modelClass.components.contains(parameter.component) || !parameter.conditions.isEmpty
                || tied.contains(parameter.path) || found.contains(parameter.path)
        }
    }
}

extension ModelNames {
    /// The classes of the ``alternatives`` that fit the heads in the file.
    func otherClasses(in checkpoint: Checkpoint) -> [String] {
        alternatives.flatMap { architecture -> [String] in
            guard
                let binding = try? Binding(checkpoint.table, architecture: architecture, ignoring: prefixes),
                let modelClass = try? binding.impliedClass(in: architecture)
            else { return [] }
            return [modelClass.name] + binding.likeness(of: modelClass, in: architecture)
        }
    }
}
