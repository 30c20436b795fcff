import ByteIO
import ModelSchema
import TestSupport
import Testing

@Suite("transformers_weights: the file that config.json names")
struct StatedWeightsTests {
    private static func stated(_ json: String) throws -> String? {
        try BERT.file(#"{"model_type": "bert", "transformers_weights": \#(json)}"#).statedWeights(try Library.newest())
    }

    @Test(
        "The name of a safetensors file or an index in the folder",
        arguments: [
            "chosen.safetensors", "a/b.safetensors", "x.safetensors.index.json", "..x.safetensors", "a..b.safetensors",
            "adapter_model.bin",
        ])
    func named(name: String) throws {
        #expect(try Self.stated("\"\(name)\"") == name)
    }

    @Test("A name with .. in it, and a whole path, may lead into the folder too: then it is the name of that file")
    func roundabout() throws {
        let folder = TemporaryFolder()
        try Folder.create(folder.file("x"))
        _ = folder.write("", to: "model.safetensors")
        func stated(_ name: String) throws -> String? {
            let path = folder.write(#"{"transformers_weights": "\#(name)"}"#, to: "config.json")
            return try ConfigurationFile(path: path, known: .builtIn)
                .statedWeights(try Library.newest())
        }
        #expect(try stated("x/../model.safetensors") == "model.safetensors")
        #expect(try stated("./model.safetensors") == "model.safetensors")
        #expect(try stated(folder.file("model.safetensors")) == "model.safetensors")
        // The folder on the way is not there, so neither is the file.
        #expect(try stated("y/../model.safetensors") == "y/../model.safetensors")
        #expect(throws: Fault.self) { try stated(folder.path + "x/model.safetensors") }
    }

    @Test("Without the field, or with null, the usual names count")
    func absent() throws {
        #expect(try BERT.file(#"{"model_type": "bert"}"#).statedWeights(try Library.newest()) == nil)
        #expect(try Self.stated("null") == nil)
    }

    @Test(
        "Anything else is refused, with the field and its place",
        arguments: [
            "7", "[]", "true", #""""#, #""pytorch_model.bin""#, #""model.SAFETENSORS""#, #""x.safetensors.index""#,
            #""x/adapter_model.bin""#, #""/etc/x.safetensors""#, #""../x.safetensors""#, #""a/../../x.safetensors""#,
        ])
    func refused(json: String) throws {
        var caught: Fault?
        do {
            _ = try Self.stated(json)
        } catch let error as Fault {
            caught = error
        }
        #expect(caught?.code == .configuration)
        #expect(caught?.subject == "field 'transformers_weights'")
        #expect(caught?.file?.hasSuffix("/config.json") == true)
        #expect((caught?.offset ?? 0) > 0)
    }
}
