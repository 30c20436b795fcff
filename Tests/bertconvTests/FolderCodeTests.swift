import TestSupport
import Testing

/// Guards `--keep-code`: a converted folder loads without code of the model's own.
@Suite("Code in a model's folder")
struct FolderCodeTests {
    private static let model = Fixtures.path("transformers-4.44.2/BertForMaskedLM")

    /// A model folder with code, pickles, and configurations that name code.
    private static func source(in folder: TemporaryFolder) -> String {
        let path = folder.file("model")
        _ = Tool.run(["mkdir", "-p", path + "/custom_generate", path + "/deep"])
        _ = Tool.run(["cp", model + "/tf_model.h5", path])
        let text = String(decoding: bytes(ofFile: model + "/config.json"), as: UTF8.self)
        let start = text.firstIndex(of: "{").map { text[text.index(after: $0)...] } ?? ""
        _ = folder.write(#"{"auto_map": {"AutoModel": "own.Own"},"# + start, to: "model/config.json")
        _ = folder.write(
            #"{"auto_map": {"AutoTokenizer": ["own.T", null]}, "do_lower_case": true}"#,
            to: "model/tokenizer_config.json")
        _ = folder.write("x = 1\n", to: "model/own.py")
        _ = folder.write("x = 1\n", to: "model/deep/more.py")
        _ = folder.write("x = 1\n", to: "model/custom_generate/generate.py")
        _ = folder.write("x", to: "model/tokenizer.pkl")
        _ = folder.write([0x80, 4, 0x95, 2, 0, 0, 0, 0, 0, 0, 0, 0x4E, 0x2E], to: "model/pickled.dat")
        _ = folder.write("[PAD]\n", to: "model/vocab.txt")
        return path
    }

    private static func files(of path: String) -> String {
        Tool.run(["sh", "-c", "cd '\(path)' && find . -type f | LC_ALL=C sort"]).output
    }

    private static func text(_ path: String) -> String { String(decoding: bytes(ofFile: path), as: UTF8.self) }

    @Test("Code, pickles and what names code stay behind, and each is said")
    func left() {
        let folder = TemporaryFolder()
        let run = Tool.bertconv([
            "convert", Self.source(in: folder), folder.file("out"), "--to", "safetensors",
        ])
        #expect(run.status == 0, "\(run.errors)")
        let out = folder.file("out")
        #expect(Self.files(of: out) == "./config.json\n./model.safetensors\n./tokenizer_config.json\n./vocab.txt\n")
        for name in ["config.json", "tokenizer_config.json"] {
            #expect(!Self.text("\(out)/\(name)").contains("auto_map"))
            #expect((run.output + run.errors).contains("\(name) of the output has no 'auto_map'"))
        }
        #expect(Self.text("\(out)/config.json").contains("\"model_type\""))
        #expect(Self.text("\(out)/tokenizer_config.json").contains("\"do_lower_case\""))
        for name in ["own.py", "deep/more.py", "custom_generate", "tokenizer.pkl", "pickled.dat"] {
            #expect(run.output.contains(name), "\(name)")
        }
        let verify = Tool.bertconv(["verify", "--headers-only", out])
        #expect(!(verify.output + verify.errors).contains("BC604"))
        #expect(!(verify.output + verify.errors).contains("BC605"))
    }

    @Test("With --keep-code all of it goes along, as it is")
    func kept() {
        let folder = TemporaryFolder()
        let source = Self.source(in: folder)
        let run = Tool.bertconv(["convert", source, folder.file("out"), "--to", "safetensors", "--keep-code"])
        #expect(run.status == 0, "\(run.errors)")
        let kept = ["./own.py", "./deep/more.py", "./custom_generate/generate.py", "./tokenizer.pkl", "./pickled.dat"]
        for name in kept { #expect(Self.files(of: folder.file("out")).contains(name), "\(name)") }
        for name in ["config.json", "tokenizer_config.json"] {
            #expect(bytes(ofFile: folder.file("out/\(name)")) == bytes(ofFile: "\(source)/\(name)"))
        }
        #expect(!run.output.contains("did not copy"))
    }

    @Test("A configuration that cannot be read may name code: it is refused, by its name, and nothing is written")
    func unreadable() {
        let folder = TemporaryFolder()
        let source = Self.source(in: folder)
        _ = folder.write(#"{"auto_map": {"a": "b.C"}, "auto_map": null}"#, to: "model/tokenizer_config.json")
        let run = Tool.bertconv(["convert", source, folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 2)
        #expect(run.errors.contains("tokenizer_config.json"))
        #expect(folder.names == ["model"])
    }
}
