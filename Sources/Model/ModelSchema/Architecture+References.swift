internal import ByteIO

extension Architecture {
    /// Checks that what the schema names exists: a misspelt name would be a rule that never applies.
    ///
    /// - Parameter defaults: the fields to which a family gives defaults.
    /// - Throws: ``Fault`` `model.schema`.
    func checkReferences(defaults: [String]) throws(Fault) {
        try checkFields(defaults)
        let components = Set(parameters.map(\.component))
        let names = Set(parameters.map(\.path))
        for modelClass in classes {
            guard let odd = modelClass.components.first(where: { !components.contains($0) }) else { continue }
            throw Fault.schema("class \(modelClass.name) has the unknown component '\(odd)'").about("class")
        }
        for modelClass in classes {
            let own = parameters.filter { modelClass.components.contains($0.component) }
            for (path, alike) in Dictionary(grouping: own, by: \.path) where alike.count > 1 {
                guard let first = alike.first, alike.dropFirst().contains(where: { !$0.excludes(first) }) else {
                    continue
                }
                throw Fault.schema("class \(modelClass.name) has '\(path)' twice").about("class")
            }
        }
        for tie in ties {
            guard let odd = [tie.parameter, tie.source].first(where: { !names.contains($0) }) else { continue }
            throw Fault.schema("a tie names the unknown parameter '\(odd)'").about("tie")
        }
        let counted = Set(counters.map(\.name))
        for template in parameters {
            let used = ParameterPath.counters(in: template.path)
            if let odd = used.first(where: { !counted.contains($0) }) {
                throw Fault.schema("'\(template.module)' has the unknown counter '\(odd)'").about("module")
            }
            guard used.count <= 2 else {
                throw Fault.schema("'\(template.module)' has more than two counters").about("module")
            }
        }
        let known = Set(classes.map(\.name))
        try forward?.check(
            modules: Set(parameters.map(\.module)), components: components, classes: known,
            fields: Set(fields.map(\.name)), counters: counted)
        if let odd = self.names.classes.first(where: { !known.contains($0) }) {
            throw Fault.schema("a rule names the unknown class '\(odd)'").about("unreported")
        }
    }

    private func checkFields(_ defaults: [String]) throws(Fault) {
        let known = Set(fields.map(\.name))
        var used: [(field: String, place: String)] = defaults.map { ($0, "family") }
        for field in fields {
            used += (field.related + field.computedFields).map { ($0, "field") }
        }
        for template in parameters {
            var names = template.conditions.flatMap(\.fields) + template.initializer.fields
            names += template.shape.flatMap(\.fields)
            if case .field(let field) = template.zeroRow { names.append(field) }
            used += names.map { ($0, "module") }
        }
        used += counters.flatMap(\.count.fields).map { ($0, "counters") }
        used += buffers.flatMap(\.shape).flatMap(\.fields).map { ($0, "buffer") }
        used += ties.map { ($0.field, "tie") }
        used += classes.flatMap { Array($0.fixed.keys) + Array($0.required.keys) }.map { ($0, "class") }
        guard let odd = used.first(where: { !known.contains($0.field) }) else { return }
        throw Fault.schema("the field '\(odd.field)' is not in 'configuration'").about(odd.place)
    }
}

extension ConfigurationField {
    /// The fields that its default or its cases look at.
    var computedFields: [String] {
        let inDefault = if case .computed(let expression) = fallback { expression.fields } else { [String]() }
        return inDefault + cases.flatMap { $0.conditions.flatMap(\.fields) + $0.value.fields }
    }
}

extension Architecture {
    /// Adds the values that follow from those of other fields, in the order of the schema.
    func addComputed(to values: inout [String: ConfigurationValue]) {
        for field in fields where values[field.name] == nil {
            values[field.name] = field.computed { [values] in values[$0] }
        }
    }
}
