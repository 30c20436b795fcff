internal import ByteIO
package import Formats
internal import JSONText
package import Tensors

/// A library that loads models: which files it opens, what it does with their names, what it refuses.
///
/// Read from a file in `Schemas/libraries/`. Everything that `verify` says of loading follows one of these.
package struct Library: Sendable {
    /// How the library finds the tensor of a parameter.
    package enum Matching: String, Sendable {
        /// By the name of the tensor, wherever it is in the file.
        case names
        /// By the group of the file that has a layer's name, then by the name in that group.
        case groups
    }

    /// A file that the library looks for in a model folder.
    package struct WeightsName: Sendable, Equatable {
        /// For example, `model.safetensors`.
        package let name: String
        /// The format in which the library opens a file of that name, whatever is in it.
        package let format: FileFormat
    }

    /// Files that the library loads instead of those it usually looks for.
    package struct Precedence: Sendable {
        /// The name; `#` stands for one digit.
        let pattern: String
        /// For a message: `the shards of a distributed checkpoint`.
        package let what: String
        /// What the library then reads.
        package let reads: String
    }

    /// A field of config.json that names the file with the weights.
    package struct StatedWeights: Sendable {
        package let field: String
        /// What the name of the file must end with.
        let endings: [String]
        /// Further names.
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

    /// The ending of a name of the model, and the one under which it is looked for in its place.
    struct Fallback: Sendable {
        let ending: String
        let then: String
    }

    /// What `--loader` calls it: `transformers-5.23`.
    package let name: String
    /// Further names for the same.
    package let aliases: [String]
    /// For a sentence: `transformers 5.23`.
    package let title: String
    /// The dialect whose names it knows.
    package let dialect: String
    package let matching: Matching
    /// In the order in which the library looks for them.
    package let weights: [WeightsName]
    package let precedences: [Precedence]
    /// How config.json names the file with the weights; nil: it cannot.
    package let statedWeights: StatedWeights?
    /// Names of the model that it also looks for under another ending where the file lacks them.
    let fallbacks: [Fallback]
    /// What it does with the names in a checkpoint.
    package let names: LoaderRules
    /// What it does with config.json.
    package let configuration: ConfigurationRules
    /// What it does with the settings of classes that generate; nil: nothing that could fail.
    let generation: GenerationRules?
    /// What the classes need that choose another by config.json; nil: nothing more than the others.
    let automatic: AutomaticRules?
    /// The type that it casts to; nil: it keeps to its own.
    package let cast: CastRule?
}

/// Where a library takes the type from that it casts all parameters to.
package struct CastRule: Sendable {
    /// The type that it casts to whatever config.json says; nil: the fields decide.
    let always: ElementType?
    /// The fields of config.json, the first that has a value decides.
    package let fields: [String]
    /// What the library calls each type that a model can have.
    package let types: [String: ElementType]
}

extension Library {
    /// The field of config.json that names the file with the weights; nil: there is none.
    package var statedWeightsField: String? { statedWeights?.field }

    /// Whether the library would load a file of this name before those that it usually looks for.
    package func precedence(of fileName: String) -> Precedence? {
        precedences.first { $0.matches(fileName) }
    }

    /// What `--loader` calls it, and the further names.
    package var allNames: [String] { [name] + aliases }
}

extension Library.Precedence {
    func matches(_ fileName: String) -> Bool {
        // The end of a pattern of Python (`$`) is also before a line feed that ends the name.
        let name = fileName.utf8.last == UInt8(ascii: "\n") ? fileName.utf8.dropLast() : fileName.utf8[...]
        guard name.count == pattern.utf8.count else { return false }
        return zip(name, pattern.utf8).allSatisfy { byte, sign in
            sign == UInt8(ascii: "#") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == sign
        }
    }
}
