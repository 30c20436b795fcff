import TestSupport
import Testing

/// Guards that `convert` says of a model what `verify` says, what a cast does, and what to do next.
@Suite("What convert says")
struct ConvertWordsTests {
    private static func folder(_ change: (inout TinyBert) -> Void) -> TemporaryFolder {
        let folder = TemporaryFolder()
        var model = TinyBert("BertForMaskedLM")
        change(&model)
        _ = Tool.run(["mkdir", folder.file("m")])
        _ = folder.write(model.configurationText, to: "m/config.json")
        _ = folder.write(SafetensorsBytes.file(model.tensors), to: "m/model.safetensors")
        return folder
    }

    private static func convert(_ folder: TemporaryFolder, _ arguments: [String]) -> Tool.Run {
        FixRun(folder: folder.path).bertconv(["convert", "m"] + arguments)
    }

    @Test("The causes of shapes that disagree are those of verify")
    func causes() throws {
        let resized = Self.folder { model in
            model.configuration["vocab_size"] = "7"
            for index in model.tensors.indices where model.tensors[index].name.hasSuffix("word_embeddings.weight") {
                model.tensors[index].shape = [7, 4]
                model.tensors[index].bytes += [UInt8](repeating: 1, count: 32)
            }
        }
        let pieces = Self.folder { model in
            for index in model.tensors.indices {
                let count = model.tensors[index].bytes.count / 8
                model.tensors[index].shape = [count]
                model.tensors[index].bytes.removeLast(model.tensors[index].bytes.count - 4 * count)
            }
        }
        for (folder, words) in [(resized, "resize_token_embeddings(7)"), (pieces, "FULL_STATE_DICT")] {
            let run = Self.convert(folder, ["out"])
            #expect(run.status == 2)
            #expect(run.errors.contains(words), "\(run.errors)")
            #expect(folder.names == ["m"])
            let verified = try #require(try FixRun(folder: folder.path).verify(["m"]).reports.first)
            for finding in verified.findings where finding.rule == "BC103" {
                #expect(run.errors.contains(finding.help))
            }
        }
    }

    @Test("What is dropped is named in a sentence")
    func dropped() {
        let folder = Self.folder {
            $0.tensors.append(StoredTensor("bert.embeddings.position_ids", [1, 4], integers: [0, 1, 2, 3]))
        }
        let run = Self.convert(folder, ["out"])
        #expect(
            run.output.contains("\ndropped 'bert.embeddings.position_ids', which is a constant that is not stored\n"),
            "\(run.output)\(run.errors)")
    }

    @Test(
        "An input that is missing is named, whatever the output is",
        arguments: [
            ["out"], ["out.safetensors"], ["out", "--to", "tensorflow"], ["out.h5", "--max-shard-size", "1MB"],
        ])
    func missingInput(output: [String]) {
        let folder = TemporaryFolder()
        let run = FixRun(folder: folder.path).bertconv(["convert", "nope"] + output)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: nope: no such file or folder"), "\(run.errors)")
        #expect(folder.names.isEmpty)
    }

    @Test("A folder with an adapter alone is called that")
    func adapter() {
        let folder = TemporaryFolder()
        _ = Tool.run(["mkdir", folder.file("m")])
        _ = folder.write("{}", to: "m/adapter_config.json")
        _ = folder.write([0] as [UInt8], to: "m/adapter_model.safetensors")
        let run = Self.convert(folder, ["out"])
        #expect(run.status == 2)
        #expect(run.errors.contains("'adapter_model.safetensors' is an adapter (PEFT)"), "\(run.errors)")
        #expect(run.errors.contains("merge_and_unload()"))
    }

    @Test("Missing weights under other names are named")
    func renamed() {
        let folder = Self.folder { model in
            model.rename { $0.replacing("intermediate.dense.", with: "intermediate.dense_act.") }
        }
        let run = Self.convert(folder, ["out"])
        #expect(run.status == 1)
        #expect(run.errors.contains("dense_act.weight' is probably"), "\(run.errors)")
    }

    @Test("A cast to fewer bits is said, before and after", arguments: ["f16", "bf16"])
    func cast(type: String) {
        let folder = Self.folder { _ in }
        let bits = type == "f16" ? "11 significant bits" : "8 significant bits"
        let dry = Self.convert(folder, ["out", "--dtype", type, "--dry-run"])
        #expect(dry.errors.contains(bits) && dry.errors.contains("--allow-overflow"), "\(dry.errors)")
        let run = Self.convert(folder, ["out", "--dtype", type])
        #expect(run.errors.contains(bits), "\(run.errors)")
        #expect(!Self.convert(folder, ["same", "--dtype", "f32"]).errors.contains("significant bits"))
    }

    @Test("A folder becomes a folder, and the next command runs as it is printed")
    func next() throws {
        let folder = Self.folder { _ in }
        for (output, more) in [
            ("out", []), ("it's out", ["--to", "pytorch"]), ("-o", []), ("keras", ["--to", "tensorflow"]),
            ("file.safetensors", []), ("file.h5", []),
        ] as [(String, [String])] {
            let run = FixRun(folder: folder.path).bertconv(["convert"] + more + ["--", "m", output])
            #expect(run.status == 0, "\(run.errors)")
            let line = try #require(run.output.split(separator: "\n").last { $0.hasPrefix("next: ") })
            let next = FixRun(folder: folder.path).shell(String(line.dropFirst(6)))
            #expect(next.status == 0, "\(line)\n\(next.output)\(next.errors)")
            #expect(next.output.hasPrefix("PASS "))
        }
        #expect(bytes(ofFile: folder.file("out/config.json")) == bytes(ofFile: folder.file("m/config.json")))
        let file = FixRun(folder: folder.path).bertconv(["convert", "m/model.safetensors", "other"])
        #expect(file.status == 64)
    }
}
