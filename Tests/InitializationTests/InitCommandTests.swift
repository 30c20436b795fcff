import Initialization
import JSONText
import TestSupport
import Testing

@Suite("init as a program: formats, folders, what goes along")
struct InitCommandTests {
    /// The fresh model of a class in a folder of its own.
    private static func made(_ arguments: [String], _ changes: [String: String?] = [:], in folder: TemporaryFolder)
        -> Tool.Run
    {
        let path = folder.write(FreshValues.configuration(changes), to: "config.json")
        return Tool.bertconv(["init", path] + arguments)
    }

    @Test("Every class is complete as a loader sees it", arguments: Fixtures.classes)
    func complete(className: String) {
        let folder = TemporaryFolder()
        let model = folder.file("model")
        let run = Self.made([model, "--to", "safetensors", "--as", className], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let verified = Tool.bertconv(["verify", "--headers-only", "--fail-on", "note", model])
        #expect(verified.status == 0, "\(verified.output)")
        #expect(verified.output.contains(className))
    }

    @Test(
        "An untied model and a decoder with cross-attention are complete too",
        arguments: [["tie_word_embeddings": "false"], ["is_decoder": "true", "add_cross_attention": "true"]])
    func variants(changes: [String: String]) {
        let folder = TemporaryFolder()
        let run = Self.made(
            [folder.file("model"), "--to", "safetensors", "--as", "BertLMHeadModel"], changes, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let verified = Tool.bertconv(["verify", "--headers-only", "--fail-on", "note", folder.file("model")])
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("Every format and sharding has the same weights", .slow, arguments: ["f32", "f16"])
    func formats(type: String) {
        let folder = TemporaryFolder()
        var digests: Set<String> = []
        let outputs = [
            ["a.safetensors"], ["a.bin"], ["a.h5"], ["f1", "--to", "safetensors"], ["f2", "--to", "pytorch"],
            ["f3/", "--to", "tensorflow"], ["f4", "--to", "safetensors", "--max-shard-size", "100KB"],
            ["f5", "--to", "pytorch", "--max-shard-size", "100KB"],
        ]
        for output in outputs {
            let path = folder.file(output[0])
            let run = Self.made([path, "--dtype", type] + output.dropFirst(), in: folder)
            #expect(run.status == 0, "\(run.errors)")
            let digest = Tool.bertconv(["digest", path])
            #expect(digest.status == 0)
            digests.insert(String(digest.output.split(separator: "\n").last?.prefix(64) ?? ""))
        }
        #expect(digests.count == 1 && digests.first?.count == 64)
    }

    @Test("With nothing but a configuration and a name, the seed is 42 and the distribution normal")
    func defaults() {
        let folder = TemporaryFolder()
        let run = Self.made([folder.file("a.safetensors")], in: folder)
        #expect(run.output.contains("BertForPreTraining, 32 parameters, 99,604 values\n"), "\(run.output)")
        #expect(run.output.contains("initialized by normal(0, 0.05), seed 42\n"))
        #expect(run.output.contains("wrote \(folder.file("a.safetensors")): 30 tensors, "))
        let said = Self.made(
            [folder.file("b.safetensors"), "--seed", "42", "--initializer", "normal", "--dtype", "f32"], in: folder)
        #expect(said.status == 0)
        let files = ["a", "b"].map { bytes(ofFile: folder.file($0 + ".safetensors")) }
        #expect((files[0] == files[1] && !files[0].isEmpty) as Bool)
    }

    @Test("A configuration that says all of it goes along byte for byte")
    func configuration() {
        let folder = TemporaryFolder()
        #expect(Self.made([folder.file("model"), "--to", "safetensors"], in: folder).status == 0)
        #expect(bytes(ofFile: folder.file("model/config.json")) == bytes(ofFile: folder.file("config.json")))
        #expect(Tool.run(["ls", "-A", folder.file("model")]).output == "config.json\nmodel.safetensors\n")
    }

    @Test("The configuration that goes along says the class and the type of what was made")
    func editedConfiguration() {
        let folder = TemporaryFolder()
        let run = Self.made(
            [folder.file("model"), "--to", "safetensors", "--as", "BertForMaskedLM", "--dtype", "bf16"],
            ["architectures": nil, "torch_dtype": "\"float16\""], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let written = String(decoding: bytes(ofFile: folder.file("model/config.json")), as: UTF8.self)
        #expect(written.contains("\"torch_dtype\": \"bfloat16\""))
        #expect(written.contains("BertForMaskedLM"))
        #expect(Tool.bertconv(["inspect", folder.file("model")]).output.contains(" BF16 "))
    }

    @Test("A configuration of any name becomes config.json; only a folder's tokenizer goes along, no weights")
    func sideFiles() {
        let folder = TemporaryFolder()
        _ = Tool.run(["mkdir", folder.file("old")])
        _ = folder.write("[PAD]\n", to: "old/vocab.txt")
        _ = folder.write("trained on …", to: "old/README.md")
        _ = folder.write("weights", to: "old/model.safetensors")
        _ = folder.write(FreshValues.configuration(), to: "old/config.json")
        let small = folder.write(FreshValues.configuration(["hidden_size": "8"]), to: "old/small.json")
        let whole = Tool.bertconv(["init", folder.file("old"), folder.file("new"), "--to", "pytorch"])
        #expect(whole.status == 0)
        #expect(whole.output.contains("copied config.json, vocab.txt\n"))
        #expect(
            Tool.run(["ls", "-A", folder.file("new")]).output == "config.json\npytorch_model.bin\nvocab.txt\n")
        #expect(Tool.bertconv(["init", small, folder.file("tiny"), "--to", "safetensors"]).status == 0)
        #expect(Tool.run(["ls", "-A", folder.file("tiny")]).output == "config.json\nmodel.safetensors\n")
        #expect(bytes(ofFile: folder.file("tiny/config.json")) == bytes(ofFile: small))
    }

    @Test(
        "Every matrix of a fresh model that is large enough is found out", .slow,
        arguments: WeightInitializer.allCases.map(\.rawValue))
    func foundOut(initializer: String) throws {
        let folder = TemporaryFolder()
        let run = Self.made(
            [folder.file("model"), "--to", "safetensors", "--initializer", initializer],
            ["hidden_size": "128", "intermediate_size": "256"], in: folder)
        #expect(run.status == 0)
        let verified = Tool.bertconv(["verify", folder.file("model"), "--format", "json"])
        #expect(verified.status == 1)
        let findings = try JSONParser.parse(Array(verified.output.utf8)).verifyReports.first?["findings"]?.array ?? []
        let found = findings.compactMap(\.object).filter { $0["rule"] == "BC501" || $0["rule"] == "BC502" }
            .compactMap { $0["subject"]?.string }
        // The types and the next sentence's matrix have 256 values.
        let large = try FreshValues(.normal).matrices.filter { !$0.contains("token_type") && !$0.contains("seq_rel") }
        #expect(large.count == 10)
        #expect(Set(large).isSubset(of: found), "\(found)")
    }
}
