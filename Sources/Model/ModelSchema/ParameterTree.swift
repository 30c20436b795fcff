internal import ByteIO
package import Tensors

/// A parameter of a model of a certain class and configuration.
package struct Parameter: Sendable {
    package let path: ParameterPath
    /// The name in the class's state_dict.
    ///
    /// In the bare class it lacks the backbone's prefix.
    package let name: String
    /// The shape in PyTorch's orientation; nil: neither a configuration nor another tensor has its sizes.
    package let shape: Shape?
    package let initializer: Initializer
    /// The row that is initialised with zeros, as in the configuration: a negative number counts from the end; nil: none.
    package let zeroRow: Int?
    /// The part of the class that it belongs to.
    package let component: String
    /// The parameter whose values it shares; nil: it has its own.
    package let tiedTo: ParameterPath?
    /// Whether all its values may be 0 in a trained model.
    package let mayBeZero: Bool
}

/// Every parameter of a model, in the order of its state_dict.
package struct ParameterTree: Sendable {
    package let architecture: Architecture
    package let modelClass: ModelClass
    package let configuration: Configuration
    package let parameters: [Parameter]
    /// Whether a parameter is left out that current versions of the library no longer have.
    let isShortened: Bool
    private let positions: [ParameterPath: Int]

    /// Makes the tree of `modelClass` with the sizes of `configuration`.
    ///
    /// - Parameter isCurrent: whether to omit what current versions of the library no longer have.
    package init(
        architecture: Architecture, modelClass: ModelClass, configuration: Configuration, isCurrent: Bool = false
    ) {
        let configuration = configuration.fixing(modelClass.fixed)
        let ties = Dictionary(
            architecture.ties.filter { configuration.flag($0.field) }.map { ($0.parameter, $0.source) },
            uniquingKeysWith: { first, _ in first })
        var parameters: [Parameter] = []
        var isShortened = false
        for (path, place) in architecture.paths(of: modelClass, configuration) {
            let template = architecture.parameters[place]
            guard !isCurrent || template.removedIn == nil else {
                isShortened = true
                continue
            }
            parameters.append(
                Parameter(
                    path: path, name: architecture.stateName(of: path, in: modelClass),
                    shape: template.shape(configuration), initializer: template.initializer,
                    zeroRow: template.zeroRow.flatMap(configuration.row), component: template.component,
                    tiedTo: ties[template.path].map { ParameterPath(template: $0, layer: nil) },
                    mayBeZero: template.mayBeZero))
        }
        self.architecture = architecture
        self.modelClass = modelClass
        self.configuration = configuration
        self.parameters = parameters
        self.isShortened = isShortened
        self.positions = Dictionary(
            zip(parameters.map(\.path), parameters.indices), uniquingKeysWith: { first, _ in first })
    }

    /// The parameter of this path; nil: the class does not have it.
    package subscript(path: ParameterPath) -> Parameter? {
        positions[path].map { parameters[$0] }
    }

    /// The number of elements of all parameters that have their own values and a known shape.
    package var elementCount: Int {
        parameters.reduce(0) { $0.clampedSum($1.tiedTo == nil ? $1.shape?.elementCount ?? 0 : 0) }
    }
}

extension ParameterTemplate {
    /// The shape in PyTorch's orientation; nil: a field that it needs has no value.
    func shape(_ configuration: Configuration) -> Shape? {
        var dimensions: [Int] = []
        for expression in shape {
            guard let dimension = configuration.value(of: expression) else { return nil }
            dimensions.append(dimension)
        }
        return Shape(dimensions)
    }
}

extension Architecture {
    /// The class's parameters in state_dict order, those of a layer repeated for each layer, and the place of the
    /// template of each among ``parameters``.
    fileprivate func paths(
        of modelClass: ModelClass, _ configuration: Configuration
    ) -> [(path: ParameterPath, template: Int)] {
        var paths: [(path: ParameterPath, template: Int)] = []
        for component in modelClass.components {
            let places = parameters.indices.filter {
                parameters[$0].component == component && configuration.meets(parameters[$0].conditions)
            }
            let templates = places.map {
                (template: $0, counters: ParameterPath.counters(in: parameters[$0].path)[...])
            }
            unroll(templates[...], [], configuration, &paths)
        }
        return paths
    }

    /// Adds the templates with the numbers that they already have, and repeats each run that counts the same.
    ///
    /// Templates are named by their places, as a copy of each for each layer would take time.
    private func unroll(
        _ templates: ArraySlice<(template: Int, counters: ArraySlice<String>)>, _ numbers: [Int],
        _ configuration: Configuration, _ paths: inout [(path: ParameterPath, template: Int)]
    ) {
        var rest = templates
        while let (template, counters) = rest.first {
            guard let counter = counters.first else {
                paths.append((ParameterPath(template: parameters[template].path, numbers: numbers), template))
                rest = rest.dropFirst()
                continue
            }
            let run = rest.prefix { $0.counters.first == counter }
            for number in 0..<count(of: counter, configuration) {
                let own = run.filter { !numbers.isEmpty || number >= parameters[$0.template].firstLayer }
                let inner = own.map { (template: $0.template, counters: $0.counters.dropFirst()) }
                unroll(inner[...], numbers + [number], configuration, &paths)
            }
            rest = rest.dropFirst(run.count)
        }
    }

    /// How many the counter counts; 0 if a field has no value.
    package func count(of counter: String, _ configuration: Configuration) -> Int {
        counters.first { $0.name == counter }.flatMap { configuration.value(of: $0.count) } ?? 0
    }

    /// A parameter's name in a state_dict of the class.
    package func stateName(of path: ParameterPath, in modelClass: ModelClass) -> String {
        let name = path.description
        return modelClass.isBare && name.hasPrefix(backbonePrefix) ? String(name.dropFirst(backbonePrefix.count)) : name
    }
}
