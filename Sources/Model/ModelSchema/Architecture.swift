package import ByteIO
package import Tensors

/// What a family of models is, read from its schema: configuration, parameters, classes, ties, dialects.
///
/// All BERT knowledge of the program is in here and none of it is code.
package struct Architecture: Sendable {
    /// For example, `bert`.
    package let name: String
    /// For example, `BERT`.
    package let title: String
    /// The values of `model_type` in a config.json that mean it.
    package let modelTypes: [String]
    /// What every class but the bare one puts before the backbone's names: `bert.`.
    package let backbonePrefix: String
    package let fields: [ConfigurationField]
    /// The field that counts the layers.
    package let layerCountField: String
    /// Every parameter of every class, in the order of a state_dict.
    package let parameters: [ParameterTemplate]
    package let classes: [ModelClass]
    package let ties: [Tie]
    package let buffers: [BufferTemplate]
    package let dialects: [Dialect]
}

/// A parameter as the schema has it: `{layer}` stands for the layer's number.
package struct ParameterTemplate: Sendable {
    /// The canonical name, which is Hugging Face's: `bert.encoder.layer.{layer}.output.dense.weight`.
    package let path: String
    /// Its module: the path without the last part.
    package let module: String
    /// For example, `linear`, `layer-norm`, `embedding`, and so on.
    package let kind: String
    /// `weight` or `bias`.
    package let name: String
    /// The part of a class that it belongs to: `backbone`, `pooler`, `classifier`.
    package let component: String
    package let shape: [ShapeExpression]
    package let initializer: Initializer
    /// The field that names a row which is filled with zeros (`pad_token_id`).
    package let zeroRowField: String?
    package let condition: Condition?
    /// The version of the library that no longer has it; nil: current versions do.
    package let removedIn: String?

    package var isPerLayer: Bool { ParameterPath.placeholderRange(in: path) != nil }
}

/// A parameter exists only when a field has one of these values.
package struct Condition: Sendable {
    package let field: String
    package let values: [ConfigurationValue]
}

/// A model class: `BertForMaskedLM`.
package struct ModelClass: Sendable {
    package let name: String
    package let components: [String]
    /// Whether it is the backbone itself, whose names go without the prefix.
    package let isBare: Bool
    /// Whether it generates text, so that the library reads the settings for that.
    let generates: Bool
    /// The class that chooses this one by config.json: `AutoModelForMaskedLM`; nil: none does.
    let auto: String?
    /// Fields that the class fixes whatever the configuration says.
    package let fixed: [String: Int]
    /// Fields that must have this value for the class to work.
    package let required: [String: Int]
}

/// A parameter that shares the values of another as long as a field of the configuration says so.
package struct Tie: Sendable {
    package let parameter: String
    package let source: String
    package let field: String
    /// The version of transformers before which the two were one parameter whatever the field said.
    package let alwaysBefore: String?

    /// The parameter whose values are shared.
    package var partner: ParameterPath { ParameterPath(template: source, layer: nil) }
}

/// A constant that some versions of the library stored beside the parameters.
package struct BufferTemplate: Sendable {
    package enum Content: String, Sendable {
        case ascending, zeros
    }

    package let path: String
    package let shape: [ShapeExpression]
    package let content: Content
}

extension Architecture {
    /// The class of this name; a leading `TF`, as TensorFlow's own configurations have, is ignored.
    package func modelClass(_ name: String) -> ModelClass? {
        let plain = name.hasPrefix("TF") ? String(name.dropFirst(2)) : name
        return classes.first { $0.name == plain }
    }

    /// The tie of the parameter at `path`, whatever the configuration says; nil when nothing can tie it.
    package func tie(of path: ParameterPath) -> Tie? {
        ties.first { $0.parameter == path.template }
    }

    /// Whether some configuration makes the two one parameter.
    package func canTie(_ first: ParameterPath, _ second: ParameterPath) -> Bool {
        ties.contains { tie in
            (tie.parameter, tie.source) == (first.template, second.template)
                || (tie.parameter, tie.source) == (second.template, first.template)
        }
    }

    package func dialect(_ name: String) -> Dialect? {
        dialects.first { $0.name == name }
    }
}

extension Architecture {
    /// Whether a tensor holds just what the library computes for a buffer: 0, 1, 2, … or zeros, in any integer
    /// type.
    ///
    /// - Parameter path: the buffer's, as in the schema.
    /// - Throws: ``Fault`` when the file cannot be read.
    package func isUsual(_ entry: TensorEntry, path: String) throws(Fault) -> Bool {
        guard let template = buffers.first(where: { $0.path == path }), entry.elementType.isInteger,
            entry.byteCount <= Block.standardByteCount
        else { return false }
        var stream = TensorStream()
        try stream.open(entry)
        guard let bytes = try unsafe stream.next().map({ unsafe Array($0) }) else { return true }
        let width = entry.elementType.bitWidth / 8
        for element in 0..<entry.shape.elementCount {
            let value = (0..<width).reduce(UInt64(0)) { $0 | UInt64(bytes[element * width + $1]) << UInt64($1 * 8) }
            guard value == (template.content == .ascending ? UInt64(element) : 0) else { return false }
        }
        return true
    }
}

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
