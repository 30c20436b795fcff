import ByteIO
import Formats
import ModelSchema
import TestSupport
import Testing
import Verification

/// Guards that a file which is named in place of its folder is judged with everything that belongs to it.
@Suite("A file that is named is judged with its folder, but for other weights")
struct NamedFileTests {
    /// Rules about weights that the library does not open, which a named file leaves out.
    private static let aboutOthers = ["BC302", "BC308"]

    private static func lines(_ verified: Verified) -> [String] {
        verified.result.findings.filter { !aboutOthers.contains($0.rule.number) }
            .map { "\($0.rule.number) \($0.severity) \($0.subject)" } + verified.uncheckedCodes
    }

    private static let sentences: [String] = {
        let names = (try? Folder.names(in: Fixtures.path("sentence"))) ?? []
        return ["sound-older/0_Transformer"]
            + names.filter {
                PathKind(of: Fixtures.path("sentence/\($0)/model.safetensors")) == .file && $0 != "encoder-twice"
            }
    }()

    @Test("Modules of sentence-transformers are judged for the encoder's file as for the folder", arguments: sentences)
    func modules(name: String) throws {
        let folder = Fixtures.path("sentence/\(name)")
        let whole = try Verified(folder, .values)
        let file = try Verified(folder + "/model.safetensors", .values)
        #expect(Self.lines(file) == Self.lines(whole))
        #expect(file.result.examination?.tree.modelClass.name == whole.result.examination?.tree.modelClass.name)
    }

    /// A folder of a format, and the names that mean its weights.
    private static let formats: [(folder: String, names: [String])] = [
        ("damage/healthy-BertModel", ["model.safetensors"]),
        ("damage/healthy-archive-BertModel", ["pytorch_model.bin"]),
        ("damage/healthy-sharded", ["model.safetensors.index.json"]),
        ("damage/healthy-archive-sharded", ["pytorch_model.bin.index.json"]),
        ("damage/h5-healthy", ["tf_model.h5"]),
        ("tensorflow-2.18.1/bert_model", ["bert_model.ckpt", "bert_model.ckpt.index"]),
    ]

    @Test("That holds in every format, for the file, its index and its prefix", arguments: formats)
    func everyFormat(source: String, names: [String]) throws {
        let modules = Fixtures.path("sentence/dense-not-finite")
        let folder = TemporaryFolder()
        let model = folder.file("model")
        #expect(Tool.run(["cp", "-r", Fixtures.path(source), model]).status == 0)
        #expect(Tool.run(["cp", "-r", modules + "/modules.json", modules + "/2_Dense", model]).status == 0)
        #expect(Tool.run(["cp", "-r", modules + "/1_Pooling", model]).status == 0)
        let whole = Self.lines(try Verified(model, .values))
        #expect(whole.contains("BC401 error 2_Dense/linear.weight"))
        for name in names {
            #expect(Self.lines(try Verified(model + "/" + name, .values)) == whole, "\(name)")
        }
    }

    @Test("Code, adapters and pickles in the folder are reported for a file too; a file alone has no folder")
    func companions() throws {
        let folder = TemporaryFolder()
        let model = folder.file("model")
        #expect(Tool.run(["cp", "-r", Fixtures.path("damage/healthy-BertModel"), model]).status == 0)
        _ = folder.write("import os", to: "model/modeling_own.py")
        _ = folder.write("{}", to: "model/adapter_config.json")
        let pickle: [UInt8] = [0x80, 2, 0x7D, 0x2E]
        _ = folder.write(pickle, to: "model/scaler.pkl")
        let whole = Self.lines(try Verified(model))
        #expect(
            whole == [
                "BC307 warning adapter_config.json", "BC604 warning modeling_own.py", "BC605 note scaler.pkl",
            ])
        #expect(Self.lines(try Verified(model + "/model.safetensors")) == whole)
        #expect(Tool.run(["rm", model + "/config.json"]).status == 0)
        #expect(Self.lines(try Verified(model + "/model.safetensors", as: "BertModel")).isEmpty)
    }

    @Test("Other weights in the folder are not looked at, and a note has the command that does it")
    func otherWeights() throws {
        let folder = TemporaryFolder()
        let model = folder.file("a model")
        #expect(Tool.run(["cp", "-r", Fixtures.path("damage/equal-weight-files"), model]).status == 0)
        let notes = [
            ("model.safetensors", "it also has 'pytorch_model.bin'"),
            ("pytorch_model.bin", "transformers 5.23 to 5.24 loads 'model.safetensors' from it"),
        ]
        for (name, words) in notes {
            let note = try #require(Verified(model + "/" + name).result.notes.last)
            #expect(note.hasPrefix("only '\(name)' of the folder was verified: \(words)"), "\(note)")
            let command = try #require(note.split(separator: ": ").last.map(String.init))
            #expect(command == "bertconv verify '\(model)'")
            let path = Tool.path("bertconv").dropLast("bertconv".count)
            let run = Tool.run(["/bin/sh", "-c", command], environment: ["PATH='\(path)':$PATH"])
            #expect(run.status == 0 && run.output.contains("note[BC302]"), "\(run.output)\(run.errors)")
        }
        #expect(try Verified(model).result.notes.isEmpty)
    }

    @Test("Which files are left out, and what of them the library would load, depends on the folder")
    func reasons() throws {
        let cases: [(folder: String, file: String, note: String?)] = [
            ("damage/healthy-BertModel", "model.safetensors", nil),
            ("damage/healthy-sharded", "model.safetensors.index.json", nil),
            (
                "damage/healthy-sharded", "model-00001-of-00003.safetensors",
                "loads 'model.safetensors.index.json' from it"
            ),
            (
                "sentence/encoder-twice", "model.safetensors",
                "as a whole it cannot be verified yet (modules.json: "
            ),
            ("damage/h5-healthy", "tf_model.h5", nil),
            ("tensorflow-2.18.1/bert_model", "bert_model.ckpt", nil),
            ("tensorflow-2.18.1/google-fresh", "bert_model.ckpt.index", nil),
        ]
        for (folder, file, note) in cases {
            let notes = try Verified(Fixtures.path("\(folder)/\(file)")).result.notes
            let about = notes.filter { $0.hasPrefix("only '") }
            #expect(about.count == (note == nil ? 0 : 1), "\(file): \(notes)")
            if let note { #expect(about.first?.contains(note) ?? false, "\(about)") }
        }
    }

    @Test("The report of a named file lists the weights that were skipped")
    func skipped() throws {
        let file = Fixtures.path("damage/equal-weight-files/pytorch_model.bin")
        let run = Tool.bertconv(["verify", file, "--headers-only", "--format", "json"])
        #expect(run.output.contains("equal-weight-files/model.safetensors"))
        #expect(run.output.contains("weights beside the file that was named"))
        #expect(run.output.contains("only 'pytorch_model.bin' of the folder was verified"))
    }
}
