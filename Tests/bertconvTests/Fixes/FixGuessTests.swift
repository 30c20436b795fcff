import TestSupport
import Testing

/// Guards that no command is offered, and that `--fix` writes nothing, while what changes the outputs would be guessed.
@Suite("What a conversion would guess is not offered as a cure")
struct FixGuessTests {
    /// A model with a size that 64 divides, so that the number of heads can be guessed.
    private static func wide(_ className: String) -> TinyBert {
        var model = TinyBert(className)
        let (shapes, names) = (model.tensors.map(\.shape), model.names)
        model.tensors = []
        for (name, shape) in zip(names, shapes) {
            model.add(name, shape.map { $0 == TinyBert.hidden ? 64 : $0 })
        }
        model.configuration["hidden_size"] = "64"
        model.configuration["num_attention_heads"] = "4"
        return model
    }

    /// A folder with the checkpoint in `model`.
    private static func user(
        _ model: TinyBert, isConfigured: Bool, named: (String) -> [String] = { [$0] }
    ) -> TemporaryFolder {
        let user = TemporaryFolder()
        _ = Tool.run(["mkdir", user.file("model")])
        _ = model.writeBundle(to: user, as: "model/bert_model.ckpt", named: named)
        if isConfigured { model.writeGoogleConfiguration(to: user, as: "model/bert_config.json") }
        return user
    }

    /// What is found and nothing accepts.
    private static func errors(_ report: FixRun.Report?) -> [FixRun.Report.Finding] {
        (report?.findings ?? []).filter { $0.severity == "error" }
    }

    @Test(
        "Fields that no tensor tells: what to do is told, nothing is written, and with the configuration it is cured",
        arguments: ["", "my_model/"])
    func fields(prefix: String) throws {
        let model = Self.wide("BertForPreTraining")
        let user = Self.user(model, isConfigured: false) { [prefix + $0] }
        let run = FixRun(folder: user.path)
        let (status, reports) = try run.verify(["model", "--headers-only"])
        let errors = Self.errors(reports.first)
        #expect(status == 1 && errors.allSatisfy { $0.command == nil })
        let help = errors.first { $0.rule == "BC303" }?.help ?? ""
        #expect(help.hasPrefix("first add the config.json or bert_config.json"), "\(help)")
        #expect(help.contains("num_attention_heads 1 (hidden_size / 64), hidden_act gelu"), "\(help)")
        let refused = run.bertconv(["verify", "model", "--headers-only", "--fix", "fixed"])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("nothing was written to fixed: first add the config.json"), "\(refused.errors)")
        #expect(user.names == ["model"])

        model.writeGoogleConfiguration(to: user, as: "model/bert_config.json")
        let fixed = run.bertconv(["verify", "model", "--headers-only", "--fix", "fixed"])
        #expect(fixed.status == 0, "\(fixed.output) \(fixed.errors)")
        let configuration = String(decoding: bytes(ofFile: user.file("fixed/config.json")), as: UTF8.self)
        #expect(configuration.contains("\"num_attention_heads\": 4"), "\(configuration)")
    }

    @Test(
        "An activation that no tensor tells, in every format that tells the heads",
        arguments: ["tensorflow-2.18.1/garden-encoder", "keras-hub-0.32.0/preset"])
    func activation(source: String) throws {
        let user = TemporaryFolder()
        _ = Tool.run(["cp", "-r", Fixtures.path(source), user.file("model")])
        _ = Tool.run(["rm", "-f", user.file("model/bert_config.json")])
        let run = FixRun(folder: user.path)
        let (status, reports) = try run.verify(["model", "--headers-only"])
        #expect(status == 1 && reports.first?.commands.isEmpty == true)
        #expect(Self.errors(reports.first).contains { $0.help.contains("would assume (hidden_act gelu") })
        #expect(run.bertconv(["verify", "model", "--headers-only", "--fix", "fixed"]).status == 1)
        #expect(user.names == ["model"])
    }

    @Test("A head of several classes: no command has one of them before the user names it", arguments: ["", "a/"])
    func classes(prefix: String) throws {
        let user = Self.user(TinyBert("BertForSequenceClassification"), isConfigured: true) { [prefix + $0] }
        let run = FixRun(folder: user.path)
        let (status, reports) = try run.verify(["model", "--headers-only"])
        #expect(status == 1 && reports.first?.commands.isEmpty == true)
        let help = Self.errors(reports.first).first { $0.rule == "BC303" }?.help ?? ""
        let words = "first name the class with --as: BertForSequenceClassification or BertForTokenClassification; then"
        #expect(help.hasPrefix(words), "\(help)")
        for className in ["BertForSequenceClassification", "BertForTokenClassification"] {
            let (_, named) = try run.verify(["model", "--headers-only", "--as", className])
            let command = try #require(named.first?.commands.first)
            #expect(run.shell(command.command).status == 0)
            let text = String(decoding: bytes(ofFile: user.file(command.output + "/config.json")), as: UTF8.self)
            #expect(text.contains(className), "\(text)")
            #expect(run.bertconv(["verify", command.output, "--headers-only"]).status == 0)
        }
    }

    @Test("Two models of a checkpoint whose class is a guess have their commands once it is named")
    func severalOfUnknownClass() throws {
        let user = Self.user(TinyBert("BertForSequenceClassification"), isConfigured: true) { ["a/" + $0, "b/" + $0] }
        let run = FixRun(folder: user.path)
        let guessed = try run.verify(["model", "--headers-only"]).reports.first?.findings.first { $0.rule == "BC112" }
        #expect(guessed?.choices.isEmpty == true)
        #expect(guessed?.help.hasPrefix("first name the class with --as: ") == true, "\(guessed?.help ?? "")")
        let named = try run.verify(["model", "--headers-only", "--as", "BertForTokenClassification"]).reports.first
        #expect(named?.findings.flatMap(\.choices).count == 2)
    }

    @Test("Two models of a checkpoint, and averages alone, are cured by the commands that are printed")
    func printed() throws {
        let model = TinyBert("BertForPreTraining")
        let twins = Self.user(model, isConfigured: true) { ["a/" + $0, "b/" + $0] }
        let run = FixRun(folder: twins.path)
        let choices = try run.verify(["model", "--headers-only"]).reports.first?.findings.flatMap(\.choices) ?? []
        #expect(choices.map(\.prefix) == ["a/", "b/"])
        for choice in choices {
            #expect(run.shell(choice.command).status == 0)
            #expect(run.bertconv(["verify", choice.output, "--headers-only"]).status == 0)
        }
        let averages = Self.user(model, isConfigured: true) { [$0 + "/ExponentialMovingAverage"] }
        let fixed = FixRun(folder: averages.path).bertconv(["verify", "model", "--headers-only", "--fix", "fixed"])
        #expect(fixed.status == 0, "\(fixed.output) \(fixed.errors)")
        let written = SafetensorsBytes.tensors(in: bytes(ofFile: averages.file("fixed/model.safetensors")))
        #expect(written == SafetensorsBytes.tensors(in: model.savedFile))
    }
}
