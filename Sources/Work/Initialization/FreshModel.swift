package import ByteIO
internal import Forensics
package import ModelSchema
internal import Tensors

/// A model that will be made: its class and sizes, from a config.json, and the distribution of its matrices.
package struct FreshModel: Sendable {
    package let configurationPath: String
    package let tree: ParameterTree
    package let initializer: WeightInitializer
    /// The parameters with values of their own, in the order of the state_dict.
    let drawn: [Parameter]
    /// Parameters of which the library draws normal values, which it replaces, before it draws those of a parameter.
    ///
    /// transformers 5 fills each matrix like one of any model, and then the module that it belongs to fills all of its
    /// own again.
    let drawnBefore: [ParameterPath: [ParameterPath]]

    /// Reads the configuration.
    ///
    /// - Parameters:
    ///   - stated: the class; nil: the first of the configuration's `architectures`.
    ///   - known: the architectures that it can be of.
    /// - Throws: ``Fault`` `json.*`, `model.*`, `init.no-class`, also for everything that transformers 5 refuses.
    package init(
        configurationPath path: String, as stated: String? = nil, initializer: WeightInitializer = .normal,
        known: KnownArchitectures = .builtIn
    ) throws(Fault) {
        let file = try ConfigurationFile(path: path, known: known)
        var found = try known.stated(by: file, stated)
        if found == nil, let stated { found = try known.withClass(stated) }
        guard let architecture = found else {
            let names = try known.all().flatMap(\.classes).map(\.name)
            throw stated.map { .unknownClass($0, known: names) } ?? .noClass(path, known: names)
        }
        let configuration = try file.configuration(for: architecture, by: try Library.newest())
        guard let name = stated ?? configuration.className else {
            throw .noClass(path, known: architecture.classes.map(\.name))
        }
        guard let modelClass = architecture.modelClass(name) else {
            let fault = Fault.unknownClass(name, known: architecture.classes.map(\.name))
            throw stated == nil ? fault.inFile(path).about("field 'architectures'") : fault
        }
        configurationPath = path
        tree = ParameterTree(architecture: architecture, modelClass: modelClass, configuration: configuration)
        self.initializer = initializer
        drawn = tree.parameters.filter { $0.tiedTo == nil }
        drawnBefore = initializer == .normal ? Self.drawnBefore(drawn) : [:]
        for parameter in drawn {
            try checkZeroRow(of: parameter)
            try checkDeviation(of: parameter)
            try checkCutoff(of: parameter)
        }
    }

    private static func drawnBefore(_ drawn: [Parameter]) -> [ParameterPath: [ParameterPath]] {
        var firsts: [String: ParameterPath] = [:]
        var before: [ParameterPath: [ParameterPath]] = [:]
        for parameter in drawn {
            switch parameter.initializer {
            case .sinusoid: before[parameter.path] = [parameter.path]
            case .truncatedNormal:
                // A name is OWNER.MODULE.weight; the model itself owns MODULE.weight.
                let owner = parameter.path.description.split(separator: ".").dropLast(2).joined(separator: ".")
                let first = owner.isEmpty ? parameter.path : firsts[owner] ?? parameter.path
                firsts[owner] = first
                before[first, default: []].append(parameter.path)
            case .zeros, .ones, .normal: break
            }
        }
        return before
    }

    /// How many standard deviations from 0 a distribution is cut off.
    func cutoff(of parameter: Parameter) -> Double {
        guard case .truncatedNormal(_, let field) = parameter.initializer else { return .infinity }
        return tree.configuration.double(field) ?? .infinity
    }

    /// Checks where a distribution is cut off: nearer to 0, torch draws it in another way.
    private func checkCutoff(of parameter: Parameter) throws(Fault) {
        guard initializer == .normal, case .truncatedNormal(_, let field) = parameter.initializer,
            cutoff(of: parameter) < 0.5
        else { return }
        throw .noCutoff(field, tree.configuration.text(field), configurationPath)
    }

    /// Checks the padding row: `torch.nn.Embedding` refuses one that it does not have.
    private func checkZeroRow(of parameter: Parameter) throws(Fault) {
        guard let row = parameter.zeroRow, let rows = parameter.shape?.dimensions.first, !(-rows..<rows ~= row) else {
            return
        }
        throw .noSuchRow(row, of: rows, parameter.name, configurationPath)
    }

    /// The standard deviation of a matrix by the configuration; 0: it has none.
    func deviation(of parameter: Parameter) -> Double {
        parameter.initializer.deviation?.value(tree.configuration) ?? 0
    }

    /// Checks the standard deviation: instead of 0, transformers 5 silently uses 0.02.
    private func checkDeviation(of parameter: Parameter) throws(Fault) {
        guard initializer.usesConfiguration, let field = parameter.initializer.deviation?.field else { return }
        let number = Float(deviation(of: parameter))
        guard number > 0, number.isFinite else {
            throw .noDeviation(field, tree.configuration.text(field), configurationPath)
        }
    }
}

/// The distribution of the matrices of a fresh model.
package enum WeightInitializer: String, Sendable, CaseIterable {
    /// As in transformers: a normal distribution around 0 with the standard deviation `initializer_range`.
    case normal
    /// As in Google's BERT and TensorFlow: the same, cut off at two standard deviations.
    case truncatedNormal = "truncated-normal"
    /// As in `torch.nn.init`, by the numbers of rows and columns.
    case xavierNormal = "xavier-normal"
    case xavierUniform = "xavier-uniform"
    case kaimingNormal = "kaiming-normal"
    case kaimingUniform = "kaiming-uniform"
}

extension WeightInitializer {
    /// Whether its scale comes from the configuration, not from the matrix's size.
    package var usesConfiguration: Bool { self == .normal || self == .truncatedNormal }

    /// Whether the padding token's row is zeros, as everywhere except in TensorFlow.
    package var zeroesPadding: Bool { self != .truncatedNormal }

    /// The distribution of a matrix.
    ///
    /// - Parameters:
    ///   - rows: the number of outputs, in PyTorch's orientation, or of an embedding's entries.
    ///   - columns: the number of inputs, or the width of an embedding.
    ///   - deviation: the standard deviation `initializer_range`.
    func distribution(rows: Int, columns: Int, deviation: Double) -> Distribution {
        switch self {
        case .normal: .normal(mean: 0, std: deviation)
        case .truncatedNormal: .truncatedNormal(mean: 0, std: deviation)
        case .xavierNormal: .xavierNormal(fanIn: columns, fanOut: rows)
        case .xavierUniform: .xavierUniform(fanIn: columns, fanOut: rows)
        case .kaimingNormal: .kaimingNormal(fanIn: columns)
        case .kaimingUniform: .kaimingUniform(fanIn: columns)
        }
    }
}
