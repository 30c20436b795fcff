internal import ByteIO

/// What a loader fills a parameter with that no file gives.
package enum Initializer: Sendable, Hashable {
    case zeros
    case ones
    /// A normal distribution around 0, not cut off; the field of the configuration holds its standard deviation.
    case normal(deviationField: String)

    /// Reads `zeros`, `ones` or `normal(0, field)`.
    init(_ text: String) throws(Fault) {
        let prefix = "normal(0, "
        switch text {
        case "zeros": self = .zeros
        case "ones": self = .ones
        default:
            guard text.hasPrefix(prefix), text.hasSuffix(")") else { throw .schema("unknown initialiser '\(text)'") }
            self = .normal(deviationField: String(text.dropFirst(prefix.count).dropLast()))
        }
    }

    /// Whether it leaves random values.
    package var isRandom: Bool {
        if case .normal = self { true } else { false }
    }

    /// As a report shows it: `normal(0, 0.02)`.
    package func description(_ configuration: Configuration) -> String {
        switch self {
        case .zeros: "zeros"
        case .ones: "ones"
        case .normal(let field): "normal(0, \(configuration.text(field)))"
        }
    }
}
