import ByteIO
import JSONText
import ModelSchema
import TestSupport
import Testing

/// The architecture under test and configurations of it.
enum BERT {
    static func architecture() throws -> Architecture {
        try #require(try KnownArchitectures.builtIn.all().first { $0.name == "bert" })
    }

    static func modelClass(_ name: String) throws -> ModelClass {
        try #require(try architecture().modelClass(name))
    }

    static func dialect(_ name: String) throws -> Dialect {
        try #require(try architecture().dialect(name))
    }

    /// A config.json of this text, as it is read.
    static func file(_ text: String) throws -> ConfigurationFile {
        let folder = TemporaryFolder()
        return try ConfigurationFile(path: folder.write(text, to: "config.json"), known: .builtIn)
    }

    /// The configuration of a config.json with these members beside its model type.
    static func configuration(_ members: String = "") throws -> Configuration {
        let text = #"{"model_type": "bert"\#(members.isEmpty ? "" : ", ")\#(members)}"#
        return try file(text).configuration(for: try architecture(), by: try Library.newest())
    }

    /// Sizes that all differ, so that no mix-up of dimensions can pass; two layers, as the models in `testdata/schema`.
    static let sizes = [
        "vocab_size": 61, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4,
        "intermediate_size": 40, "max_position_embeddings": 24, "type_vocab_size": 3, "num_labels": 5,
    ]

    static func sized(_ members: String = "") throws -> Configuration {
        let written = sizes.sorted { $0.key < $1.key }.map { #""\#($0.key)": \#($0.value)"# }.joined(separator: ", ")
        return try configuration(written + (members.isEmpty ? "" : ", ") + members)
    }

    static func tree(_ className: String, _ configuration: Configuration) throws -> ParameterTree {
        ParameterTree(
            architecture: try architecture(), modelClass: try modelClass(className), configuration: configuration)
    }
}
