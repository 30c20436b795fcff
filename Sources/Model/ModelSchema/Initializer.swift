internal import ByteIO
internal import Glibc

/// What a loader fills a missing parameter with.
package enum Initializer: Sendable, Hashable {
    case zeros
    case ones
    /// A normal distribution around 0 that is not cut off.
    case normal(Deviation)
    /// A normal distribution around 0 that is cut off at some standard deviations; the field has their number.
    case truncatedNormal(Deviation, cutoffField: String)
    /// The table of sines and cosines of the first Transformer, which needs no random numbers.
    case sinusoid

    /// The standard deviation of a distribution.
    package struct Deviation: Sendable, Hashable {
        /// The text in the schema: `initializer_range / sqrt(2 * num_hidden_layers)`.
        package let text: String
        /// The field that is the deviation, or is divided.
        package let field: String
        private let operation: Operation

        private enum Operation: Sendable, Hashable {
            case none
            case overSquareRoot(ShapeExpression)
            /// The field itself to the power of -1/2.
            case inverseSquareRoot
        }
    }

    /// Reads `zeros`, `ones`, `sinusoid`, `normal(0, DEVIATION)` or `truncated-normal(0, DEVIATION, FIELD)`.
    init(_ text: String) throws(Fault) {
        switch text {
        case "zeros": self = .zeros
        case "ones": self = .ones
        case "sinusoid": self = .sinusoid
        default:
            if let inside = Self.arguments(of: "normal", in: text), inside.count == 1 {
                self = .normal(try Deviation(inside[0]))
            } else if let inside = Self.arguments(of: "truncated-normal", in: text), inside.count == 2 {
                self = .truncatedNormal(try Deviation(inside[0]), cutoffField: inside[1])
            } else {
                throw .schema("unknown initialiser '\(text)'")
            }
        }
    }

    /// What follows the mean in `NAME(0, …)`, split at commas.
    private static func arguments(of name: String, in text: String) -> [String]? {
        let start = "\(name)(0, "
        guard text.hasPrefix(start), text.hasSuffix(")") else { return nil }
        return text.dropFirst(start.count).dropLast().split(separator: ", ", omittingEmptySubsequences: false)
            .map(String.init)
    }
}

extension Initializer.Deviation {
    /// Reads `FIELD`, `FIELD / sqrt(EXPRESSION)` or `FIELD ** -0.5`.
    fileprivate init(_ text: String) throws(Fault) {
        self.text = text
        let root = " / sqrt("
        if let range = text.firstRange(of: root), text.hasSuffix(")") {
            field = String(text[..<range.lowerBound])
            operation = .overSquareRoot(try ShapeExpression(String(text[range.upperBound...].dropLast())))
        } else if text.hasSuffix(" ** -0.5") {
            field = String(text.dropLast(" ** -0.5".count))
            operation = .inverseSquareRoot
        } else {
            field = text
            operation = .none
        }
        guard !field.isEmpty, field.utf8.allSatisfy(\.isFieldByte) else { throw .schema("bad deviation '\(text)'") }
    }

    /// The fields that it looks at.
    var fields: [String] {
        if case .overSquareRoot(let expression) = operation { [field] + expression.fields } else { [field] }
    }

    /// The number, computed as Python does; nil: a field has no value.
    package func value(_ configuration: Configuration) -> Double? {
        guard let number = configuration.double(field) else { return nil }
        switch operation {
        case .none: return number
        case .inverseSquareRoot: return pow(number, -0.5)
        case .overSquareRoot(let expression):
            return configuration.value(of: expression).map { number / Double($0).squareRoot() }
        }
    }

    /// The text in a report: the number where it is a field's alone.
    fileprivate func description(_ configuration: Configuration) -> String {
        operation == .none ? configuration.text(field) : text
    }
}

extension Initializer {
    /// Whether the values are random.
    package var isRandom: Bool { deviation != nil }

    /// The standard deviation; nil: the values are not random.
    package var deviation: Deviation? {
        switch self {
        case .normal(let deviation), .truncatedNormal(let deviation, cutoffField: _): deviation
        case .zeros, .ones, .sinusoid: nil
        }
    }

    /// The fields that it looks at.
    var fields: [String] {
        switch self {
        case .normal(let deviation): deviation.fields
        case .truncatedNormal(let deviation, let cutoff): deviation.fields + [cutoff]
        case .zeros, .ones, .sinusoid: []
        }
    }

    /// The text in a report: `normal(0, 0.02)`.
    package func description(_ configuration: Configuration) -> String {
        switch self {
        case .zeros: "zeros"
        case .ones: "ones"
        case .sinusoid: "sinusoid"
        case .normal(let deviation): "normal(0, \(deviation.description(configuration)))"
        case .truncatedNormal(let deviation, let cutoff):
            "normal(0, \(deviation.description(configuration))), cut off at \(configuration.text(cutoff)) deviations"
        }
    }
}

extension UInt8 {
    /// Whether it can be in the name of a field of config.json.
    fileprivate var isFieldByte: Bool {
        self == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
