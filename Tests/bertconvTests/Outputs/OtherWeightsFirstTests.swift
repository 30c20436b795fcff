import TestSupport
import Testing

/// What was written is what will be loaded, or nothing is written.
@Suite("Weights that loaders take before the output")
struct OtherWeightsFirstTests {
    /// An input, and a folder `out` for the output.
    private static func prepared(_ files: [String] = []) -> TemporaryFolder {
        let folder = TemporaryFolder()
        _ = TinyBert("BertForSequenceClassification").write(to: folder, as: "in.safetensors")
        _ = Tool.run(["mkdir", folder.file("out")])
        for name in files { _ = folder.write("old \(name)", to: "out/" + name) }
        return folder
    }

    private static func convert(_ folder: TemporaryFolder, _ output: String, _ options: [String] = []) -> Tool.Run {
        Tool.bertconv(["convert", folder.file("in.safetensors"), folder.file(output)] + options)
    }

    @Test("Shards take the place of the single file that --force names, and what was written is said")
    func shardsForFile() {
        let folder = Self.prepared(["model.safetensors"])
        let options = ["--max-shard-size", "300B"]
        let before = folder.tree
        #expect(Self.convert(folder, "out/model.safetensors", options).status == 2)
        #expect((folder.tree == before) as Bool)
        let run = Self.convert(folder, "out/model.safetensors", options + ["--force"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(folder.tree["out/model.safetensors"] == nil)
        #expect(run.output.contains("\nwrote \(folder.file("out/model-00001-of-0"))"))
        #expect(run.output.contains(" and \(folder.file("out/model.safetensors.index.json")): "))
        #expect(!run.output.contains("wrote \(folder.file("out/model.safetensors")): "))
        #expect(Tool.bertconv(["diff", "-q", folder.file("in.safetensors"), folder.file("out")]).status == 0)
    }

    @Test(
        "Other files that come first are refused, with --force too, and nothing is touched", .slow,
        arguments: [
            ("pytorch_model.bin", [], "model.safetensors"), ("pytorch_model.bin", [], "model.safetensors.index.json"),
            ("tf_model.h5", [], "model.safetensors"), ("tf_model.h5", [], "model.safetensors.index.json"),
            ("pytorch_model.bin", ["--max-shard-size", "300B"], "model.safetensors"),
            ("model.safetensors", [], "shard-00000-model-00001-of-00002.safetensors"),
            ("model.safetensors", ["--max-shard-size", "300B"], "shard-00000-model-00001-of-00002.safetensors"),
            ("pytorch_model.bin", [], "shard-00012-model-00001-of-00002.safetensors"),
        ], [[], ["--force"], ["--dry-run"]])
    func refused(place: (output: String, options: [String], other: String), more: [String]) {
        let folder = Self.prepared([place.other])
        let before = folder.snapshot
        let run = Self.convert(folder, "out/" + place.output, place.options + more)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: \(folder.file("out/" + place.other)): loaders take this file before"))
        #expect((folder.snapshot == before) as Bool)
    }

    @Test(
        "What comes later, or is no weights of that name, is in nobody's way",
        arguments: [
            ("model.safetensors", "pytorch_model.bin"), ("model.safetensors", "model.safetensors.index.json"),
            ("tf_model.h5", "pytorch_model.bin"), ("other.bin", "model.safetensors"),
            ("model.safetensors", "shard-0000-model-00001-of-00002.safetensors"),
            ("tf_model.h5", "shard-00000-model-00001-of-00002.safetensors"),
        ])
    func free(output: String, other: String) {
        let folder = Self.prepared([other])
        let run = Self.convert(folder, "out/" + output)
        #expect(run.status == 0, "\(run.errors)")
        #expect(folder.tree["out/" + other] == Array("old \(other)".utf8))
    }

    @Test("Beside the input itself it is said")
    func besideInput() {
        let folder = TemporaryFolder()
        let input = TinyBert("BertForSequenceClassification").write(to: folder)
        let run = Tool.bertconv(["convert", input, folder.file("pytorch_model.bin")])
        #expect(run.status == 0)
        #expect(run.errors == "note: loaders prefer 'model.safetensors', the input, to 'pytorch_model.bin'\n")
    }

    @Test("Beside an input that keeps other values than the output, it is refused", arguments: [[], ["--force"]])
    func besideInputThatDiffers(more: [String]) {
        let folder = TemporaryFolder()
        let input = TinyBert("BertForSequenceClassification").write(to: folder)
        let before = folder.snapshot
        let run = Tool.bertconv(["convert", input, folder.file("pytorch_model.bin"), "--dtype", "f16"] + more)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: \(input): loaders take this file before 'pytorch_model.bin'"))
        #expect((folder.snapshot == before) as Bool)
    }

    @Test("No output is named as a part of a distributed checkpoint, which libraries load with every other file")
    func distributedName() {
        let folder = Self.prepared()
        let before = folder.snapshot
        let run = Self.convert(folder, "out/shard-00000-model-00001-of-00001.safetensors")
        #expect(run.status == 2)
        #expect(run.errors.contains("for one part of a distributed checkpoint"))
        #expect((folder.snapshot == before) as Bool)
    }

    @Test(
        "Reports and baselines never take a name that loaders look for, in any folder", .slow,
        arguments: [
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "tf_model.h5", "config.json",
            "adapter_config.json", "modules.json", "generation_config.json", "vocab.txt",
            "shard-00000-model-00001-of-00001.safetensors",
        ], [["--report", "json="], ["--report", "text="], ["--write-baseline", ""]])
    func reportNames(name: String, option: [String]) {
        let folder = Self.prepared()
        let before = folder.snapshot
        let run = Tool.bertconv([
            "verify", folder.file("in.safetensors"), option[0], option[1] + folder.file("out/" + name),
        ])
        #expect(run.status == 2)
        #expect(run.errors.contains("is the name of a model's file"))
        #expect((folder.snapshot == before) as Bool)
    }

    @Test("A config.json that names other weights redirects loaders from the output")
    func stated() {
        let folder = Self.prepared(["chosen.safetensors"])
        _ = folder.write(#"{"transformers_weights": "chosen.safetensors"}"#, to: "out/config.json")
        let run = Self.convert(folder, "out/model.safetensors")
        #expect(run.status == 2)
        #expect(run.errors.contains("out/chosen.safetensors: loaders take this file before"))
        #expect(Self.convert(folder, "out/other.safetensors").status == 0)
    }
}
