internal import ByteIO
internal import Formats
internal import JSONText
package import Tensors

/// The type that a library casts all parameters of a model to when it loads it.
///
/// transformers 5 (`modeling_utils.py`, `_get_dtype`) takes the configuration's type, else the one in the index of the
/// shards, else that of the first floating-point tensor of the first file. TensorFlow's models have float32.
package struct LoadedType: Sendable, Equatable {
    /// What decided the type.
    package enum Source: Sendable, Equatable {
        case configuration
        case index
        /// The first tensor of floating-point numbers.
        case tensor(String)
        /// The library's default, as nothing else has a type.
        case library
        /// The only type of the library.
        case fixed
    }

    package let elementType: ElementType
    package let source: Source
}

extension LoadedType {
    /// Determines the type.
    ///
    /// - Returns: no type if the library refuses the one that is stated. `problem` is the reason, unless the rules of the
    ///   configuration report it.
    static func of(
        _ checkpoint: Checkpoint, _ configuration: ConfigurationFile?, _ rule: CastRule
    ) -> (type: LoadedType?, problem: Fault?) {
        if let always = rule.always { return (LoadedType(elementType: always, source: .fixed), nil) }
        if let stated = configuration?.statedType(rule) {
            return (type(stated, rule).map { LoadedType(elementType: $0, source: .configuration) }, nil)
        }
        if let index = checkpoint.index, let stated = index.statedType {
            guard let type = stated == .null ? nil : type(stated, rule) else {
                return (nil, .typeRefused(stated, known: rule.types.keys.sorted(), in: index.path))
            }
            return (LoadedType(elementType: type, source: .index), nil)
        }
        let entries = first(of: checkpoint)
        if checkpoint.format == .safetensors, let odd = entries.first(where: { unknown.contains($0.elementType) }) {
            return (nil, .typeUnknown(odd))
        }
        guard let entry = entries.first(where: \.elementType.isWeight) else {
            return (entries.isEmpty ? LoadedType(elementType: .float32, source: .library) : nil, nil)
        }
        return (LoadedType(elementType: entry.elementType, source: .tensor(entry.name)), nil)
    }

    /// The types that the library's own table lacks (`modeling_utils.py`, `str_to_torch_dtype`).
    private static let unknown: Set<ElementType> = [
        .complex64, .float4, .float6e2m3, .float6e3m2, .float8e8m0, .float8e4m3fnuz, .float8e5m2fnuz,
    ]

    /// The tensors of the first file in the order in which the library reads them: sorted by name in safetensors, in the
    /// file's order in a pickle.
    private static func first(of checkpoint: Checkpoint) -> [TensorEntry] {
        guard let file = checkpoint.files.first else { return [] }
        let entries = checkpoint.table.entries.filter { $0.file === file || $0.file.path == file.path }
        guard checkpoint.format == .safetensors else { return entries }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func type(_ value: JSONValue, _ rule: CastRule) -> ElementType? {
        if let text = value.string { return rule.types[text] }
        guard let object = value.object else { return nil }
        // One type for each part of the model; the empty name is the whole model.
        guard let whole = object[""] else { return .float32 }
        return whole.string.flatMap { rule.types[$0] }
    }
}

extension ElementType {
    /// The name in sentences and configurations: `float16`.
    package var word: String {
        switch self {
        case .float16: "float16"
        case .bfloat16: "bfloat16"
        case .float32: "float32"
        case .float64: "float64"
        default: rawValue
        }
    }
}

extension Fault {
    fileprivate static func typeRefused(_ value: JSONValue, known: [String], in index: String) -> Fault {
        Fault(
            .configuration, file: index, subject: "field 'dtype'",
            reason: "is \(value.string.map { "'\($0)'" } ?? value.typeName), to which the library cannot cast a model",
            remedy: "known: \(known.joined(separator: ", "))")
    }

    fileprivate static func typeUnknown(_ entry: TensorEntry) -> Fault {
        Fault(
            .configuration, file: entry.file.path, subject: "tensor '\(entry.name)'",
            reason: "has the type \(entry.elementType.rawValue), which the library does not know; "
                + "it reads the types of all tensors if config.json has no 'dtype'",
            remedy: "remove the tensor from the file, or set 'dtype' in config.json")
    }
}
