internal import ByteIO
package import Formats
internal import JSONText
package import Tensors

/// A library that loads models: which files it opens, how it reads names, what it refuses.
///
/// It is read from a file in `Schemas/libraries/`. `verify` follows one of these in everything about loading.
package struct Library: Sendable {
    /// How the library finds the tensor of a parameter.
    package enum Matching: String, Sendable {
        /// By the name of the tensor, wherever it is in the file.
        case names
        /// By the group with the layer's name, then by the name in that group.
        case groups
        /// By what the name means in the dialect of the file.
        case dialect
    }

    /// A file that the library looks for in a model folder.
    package struct WeightsName: Sendable, Equatable {
        /// The name: `model.safetensors`.
        package let name: String
        /// The format as which the library opens a file of that name, whatever is in it.
        package let format: FileFormat
    }

    /// A class of the library's own that a config.json may describe: `BertBackbone` of KerasHub.
    struct DescribedObject: Sendable {
        let className: String
        /// The model type of config.json that it is.
        let modelType: String
        /// Its arguments, and the field of config.json that means the same.
        let fields: [(own: String, field: String)]
    }

    /// Files that the library loads instead of those that it usually looks for.
    package struct Precedence: Sendable {
        /// The name, with `#` for any digit.
        let pattern: String
        /// What they are, in a sentence: `the shards of a distributed checkpoint`.
        package let what: String
        /// What the library then reads, in a sentence.
        package let reads: String
    }

    /// A field of config.json that names the file with the weights.
    package struct StatedWeights: Sendable {
        /// The field: `transformers_weights`.
        package let field: String
        /// The endings that the name of the file may have.
        let endings: [String]
        /// Further names that it may have.
        let names: [String]

        /// The file that a config.json in `folder` names, as a path from there; nil: it names none.
        ///
        /// - Throws: ``Fault`` `model.configuration` when it is not the name of a file in the folder that the library takes.
        func name(in configuration: JSONObject, folder: String) throws(Fault) -> String? {
            guard let value = configuration[field], value != .null else { return nil }
            let offset = configuration.offset(of: field)
            guard let name = value.string else {
                throw .configuration(field, "is \(value.typeName), expected the name of a file", offset: offset)
            }
            guard names.contains(name) || endings.contains(where: name.hasSuffix) else {
                throw .configuration(
                    field, "is '\(name)', which is neither a safetensors file nor the index of one", offset: offset)
            }
            guard let inside = FilePath.inside(folder, name) else {
                throw .configuration(field, "is '\(name)', which leads out of the model's folder", offset: offset)
            }
            return inside
        }
    }

    /// The ending of a parameter's name, and the one that the library tries instead.
    struct Fallback: Sendable {
        let ending: String
        let then: String
    }

    /// The name for `--loader`: `transformers-5.23`.
    package let name: String
    /// Further names for `--loader`.
    package let aliases: [String]
    /// The name in a sentence: `transformers 5.23`.
    package let title: String
    /// The dialect that it reads.
    package let dialect: String
    package let matching: Matching
    /// The files that it looks for, in its order.
    package let weights: [WeightsName]
    /// The names of the files in which its programs have what is in config.json, but for the class and the model type,
    /// and the model type of each.
    package let configurations: [(name: String, modelType: String)]
    /// The classes that its config.json describes, in place of a model; empty: it is one of transformers.
    let objects: [DescribedObject]
    /// The files that it loads before those that it looks for.
    package let precedences: [Precedence]
    /// How config.json names the file with the weights; nil: it cannot.
    package let statedWeights: StatedWeights?
    /// The endings that it tries for names that the file lacks.
    let fallbacks: [Fallback]
    /// What it does with the names in a checkpoint.
    package let names: LoaderRules
    /// What it does with config.json.
    package let configuration: ConfigurationRules
    /// What it does with the settings of classes that generate; nil: nothing that can fail.
    let generation: GenerationRules?
    /// The rules of classes that choose another class by config.json; nil: no more than the others'.
    let automatic: AutomaticRules?
    /// The type that it casts parameters to; nil: each keeps its own.
    package let cast: CastRule?
}

/// How a library chooses the type that it casts all parameters to.
package struct CastRule: Sendable {
    /// The type that it always casts to; nil: the fields decide.
    let always: ElementType?
    /// The fields of config.json, of which the first with a value decides.
    package let fields: [String]
    /// The types that a model can have, by the library's names for them.
    package let types: [String: ElementType]
}

extension Library {
    /// The field of config.json that names the file with the weights; nil: there is none.
    package var statedWeightsField: String? { statedWeights?.field }

    /// The rule by which the library loads a file of this name before those that it usually looks for; nil: there is none.
    package func precedence(of fileName: String) -> Precedence? {
        precedences.first { $0.matches(fileName) }
    }

    /// All names for `--loader`.
    package var allNames: [String] { [name] + aliases }
}

extension Library.Precedence {
    func matches(_ fileName: String) -> Bool {
        // In Python, the end of a pattern (`$`) also matches before a final line feed.
        let name = fileName.utf8.last == UInt8(ascii: "\n") ? fileName.utf8.dropLast() : fileName.utf8[...]
        guard name.count == pattern.utf8.count else { return false }
        return zip(name, pattern.utf8).allSatisfy { byte, sign in
            sign == UInt8(ascii: "#") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == sign
        }
    }
}
