internal import CKernels

/// What a layer applies to each number, by its name in transformers.
enum Activation: Sendable {
    case gelu, geluByTanh, geluQuick, relu, silu, tanh, sigmoid, identity

    private static let names: [(name: String, activation: Activation)] = [
        ("gelu", .gelu), ("gelu_python", .gelu), ("gelu_new", .geluByTanh), ("gelu_fast", .geluByTanh),
        ("gelu_pytorch_tanh", .geluByTanh), ("gelu_python_tanh", .geluByTanh), ("gelu_accurate", .geluByTanh),
        ("quick_gelu", .geluQuick), ("relu", .relu), ("silu", .silu), ("swish", .silu), ("tanh", .tanh),
        ("sigmoid", .sigmoid), ("linear", .identity),
    ]

    /// Nil: no activation of this name is known.
    init?(_ name: String) {
        guard let known = Self.names.first(where: { $0.name == name }) else { return nil }
        self = known.activation
    }

    static var known: [String] { names.map(\.name) }

    var kernel: CKActivation {
        switch self {
        case .gelu: CKGelu
        case .geluByTanh: CKGeluByTanh
        case .geluQuick: CKGeluQuick
        case .relu: CKRelu
        case .silu: CKSilu
        case .tanh: CKTanh
        case .sigmoid: CKSigmoid
        case .identity: CKIdentity
        }
    }
}
