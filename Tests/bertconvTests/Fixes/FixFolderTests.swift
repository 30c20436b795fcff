import TestSupport
import Testing

/// Guards `verify --fix`: it writes one new folder, or nothing.
@Suite("verify --fix")
struct FixFolderTests {
    /// A classifier of a class of its own behind `student.`, with a vocabulary beside it.
    private static func user(change: (inout TinyBert) -> Void = { _ in }) -> TemporaryFolder {
        let user = TemporaryFolder()
        var model = TinyBert()
        model.rename { "student." + $0 }
        model.configuration["architectures"] = "[\"MyOwnBert\"]"
        change(&model)
        _ = Tool.run(["mkdir", user.file("model")])
        _ = user.write(model.configurationText, to: "model/config.json")
        _ = user.write("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n", to: "model/vocab.txt")
        _ = user.write("a", to: "model/notes.txt")
        _ = user.write(SafetensorsBytes.file(model.tensors), to: "model/model.safetensors")
        return user
    }

    private static let written = ["config.json", "model.safetensors", "notes.txt", "vocab.txt"]

    private static func names(_ user: TemporaryFolder, in folder: String) -> [String] {
        user.tree.keys.filter { $0.hasPrefix(folder + "/") && $0 != folder + "/" }
            .map { String($0.dropFirst(folder.count + 1)) }.sorted()
    }

    @Test("The new folder has the weights, a corrected config.json and what lies beside, and both verdicts are printed")
    func folder() throws {
        let user = Self.user()
        let before = user.tree
        let run = FixRun(folder: user.path).bertconv(["verify", "model", "--fix", "fixed"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.hasPrefix("FAIL model: "))
        #expect(run.output.contains("\nPASS fixed: "))
        // The command is offered to those who have not just had it run.
        #expect(!run.output.contains("this cures"))
        #expect(FixRun(folder: user.path).bertconv(["verify", "model"]).output.contains("this cures"))
        #expect(Self.names(user, in: "fixed") == Self.written)
        let configuration = String(decoding: bytes(ofFile: user.file("fixed/config.json")), as: UTF8.self)
        #expect(configuration.contains("BertForSequenceClassification"))
        #expect(user.tree.filter { before[$0.key] != nil } == before)
        let weights = SafetensorsBytes.tensors(in: bytes(ofFile: user.file("fixed/model.safetensors")))
        #expect((weights == SafetensorsBytes.tensors(in: TinyBert().savedFile)) as Bool)
    }

    @Test("A file by itself takes config.json and tokenizer along, and nothing else of its folder")
    func file() {
        let user = Self.user()
        let run = FixRun(folder: user.path).bertconv(["verify", "model/model.safetensors", "--fix", "fixed"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(Self.names(user, in: "fixed") == ["config.json", "model.safetensors", "vocab.txt"])
    }

    @Test("It ends as the verification of the new folder does")
    func status() throws {
        let user = Self.user { $0.remove("student.bert.pooler.dense.bias") }
        let (status, reports) = try FixRun(folder: user.path).verify(["model", "--fix", "fixed"])
        #expect(status == 1)
        #expect(reports.map(\.path) == ["model", "fixed"])
        #expect(reports.last?.findings.filter { $0.severity == "error" }.map(\.rule) == ["BC101"])
        #expect(Self.names(user, in: "fixed") == Self.written)
    }

    @Test("What no conversion cures is reported as without --fix, and nothing is written")
    func incurable() throws {
        let user = Self.user { $0.configuration["vocab_size"] = "7" }
        let before = user.tree
        let (status, reports) = try FixRun(folder: user.path).verify(["model", "--fix", "fixed"])
        #expect(status == 1)
        #expect(reports.count == 1)
        #expect(reports.first?.commands.isEmpty == true)
        #expect(user.tree == before)
        let run = FixRun(folder: user.path).bertconv(["verify", "model", "--fix", "fixed"])
        #expect(run.errors.contains("nothing was written to fixed"))
    }

    @Test(
        "A folder that exists, is a link or lies in the model is refused",
        arguments: ["model", "model/fixed", "empty", "link", "model/../model/fixed", "nowhere/fixed"])
    func places(place: String) {
        let user = Self.user()
        _ = Tool.run(["mkdir", user.file("empty")])
        _ = Tool.run(["ln", "-s", "nothing", user.file("link")])
        let before = user.tree
        let run = FixRun(folder: user.path).bertconv(["verify", "model", "--fix", place])
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: "))
        #expect(user.tree == before)
    }

    @Test("It is for one model, and goes with nothing else that is written about one")
    func usage() {
        let user = Self.user()
        for arguments in [
            ["model", "model"], ["-r", "."], ["model", "--print-policy"], ["model", "--write-baseline", "b.json"],
            ["model", "--report", "json=fixed"],
        ] {
            let run = FixRun(folder: user.path).bertconv(["verify", "--fix", "fixed"] + arguments)
            #expect(run.status == 64, "\(arguments)")
        }
        #expect(user.names == ["model"])
    }

    @Test("A conversion that is stopped leaves nothing of the folder")
    func stopped() {
        let user = Self.user()
        let line = "ulimit -f 0; trap '' XFSZ; exec bertconv verify model --fix fixed"
        let run = FixRun(folder: user.path).shell(line)
        #expect(run.status == 2, "\(run.errors)")
        #expect(user.names == ["model"])
    }

    @Test("The name of a command's output is free, and outside of the model, wherever the user is", .slow)
    func names() throws {
        let user = Self.user()
        func output(_ place: String, from folder: String = "") throws -> String? {
            try FixRun(folder: user.path + folder).verify([place]).reports.first?.commands.first?.output
        }
        #expect(try output("model") == "model-fixed")
        #expect(try output("model/") == "model-fixed")
        #expect(try output("./model") == "model-fixed")
        #expect(try output(user.file("model")) == user.file("model-fixed"))
        #expect(try output(".", from: "/model") == "../model-fixed")
        #expect(try output("model.safetensors", from: "/model") == "../model-fixed")
        #expect(try output("../model", from: "/model") == "../model-fixed")
        _ = Tool.run(["ln", "-s", "nothing", user.file("model-fixed")])
        #expect(try output("model") == "model-fixed-2")
        _ = Tool.run(["rm", user.file("model/config.json")])
        #expect(try output("model/model.safetensors") == "model/model-fixed.safetensors")
    }

    @Test("A folder that is given as its own output is refused as the input, whatever --force says")
    func ownOutput() {
        let user = Self.user()
        let before = user.tree
        for force in [[], ["--force"]] {
            let run = FixRun(folder: user.path).bertconv(
                ["convert", "model", "./model/", "--to", "safetensors"] + force)
            #expect(run.status == 2)
            #expect(run.errors.contains("is the input itself") && !run.errors.contains("remove it"), "\(run.errors)")
        }
        #expect(user.tree == before)
    }
}
