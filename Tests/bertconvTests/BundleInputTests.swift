import TestSupport
import Testing

/// Guards how a checkpoint of TensorFlow is named and where its configuration comes from: each way to name it × each way
/// to name the output, the current folder × each container, and two configurations in one folder.
@Suite("What people type for a checkpoint of TensorFlow, and where it goes")
struct BundleInputTests {
    private static func model(in folder: TemporaryFolder) -> String {
        _ = Tool.run(["cp", "-r", Fixtures.path("tensorflow-2.18.1/bert_model"), folder.file("m")])
        _ = folder.write("model_checkpoint_path: \"/elsewhere/bert_model.ckpt\"\n", to: "m/checkpoint")
        return folder.file("m")
    }

    private static let inputs = [
        "m", "m/", "m/bert_model.ckpt", "m/bert_model.ckpt.index", "m/bert_model.ckpt.data-00000-of-00001",
        "m/checkpoint",
    ]

    @Test("The name of the output decides its format, whichever way the input is named", arguments: inputs)
    func formats(input: String) {
        let folder = TemporaryFolder()
        _ = Self.model(in: folder)
        let outputs: [(words: [String], file: String, start: [UInt8])] = [
            (["o.h5"], "o.h5", [0x89] + Array("HDF".utf8)), (["o.bin"], "o.bin", Array("PK".utf8)),
            (["o.safetensors"], "o.safetensors", []), (["o"], "o/model.safetensors", []),
            (["p/"], "p/model.safetensors", []), (["q", "--to", "pytorch"], "q/pytorch_model.bin", Array("PK".utf8)),
            (["r/", "--to", "tensorflow"], "r/tf_model.h5", [0x89] + Array("HDF".utf8)),
            (["s.txt"], "s.txt/model.safetensors", []),
        ]
        for output in outputs {
            let run = Tool.bertconv(
                ["convert", folder.file(input), folder.file(output.words[0])] + output.words.dropFirst() + ["-q"])
            #expect(run.status == 0, "\(output.words): \(run.errors)")
            let file = bytes(ofFile: folder.file(output.file))
            #expect(file.starts(with: output.start))
            if output.file.hasSuffix(".safetensors") { #expect(SafetensorsBytes.tensors(in: file) != nil) }
        }
    }

    @Test("A prefix is not replaced by what is made of it", arguments: ["bert_model.ckpt", "bert_model.ckpt/"])
    func itself(name: String) {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let before = Tool.run(["ls", "-A", model]).output
        for input in Self.inputs {
            let run = Tool.bertconv(["convert", folder.file(input), model + "/" + name])
            #expect(run.status == 2 && run.errors.contains("is the input itself"), "\(input): \(run.errors)")
        }
        #expect(Tool.run(["ls", "-A", model]).output == before)
    }

    @Test("An output whose name ends in / is a folder, whatever the input is")
    func trailingSlash() {
        let folder = TemporaryFolder()
        let input = Fixtures.path("damage/healthy-BertModel/model.safetensors")
        let run = Tool.bertconv(["convert", input, folder.file("out/")])
        #expect(run.status == 0, "\(run.errors)")
        #expect(Tool.bertconv(["verify", folder.file("out"), "--headers-only"]).status == 0)
    }

    @Test(
        "A model in the current folder is converted, and so it is by what verify writes", arguments: [".", "./"],
        [
            "damage/healthy-BertModel", "damage/healthy-archive-BertModel", "damage/h5-healthy",
            "tensorflow-2.18.1/bert_model",
        ])
    func currentFolder(name: String, model: String) {
        let folder = TemporaryFolder()
        _ = Tool.run(["cp", "-r", Fixtures.path(model), folder.file("m")])
        let commands = ["convert \(name) ../a", "convert \(name) ../b --to pytorch", "convert \(name) c.safetensors"]
        for command in commands + (model.contains("damage/healthy") ? [] : ["verify \(name) --fix ../d"]) {
            let line = "cd '\(folder.file("m"))' && '\(Tool.path("bertconv"))' \(command)"
            let run = Tool.run(["sh", "-c", line])
            #expect(run.status == 0, "\(command): \(run.errors) \(run.output)")
        }
        #expect(Tool.bertconv(["verify", folder.file("a"), "--headers-only"]).status == 0)
    }

    /// What config.json beside bert_config.json has, and what comes of it.
    private enum Second: CaseIterable {
        case same, whole, otherwiseWritten, otherHeads, broken

        func text(_ google: String) -> String {
            let named = #"{"model_type":"bert","architectures":["BertForPreTraining"],"#
            return switch self {
            case .same: google
            case .whole: google.replacing("{", with: named, maxReplacements: 1)
            case .otherwiseWritten:
                google.replacing("{", with: named + #""layer_norm_eps":1E-12,"#, maxReplacements: 1)
            case .otherHeads:
                google.replacing("{", with: named, maxReplacements: 1)
                    .replacing(#""num_attention_heads": 2"#, with: #""num_attention_heads": 4"#)
            case .broken: "{"
            }
        }
    }

    @Test(
        "Of two configurations the one that names a class is taken, and they must say the same",
        arguments: Second.allCases)
    private func twoConfigurations(second: Second) {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let google = String(decoding: bytes(ofFile: model + "/bert_config.json"), as: UTF8.self)
        #expect(google.contains(#""num_attention_heads": 2"#))
        if second == .otherwiseWritten {
            let precise = google.replacing("{", with: #"{"layer_norm_eps": 1e-12,"#, maxReplacements: 1)
            _ = folder.write(precise, to: "m/bert_config.json")
        }
        _ = folder.write(second.text(google), to: "m/config.json")
        let verify = Tool.bertconv(["verify", model, "--headers-only"])
        let convert = Tool.bertconv(["convert", model, folder.file("out")])
        switch second {
        case .same, .whole, .otherwiseWritten:
            #expect(!verify.output.contains("BC701"), "\(verify.output)")
            #expect(verify.output.contains(second == .same ? "(guessed from its heads" : "(from config.json)"))
            #expect(convert.status == 0, "\(convert.errors)")
            let result = Tool.bertconv(["verify", folder.file("out"), "--headers-only"])
            #expect(result.status == 0, "\(result.output)")
        case .otherHeads, .broken:
            #expect(verify.output.contains("BC701"), "\(verify.output)")
            #expect(verify.output.contains(second == .broken ? "config.json" : "bert_config.json"), "\(verify.output)")
            #expect(convert.status == 2, "\(convert.errors)")
            #expect(Tool.run(["ls", folder.file("out")]).status != 0)
        }
    }
}
