import TestSupport
import Testing

/// Guards that `init` writes the whole output or nothing.
@Suite("What init refuses")
struct InitRefusalTests {
    /// Runs `init` and checks that nothing was written, touched or left behind.
    private static func run(
        _ arguments: [String], _ changes: [String: String?] = [:], in folder: TemporaryFolder = TemporaryFolder(),
        status: Int32, saying words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let path = folder.write(FreshValues.configuration(changes), to: "config.bin")
        let before = folder.contents
        let run = Tool.bertconv(["init", path] + arguments.map { $0.contains(".") ? folder.file($0) : $0 })
        #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
        for word in words { #expect(run.errors.contains(word), "\(run.errors)", sourceLocation: sourceLocation) }
        #expect(folder.contents == before, sourceLocation: sourceLocation)
    }

    @Test("A file that exists is kept unless --force replaces it")
    func exists() {
        let folder = TemporaryFolder()
        let output = folder.write("precious", to: "out.safetensors")
        Self.run(["out.safetensors"], in: folder, status: 2, saying: ["exists already", "--force"])
        #expect(Tool.bertconv(["init", folder.file("config.bin"), output, "--force"]).status == 0)
        #expect(bytes(ofFile: output).count > 100)
    }

    @Test("A folder that is not empty, or whose own folder is missing, is refused")
    func folders() {
        let folder = TemporaryFolder()
        _ = Tool.run(["mkdir", folder.file("out.d")])
        _ = folder.write("precious", to: "out.d/notes")
        Self.run(["out.d", "--to", "safetensors"], in: folder, status: 2, saying: ["is not empty"])
        Self.run(["none.d/out", "--to", "safetensors"], in: folder, status: 2, saying: ["does not exist"])
        Self.run(["none.d/out.h5"], in: folder, status: 2, saying: ["does not exist"])
        #expect(folder.names == ["config.bin", "out.d"])
    }

    @Test("The configuration is never the output, with --force or without", arguments: [[], ["--force"]])
    func outputIsInput(arguments: [String]) {
        Self.run(["config.bin"] + arguments, status: 2, saying: ["the output is the input itself"])
    }

    @Test("--dry-run says what would be written, or what the run itself would say, and writes nothing")
    func dryRun() {
        let folder = TemporaryFolder()
        _ = folder.write("precious", to: "a.h5")
        let path = folder.write(FreshValues.configuration(), to: "config.json")
        for (arguments, status) in [
            (["a.h5"], 2), (["a.h5", "--force"], 0), (["b.safetensors"], 0), (["new", "--to", "pytorch"], 0),
            ([".", "--to", "pytorch"], 2),
        ] as [([String], Int32)] {
            let before = folder.contents
            let output = folder.file(arguments[0])
            let run = Tool.bertconv(["init", path, output, "--dry-run"] + arguments.dropFirst())
            #expect(run.status == status, "\(run.errors)")
            #expect(run.output.contains("would write \(output): ") == (status == 0))
            #expect(folder.contents == before)
        }
    }

    @Test("A model whose output matrix is its own does not fit TensorFlow's file", arguments: [[], ["--dry-run"]])
    func untied(arguments: [String]) {
        Self.run(
            ["out.h5"] + arguments, ["tie_word_embeddings": "false"], status: 2,
            saying: ["'cls.predictions.decoder.weight'", "TensorFlow's HDF5 has no place for it"])
    }

    @Test("A class that the configuration does not fit is refused before anything is made")
    func wrongLabels() {
        Self.run(
            ["out.safetensors", "--as", "BertForQuestionAnswering"], ["num_labels": "3"], status: 2,
            saying: ["num_labels", "BertForQuestionAnswering works only with 2"])
    }

    @Test("A configuration that is missing, or is none, is refused")
    func configurations() {
        let folder = TemporaryFolder()
        let missing = Tool.bertconv(["init", folder.path, folder.file("out.safetensors")])
        #expect(missing.status == 2)
        #expect(missing.errors.contains("config.json: no such file"))
        let text = folder.write("hello", to: "config.json")
        #expect(Tool.bertconv(["init", text, folder.file("out.safetensors")]).status == 2)
        #expect(folder.names == ["config.json"])
    }

    @Test(
        "Wrong usage is status 64",
        arguments: [
            ["--seed", "4294967296"], ["--seed", "-1"], ["--initializer", "zeros"], ["--dtype", "keep"],
            ["--dtype", "f64"], ["--to", "onnx"], ["--max-shard-size", "0"],
            ["--max-shard-size", "1MB", "--to", "tensorflow"],
        ])
    func usage(arguments: [String]) {
        Self.run(["out.safetensors"] + arguments, status: 64, saying: [arguments[0]])
    }

    @Test("An output whose name shows no format, and a class that is not known, are wrong usage")
    func unknown() {
        Self.run(["out.onnx"], status: 64, saying: ["out.onnx: ", ".safetensors", "in / for a model folder"])
        Self.run(
            ["out.safetensors", "--as", "BertForNothing"], status: 64, saying: ["'BertForNothing'", "BertForMaskedLM"])
    }

    @Test(
        "Sizes whose sums are too large for a number are refused, not a trap",
        arguments: [["o.safetensors"], ["o.bin"], ["o.h5"], ["o.safetensors", "--max-shard-size", "5GB"]])
    func tooLargeTogether(arguments: [String]) {
        let size = "280000000000000"
        var changes = ["hidden_size": "1000", "num_attention_heads": "1"]
        for field in ["vocab_size", "max_position_embeddings", "type_vocab_size", "intermediate_size"] {
            changes[field] = size
        }
        Self.run(arguments, changes, status: 2, saying: ["there is no room for it"])
        let folder = TemporaryFolder()
        let path = folder.write(FreshValues.configuration(changes), to: "config.json")
        let dry = ["init", path, folder.file(arguments[0]), "--dry-run"] + arguments.dropFirst()
        #expect(Tool.bertconv(dry).status == 0)
    }

    @Test("Where there is no room for the values nothing is left")
    func noRoom() {
        let folder = TemporaryFolder()
        let path = folder.write(FreshValues.configuration(), to: "config.json")
        let run = Tool.run([
            "/bin/sh", "-c", "ulimit -f 8; exec \"$0\" \"$@\"", Tool.path("bertconv"), "init", path,
            folder.file("out.safetensors"),
        ])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("there is no room for it"))
        #expect(folder.names == ["config.json"])
    }
}
