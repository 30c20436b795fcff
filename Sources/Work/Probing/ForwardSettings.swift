internal import ByteIO
internal import JSONText
internal import ModelSchema

/// What a configuration says about how a model computes.
struct ForwardSettings: Sendable {
    let heads: Int
    let epsilon: Double
    /// The token that has no position; nil: all have one.
    let padding: Int?
    let isCausal: Bool
    private let activations: [String: Activation]

    /// - Throws: ``Fault`` `probe.activation`, `model.configuration`.
    init(_ forward: ForwardPass, _ tree: ParameterTree, _ file: ConfigurationFile) throws(Fault) {
        let (architecture, configuration) = (tree.architecture, tree.configuration)
        func value(_ name: String) -> JSONValue {
            guard let field = architecture.behaviour.first(where: { $0.name == name }) else { return .null }
            return file.value(of: field)
        }
        heads = configuration.integer(forward.heads) ?? 1
        switch forward.epsilon {
        case .number(let number): epsilon = number
        case .field(let name):
            guard let number = value(name).double, number >= 0 else {
                throw Fault.notEpsilon(name).inFile(file.path)
            }
            epsilon = number
        }
        padding =
            switch forward.padding {
            case .field(let field): configuration.integer(field)
            case .token(let token): token
            case nil: nil
            }
        isCausal = forward.causal.map(configuration.flag) ?? false
        var activations: [String: Activation] = [:]
        for step in forward.blocks(of: tree.modelClass).flatMap(\.steps).flatMap(\.all) {
            if case .first(let field?) = step.operation, value(field) != .string("first") {
                throw Fault.summaryUnknown(field, value(field).string).inFile(file.path)
            }
            guard case .activate(let field) = step.operation else { continue }
            let name = value(field).string ?? ""
            guard let activation = Activation(name) else {
                throw Fault.activationUnknown(name, field: field, known: Activation.known).inFile(file.path)
            }
            activations[field] = activation
        }
        self.activations = activations
    }

    /// The activation that a field of the configuration names.
    func activation(_ field: String) -> Activation { activations[field] ?? .identity }
}
