import TestSupport
import Testing

/// Guards that a part of a checkpoint of TensorFlow never passes for nothing: not alone, and not in a fleet.
@Suite("Parts of TensorFlow's checkpoints")
struct IncompleteBundleTests {
    private static func copy(_ path: String, to name: String, in folder: TemporaryFolder) -> String {
        _ = Tool.run(["mkdir", "-p", folder.file("fleet")])
        _ = Tool.run(["cp", "-r", Fixtures.path("tensorflow-2.18.1/" + path), folder.file("fleet/" + name)])
        return folder.file("fleet/" + name)
    }

    /// What is taken from a sound checkpoint, and the name of the file that the message must have.
    private static let damages: [(source: String, command: String, named: String)] = [
        ("bert_model", "rm bert_model.ckpt.index", "bert_model.ckpt.index"),
        ("bert_model", "rm bert_model.ckpt.data*", "bert_model.ckpt.data-00000-of-00001"),
        ("bert_model", "rm bert_model.ckpt.index bert_model.ckpt.data*; echo > bert_model.ckpt.meta", "ckpt.index"),
        ("bert_model", "rm bert_model.ckpt.index; mv *.data* x.data-00000-of-00001.part", "x.data-00000-of-00001.part"),
        ("bert_model", "rm bert_model.ckpt.index; ln -s nothing bert_model.ckpt.index", "bert_model.ckpt.index"),
        ("bert_model", "cp *.data* other.data-00000-of-00001", "other.index"),
        ("tensorflow1-classifier", "rm model.ckpt.index", "'model.ckpt'"),
        ("tensorflow1-classifier", "sed -i 's/model.ckpt/model.ckpt-2000/' checkpoint", "'model.ckpt-2000'"),
        ("transformers-saved-model/saved_model", "rm variables/variables.index", "'variables/variables.index'"),
        ("transformers-saved-model/saved_model", "rm -r variables", "'variables/variables.index'"),
        ("transformers-saved-model/saved_model", "rm saved_model.pb; echo > fingerprint.pb", "saved_model.pb"),
    ]

    @Test("A folder with a part of a checkpoint is partial, and so is the fleet that it is in", arguments: damages)
    func parts(damage: (source: String, command: String, named: String)) {
        let folder = TemporaryFolder()
        let model = Self.copy(damage.source, to: "part", in: folder)
        #expect(Tool.run(["sh", "-c", "cd '\(model)' && \(damage.command)"]).status == 0)
        _ = Tool.run(["mkdir", folder.file("fleet/good")])
        let sound = TinyBert("BertModel", layers: 0)
        _ = folder.write(SafetensorsBytes.file(sound.tensors), to: "fleet/good/model.safetensors")
        _ = folder.write(sound.configurationText, to: "fleet/good/config.json")
        let good = Tool.bertconv(["verify", folder.file("fleet/good"), "--headers-only"])
        #expect(good.status == 0, "\(good.output)")
        let alone = Tool.bertconv(["verify", model, "--headers-only"])
        #expect(alone.status == 2 && alone.output.contains("(BC306)"), "\(alone.output)")
        #expect(alone.output.contains(damage.named), "\(alone.output)")
        let fleet = Tool.bertconv(["verify", "-r", folder.file("fleet"), "--headers-only"])
        #expect(fleet.status == 2 && fleet.output.contains("2 models: 1 passed"), "\(fleet.output)")
        let digest = Tool.bertconv(["digest", model])
        #expect(digest.status == 2 && digest.errors.contains(damage.named), "\(digest.errors)")
    }

    @Test(
        "So is a file of such a checkpoint, whichever is named",
        arguments: [
            ("bert_model", "bert_model.ckpt.index", "bert_model.ckpt"),
            ("bert_model", "bert_model.ckpt.index", "bert_model.ckpt.data-00000-of-00001"),
            ("tensorflow1-classifier", "model.ckpt.index", "checkpoint"),
            ("transformers-saved-model/saved_model", "variables/variables.index", "saved_model.pb"),
        ])
    func files(source: String, missing: String, named: String) {
        let folder = TemporaryFolder()
        let model = Self.copy(source, to: "part", in: folder)
        _ = Tool.run(["rm", model + "/" + missing])
        let run = Tool.bertconv(["verify", model + "/" + named])
        #expect(run.status == 2 && run.output.contains("(BC306)"), "\(run.output)")
    }

    @Test("A SavedModel is one model of a fleet, with its folder 'variables'")
    func once() {
        let folder = TemporaryFolder()
        _ = Self.copy("transformers-saved-model", to: "model", in: folder)
        let run = Tool.bertconv(["verify", "-r", folder.file("fleet"), "--headers-only", "--format", "jsonl"])
        #expect(run.output.split(separator: "\n").count == 1, "\(run.output)")
        #expect(run.output.contains(#"/model/saved_model""#))
    }

    @Test("A folder above a SavedModel has nothing to check, and the message names the SavedModel")
    func above() {
        let folder = TemporaryFolder()
        let model = Self.copy("transformers-saved-model", to: "model", in: folder)
        _ = Tool.run(["sh", "-c", "cd '\(model)' && mv saved_model 1 && mkdir saved_model && mv 1 saved_model/1"])
        let run = Tool.bertconv(["verify", model])
        #expect(run.status == 3 && run.output.contains("saved_model/1"), "\(run.output)")
        let convert = Tool.bertconv(["convert", model, folder.file("out"), "--to", "safetensors"])
        #expect(convert.status == 2 && convert.errors.contains("\(model)/saved_model/1"), "\(convert.errors)")
    }

    @Test("A conversion of a SavedModel copies nothing of its program, and lists no weights as not copied")
    func converted() {
        let folder = TemporaryFolder()
        let model = Self.copy("transformers-saved-model", to: "model", in: folder) + "/saved_model"
        _ = Tool.run(["mv", folder.file("fleet/model/bert_config.json"), model])
        for name in ["fingerprint.pb", "keras_metadata.pb"] {
            _ = folder.write([1], to: "fleet/model/saved_model/" + name)
        }
        let out = folder.file("out")
        let run = Tool.bertconv(["convert", model, out, "--to", "safetensors"])
        #expect(run.status == 0, "\(run.errors)")
        let left = "did not copy fingerprint.pb, keras_metadata.pb, saved_model.pb\n"
        #expect(run.output.contains(left), "\(run.output)")
        let names = Tool.run(["ls", "-A", out]).output
        #expect(!names.contains("variables") && !names.contains(".pb"), "\(names)")
    }

    @Test("Variables in parts are counted with the data file that has their values")
    func partitioned() {
        let folder = TemporaryFolder()
        let model = Self.copy("tensorflow1-partitioned", to: "model", in: folder)
        let headers = Tool.bertconv(["verify", model, "--headers-only"]).output.split(separator: "\n")
        let values = Tool.bertconv(["verify", model]).output.split(separator: "\n")
        let line = values.first { $0.contains("tensorflow-checkpoint, ") }
        #expect(line != nil && line == headers.first { $0.contains("tensorflow-checkpoint, ") }, "\(values)")
        let count = line?.split(separator: ", ").first { $0.hasSuffix(" tensors") }?.split(separator: " ").first ?? "?"
        #expect(values.contains { $0.hasPrefix("checked \(count) of \(count) tensors") }, "\(values)")
    }
}
