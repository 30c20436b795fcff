package import ByteIO
internal import Forensics
package import ModelSchema
internal import Tensors

/// A model to be made: the class and the sizes that a config.json gives, and what its matrices are drawn from.
package struct FreshModel: Sendable {
    package let configurationPath: String
    package let tree: ParameterTree
    package let initializer: WeightInitializer
    /// The parameters with values of their own, in the order of the state_dict.
    let drawn: [Parameter]

    /// Reads the configuration.
    ///
    /// - Parameter stated: the class; nil: the first of the configuration's `architectures`.
    /// - Throws: ``Fault`` `json.*`, `model.*`, `init.no-class`: also for what transformers 5 refuses to make a
    ///   model of.
    package init(
        configurationPath path: String, as stated: String? = nil, initializer: WeightInitializer = .normal
    ) throws(Fault) {
        let known = try Architecture.all()
        let file = try ConfigurationFile(path: path, known: known)
        guard let architecture = file.architecture ?? known.first(where: { stated.flatMap($0.modelClass) != nil })
        else {
            let names = known.flatMap(\.classes).map(\.name)
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
        for parameter in drawn {
            try checkZeroRow(of: parameter)
            try checkDeviation(of: parameter)
        }
    }

    /// `torch.nn.Embedding` refuses a padding row that it does not have.
    private func checkZeroRow(of parameter: Parameter) throws(Fault) {
        guard let row = parameter.zeroRow, let rows = parameter.shape?.dimensions.first, !(-rows..<rows ~= row) else {
            return
        }
        throw .noSuchRow(row, of: rows, parameter.name, configurationPath)
    }

    /// The deviation that the configuration gives a matrix; 0 when it gives none.
    func deviation(of parameter: Parameter) -> Double {
        guard case .normal(let field) = parameter.initializer else { return 0 }
        return tree.configuration.double(field) ?? 0
    }

    /// transformers 5 takes 0 for no answer and draws with 0.02.
    private func checkDeviation(of parameter: Parameter) throws(Fault) {
        guard initializer.usesConfiguration, case .normal(let field) = parameter.initializer else { return }
        let number = Float(deviation(of: parameter))
        guard number > 0, number.isFinite else {
            throw .noDeviation(field, tree.configuration.text(field), configurationPath)
        }
    }
}

/// What the matrices of a fresh model are drawn from.
package enum WeightInitializer: String, Sendable, CaseIterable {
    /// As transformers: a normal distribution around 0 with the deviation `initializer_range`.
    case normal
    /// As Google's BERT and TensorFlow: the same, cut at two deviations.
    case truncatedNormal = "truncated-normal"
    /// As `torch.nn.init`, by the numbers of rows and columns.
    case xavierNormal = "xavier-normal"
    case xavierUniform = "xavier-uniform"
    case kaimingNormal = "kaiming-normal"
    case kaimingUniform = "kaiming-uniform"
}

extension WeightInitializer {
    /// Whether its scale is the configuration's, not the matrix's.
    package var usesConfiguration: Bool { self == .normal || self == .truncatedNormal }

    /// Whether the padding token's row is zeros: everywhere but in TensorFlow, which does not know of it.
    package var zeroesPadding: Bool { self != .truncatedNormal }

    /// What a matrix is drawn from.
    ///
    /// - Parameters:
    ///   - rows: in PyTorch's orientation the values that come out, of an embedding its entries.
    ///   - deviation: `initializer_range`.
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
