import ByteIO
import Glibc
import JSONText
import ModelSchema
import TestSupport
import Testing

@Suite("Reading a config.json")
struct ConfigurationFileTests {
    @Test("The model type names the architecture, the first class the model", arguments: Fixtures.classes)
    func realFiles(className: String) throws {
        let path = Fixtures.path("transformers-4.44.2/\(className)/config.json")
        let file = try ConfigurationFile(path: path, known: .builtIn)
        let architecture = try #require(file.architecture)
        #expect(architecture.name == "bert")
        let configuration = try file.configuration(for: architecture, by: try Library.newest())
        #expect(configuration.className == className)
        #expect(configuration.source == .file(path))
        for field in ["vocab_size", "hidden_size", "intermediate_size", "max_position_embeddings"] {
            #expect(configuration.integer(field) == BERT.sizes[field], "\(field)")
        }
    }

    @Test(
        "Without a model type the class tells the architecture; TensorFlow's name for it is the same class",
        arguments: ["BertModel", "TFBertModel", "BertForMaskedLM", "TFBertForQuestionAnswering"])
    func classAlone(className: String) throws {
        for modelType in ["", #""model_type": null, "#] {
            let file = try BERT.file(#"{\#(modelType)"architectures": ["\#(className)", "Ignored"]}"#)
            let architecture = try #require(file.architecture)
            #expect(architecture.name == "bert")
            #expect(try file.configuration(for: architecture, by: try Library.newest()).className == className)
            #expect(architecture.modelClass(className)?.name == className.trimmingTF)
        }
    }

    @Test(
        "A file that names neither has no architecture, but a configuration all the same",
        arguments: ["{}", #"{"architectures": null}"#, #"{"architectures": []}"#, #"{"model_type": null}"#])
    func unnamed(text: String) throws {
        let file = try BERT.file(text)
        #expect(file.architecture == nil)
        let configuration = try file.configuration(for: try BERT.architecture(), by: try Library.newest())
        #expect(configuration.className == nil)
        #expect(configuration.integer("hidden_size") == 768)
    }

    @Test(
        "An architecture that is not known is refused with a list of those that are",
        arguments: [
            (#"{"model_type": "gpt2"}"#, "gpt2", 1), (#"{"model_type": "BERT"}"#, "BERT", 1),
            (#"{"architectures": ["BertModel"], "model_type": ""}"#, "", 33),
            (#"{"architectures": ["GPT2Model"]}"#, "GPT2Model", nil),
            (#"{"architectures": ["TFTFBertModel"]}"#, "TFTFBertModel", nil),
        ] as [(String, String, UInt64?)])
    func unknown(text: String, name: String, offset: UInt64?) throws {
        let fault = try #require(throws: Fault.self) { try BERT.file(text) }
        #expect(fault.code == .unknownArchitecture)
        #expect(fault.reason.contains("'\(name)'"))
        #expect(fault.remedy?.hasPrefix("supported: bert, roberta, ") == true)
        #expect(fault.offset == offset)
        #expect(fault.file?.hasSuffix("/config.json") == true)
    }

    @Test(
        "Names of the wrong type are refused",
        arguments: [
            (#"{"model_type": 7}"#, "model_type"), (#"{"model_type": ["bert"]}"#, "model_type"),
            (#"{"architectures": "BertModel"}"#, "architectures"), (#"{"architectures": [7]}"#, "architectures"),
            (#"{"architectures": [null]}"#, "architectures"), (#"{"architectures": {}}"#, "architectures"),
        ])
    func wrongType(text: String, field: String) throws {
        let fault = try #require(throws: Fault.self) { try BERT.file(text) }
        #expect(fault.code == .configuration)
        #expect(fault.subject == "field '\(field)'")
        #expect(fault.offset == 1)
    }

    @Test(
        "What is not a JSON object is refused where it goes wrong",
        arguments: [
            ("[]", Fault.Code.configuration, 0), (#""bert""#, .configuration, 0), ("", .jsonSyntax, 0),
            (#"{"model_type": "bert",}"#, .jsonSyntax, 22), (#"{"a": NaN}"#, .jsonSyntax, 6),
            (#"{"a": 1, "a": 2}"#, .jsonDuplicateName, 9),
            ("version https://git-lfs.github.com/spec/v1", .jsonSyntax, 0),
        ] as [(String, Fault.Code, UInt64)])
    func malformed(text: String, code: Fault.Code, offset: UInt64) throws {
        let fault = try #require(throws: Fault.self) { try BERT.file(text) }
        #expect(fault.code == code)
        #expect(fault.offset == offset)
        #expect(fault.file?.hasSuffix("/config.json") == true)
    }

    @Test("A file that is not there, and one too large to be a configuration, are refused")
    func unreadable() throws {
        let folder = TemporaryFolder()
        let known = KnownArchitectures.builtIn
        let missing = try #require(throws: Fault.self) {
            try ConfigurationFile(path: folder.file("config.json"), known: known)
        }
        #expect(missing.code == .fileMissing)
        let path = folder.write("{}", to: "large.json")
        try #require(unsafe truncate(path, (16 << 20) + 1) == 0)
        let large = try #require(throws: Fault.self) { try ConfigurationFile(path: path, known: known) }
        #expect(large.code == .configuration)
        #expect(large.file == path)
    }
}

extension String {
    fileprivate var trimmingTF: String { hasPrefix("TF") ? String(dropFirst(2)) : self }
}
