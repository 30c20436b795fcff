package import ByteIO
package import Tensors

/// A family of models, read from its schema: configuration, parameters, classes, ties, dialects.
///
/// The program knows nothing else about a family, and none of it is code.
package struct Architecture: Sendable {
    /// The name in schemas and reports: `bert`.
    package let name: String
    /// The name in a sentence: `BERT`.
    package let title: String
    /// The values of `model_type` in a config.json that name it.
    package let modelTypes: [String]
    /// The prefix of the backbone's names in every class except the bare one: `bert.`.
    package let backbonePrefix: String
    /// The fields of config.json that decide which parameters there are, and what fills them.
    package let fields: [ConfigurationField]
    /// The fields of config.json that change what a model computes, whatever its parameters are.
    package let behaviour: [BehaviourField]
    /// The fields of tokenizer_config.json that change into which tokens a text is split.
    package let tokenizer: [BehaviourField]
    /// What is counted in names, the layers first.
    package let counters: [Counter]
    /// Every parameter of every class, in the order of a state_dict.
    package let parameters: [ParameterTemplate]
    package let classes: [ModelClass]
    /// Parameters that can share the values of others.
    package let ties: [Tie]
    package let buffers: [BufferTemplate]
    /// What faces the residual stream; nil: nobody has measured the tests of belonging on this family.
    package let stream: ResidualStream?
    /// What a model computes; nil: it is not described.
    package let forward: ForwardPass?
    package let dialects: [Dialect]
    /// The user's file that describes it (`--schema`); nil: it is built in.
    package var schemaPath: String?
    /// What the library does with names in addition to what it does with those of every architecture.
    let names: NameRules
    /// Fields of config.json that the library checks only, or does not check, for this architecture.
    let strictness: Strictness
}

/// Something of which a model has several, such as layers, and whose number is in the names of parameters.
package struct Counter: Sendable {
    /// The word between braces in templates: `layer`.
    package let name: String
    /// How many there are: `num_hidden_layers`.
    package let count: ShapeExpression
}

/// A parameter in the schema, with counters such as `{layer}` in the places of numbers.
package struct ParameterTemplate: Sendable {
    /// The canonical name, as in Hugging Face's classes: `bert.encoder.layer.{layer}.output.dense.weight`.
    package let path: String
    /// Its module: the path without the last part.
    package let module: String
    /// The kind of its module: `linear`, `layer-norm`, `embedding` and others.
    package let kind: String
    /// `weight` or `bias`.
    package let name: String
    /// The part of a class that it belongs to: `backbone`, `pooler`, `classifier`.
    package let component: String
    /// The dimensions in PyTorch's orientation.
    package let shape: [ShapeExpression]
    package let initializer: Initializer
    /// The row that is filled with zeros; nil: none.
    package let zeroRow: ZeroRow?
    /// What the configuration must have for it to exist.
    package let conditions: [Condition]
    /// The number of the first layer that has it.
    package let firstLayer: Int
    /// The version of the library that removed it; nil: current versions have it.
    package let removedIn: String?
    /// The last parts of the names that other programs give the module: `q_proj`, `ffn.lin1`.
    package let otherNames: [String]
    /// Whether all its values may be 0 in a trained model.
    package let mayBeZero: Bool

    /// Whether each layer has it.
    package var isPerLayer: Bool { path.utf8.contains(UInt8(ascii: "{")) }
}

/// The row of an embedding that is filled with zeros.
package enum ZeroRow: Sendable, Hashable {
    /// The row whose number a field has: `pad_token_id`.
    case field(String)
    /// Always this row.
    case row(Int)
}

/// A model class: `BertForMaskedLM`.
package struct ModelClass: Sendable {
    package let name: String
    /// The parts that it consists of, such as `backbone` and `pooler`, in the order of its state_dict.
    package let components: [String]
    /// Those of them that it has and never computes with.
    package let unused: [String]
    /// Whether it is the backbone itself, whose names have no prefix.
    package let isBare: Bool
    /// Whether it generates text, so that the library reads the settings for generation.
    let generates: Bool
    /// The class that chooses this one by config.json, such as `AutoModelForMaskedLM`; nil: there is none.
    let auto: String?
    /// Fields to which the class gives a value of its own, whatever the configuration has.
    package let fixed: [String: Int]
    /// Fields with the only value that the class works with.
    package let required: [String: Int]
}

/// A parameter that shares the values of another if a field of the configuration is true.
package struct Tie: Sendable {
    /// The template of the parameter, and of the one whose values it shares.
    package let parameter: String
    package let source: String
    package let field: String
    /// The version of transformers before which the two were always one parameter, whatever the field was.
    package let alwaysBefore: String?

    /// The parameter whose values are shared.
    package var partner: ParameterPath { ParameterPath(template: source, layer: nil) }
}

/// A constant that some versions of the library stored with the parameters.
package struct BufferTemplate: Sendable {
    /// The values of the constant.
    package enum Content: String, Sendable {
        case ascending, zeros
        /// What the library always computes itself, whatever a file has.
        case computed
    }

    package let path: String
    package let shape: [ShapeExpression]
    package let content: Content
}

extension Architecture {
    /// The field that counts the layers.
    package var layerCountField: String { counters.first?.count.soleField ?? "" }

    /// The class of this name.
    ///
    /// A leading `TF`, which TensorFlow's configurations have, is ignored.
    package func modelClass(_ name: String) -> ModelClass? {
        let plain = Self.plainClass(name)
        return classes.first { $0.name == plain }
    }

    /// The name of a class without a leading `TF`.
    static func plainClass(_ name: String) -> String { name.hasPrefix("TF") ? String(name.dropFirst(2)) : name }

    /// The tie that a configuration can give the parameter at `path`; nil: there is none.
    package func tie(of path: ParameterPath) -> Tie? {
        ties.first { $0.parameter == path.template }
    }

    /// Whether a configuration can make the two one parameter.
    package func canTie(_ first: ParameterPath, _ second: ParameterPath) -> Bool {
        ties.contains { tie in
            (tie.parameter, tie.source) == (first.template, second.template)
                || (tie.parameter, tie.source) == (second.template, first.template)
        }
    }

    /// The class that another one, such as `AutoModel`, chooses for the architecture; nil: it knows none.
    package func automaticClass(_ name: String?) -> ModelClass? {
        name.flatMap { name in classes.first { $0.auto == name } }
    }

    /// The parts of the backbone itself: those of the bare class, or without one those whose names have the prefix.
    package var bareComponents: Set<String> {
        if let bare = classes.first(where: \.isBare) { return Set(bare.components) }
        return Set(parameters.filter { $0.path.hasPrefix(backbonePrefix) }.map(\.component))
    }

    /// The dialect of this name; nil: the family has none.
    package func dialect(_ name: String) -> Dialect? {
        dialects.first { $0.name == name }
    }
}

extension Architecture {
    /// Whether a tensor holds exactly what the library computes for a buffer: 0, 1, 2, … or zeros, in any integer type.
    ///
    /// - Parameter path: the buffer's, as in the schema.
    /// - Throws: ``Fault`` when the file cannot be read.
    package func isUsual(_ entry: TensorEntry, path: String) throws(Fault) -> Bool {
        guard let template = buffers.first(where: { $0.path == path }) else { return false }
        if template.content == .computed { return true }
        guard entry.elementType.isInteger,
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
