import TestSupport
import Testing

/// Guards prefixes that do not end at a dot, and parts of a model that have each their own.
@Suite("Prefixes that a conversion strips")
struct FixPrefixTests {
    private static func proof(_ model: TinyBert, _ title: String) throws -> FixProof.Outcome {
        let folder = TemporaryFolder()
        _ = model.write(to: folder)
        return try FixProof(copying: folder.path, as: "m").outcome(title)
    }

    private static let classes = ["BertModel", "BertForMaskedLM", "BertForSequenceClassification"]

    @Test(
        "A prefix without a dot is cut where it ends", .slow,
        arguments: ["student_", "net", "a.b_", "module.my_", "-x", "it's_", "my-"])
    func unseparated(prefix: String) throws {
        for className in Self.classes {
            var model = TinyBert(className)
            let reference = SafetensorsBytes.tensors(in: model.savedFile)
            model.rename { prefix + $0 }
            let outcome = try Self.proof(model, "\(prefix) \(className)")
            #expect(outcome.isWhole, "\(prefix) \(className)")
            #expect((outcome.written.first == reference) as Bool, "\(prefix) \(className)")
        }
    }

    @Test(
        "A head behind another prefix than the encoder is found", .slow,
        arguments: [
            ("student.", "head."), ("encoder.", "module."), ("a.b.", "model."), ("", "head."), ("net.", ""),
        ])
    func several(encoder: String, head: String) throws {
        var model = TinyBert()
        let reference = SafetensorsBytes.tensors(in: model.savedFile)
        model.rename { ($0.hasPrefix("classifier") ? head : encoder) + $0 }
        let title = "\(encoder) \(head)"
        let outcome = try Self.proof(model, title)
        let words = outcome.before.findings.map { "\($0.rule) \($0.subject) \($0.help)" }
        #expect(outcome.isWhole, "\(title) \(words)")
        #expect((outcome.written.first == reference) as Bool, "\(title)")
    }

    @Test("A head that is in no file is said to be left out where the command allows that")
    func missing() throws {
        var model = TinyBert()
        model.remove("classifier.weight", "classifier.bias")
        model.rename { "student." + $0 }
        let outcome = try Self.proof(model, "no head")
        let finding = try #require(outcome.before.findings.first { $0.rule == "BC105" })
        #expect(finding.command?.contains("--allow-incomplete") == true)
        #expect(finding.help.contains("lacks 'classifier.weight' and 1 more"), "\(finding.help)")
    }

    @Test("No command is offered whose output would lack most of the model")
    func mostMissing() {
        let folder = TemporaryFolder()
        var model = TinyBert()
        model.tensors = Array(model.tensors.prefix(8))
        model.rename { "student." + $0 }
        _ = model.write(to: folder)
        let run = Tool.bertconv(["verify", folder.path, "--headers-only"])
        #expect(run.status == 1 && run.output.contains("BC105") && !run.output.contains("bertconv convert"))
    }

    @Test("A folder with the name of weights is not copied into their place")
    func folderInTheWay() throws {
        for name in ["model.safetensors", "pytorch_model.bin.index.json", "old.safetensors"] {
            let folder = TemporaryFolder()
            var model = TinyBert()
            model.rename { "student." + $0 }
            _ = folder.write(model.configurationText, to: "config.json")
            _ = folder.write(ZipArchive.torch(model.tensors).bytes, to: "pytorch_model.bin")
            _ = Tool.run(["mkdir", folder.file(name)])
            _ = folder.write("x", to: name + "/notes.txt")
            let outcome = try FixProof(copying: folder.path, as: "m").outcome(name)
            #expect(outcome.isWhole, "\(name)")
        }
    }
}
