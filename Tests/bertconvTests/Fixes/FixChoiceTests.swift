import TestSupport
import Testing

/// Guards that of two models in a file none is taken without a word, and that each can be had by a command as it is
/// printed.
@Suite("Several models in one file")
struct FixChoiceTests {
    /// A second model with other numbers.
    private static func other(_ model: TinyBert) -> [StoredTensor] {
        var other = model
        other.add("more", [3])
        for tensor in model.tensors { other.add("x." + tensor.name, tensor.shape) }
        return other.tensors.filter { $0.name.hasPrefix("x.") }.map { tensor in
            var tensor = tensor
            tensor.name = String(tensor.name.dropFirst(2))
            return tensor
        }
    }

    private static let pairs = [
        ["model", "ema"], ["state_dict", "state_dict_ema"], ["ema", "module"], ["net", "teacher"],
        ["student", "teacher"],
        ["model", "model_ema"], ["it's", "$b"],
    ]
    private static let starts = ["", "module.", "bert_model.", "net_"]

    @Test("Each model of a container comes out whole", .slow, arguments: pairs, starts)
    func containers(keys: [String], prefix: String) throws {
        for (className, name) in [("BertForSequenceClassification", "my model"), ("BertForMaskedLM", "-m")] {
            let user = TemporaryFolder()
            var model = TinyBert(className)
            let states = [model.tensors, Self.other(model)]
            model.rename { prefix + $0 }
            let parts = zip(keys, states).map { key, tensors in
                (
                    key: key,
                    tensors: tensors.map { tensor in
                        var tensor = tensor
                        tensor.name = prefix + tensor.name
                        return tensor
                    }
                )
            }
            _ = Tool.run(["mkdir", "--", user.file(name)])
            _ = user.write(model.configurationText, to: "\(name)/config.json")
            _ = user.write(ZipArchive.torch(parts: parts).bytes, to: "\(name)/pytorch_model.bin")
            try expectChoices(FixRun(folder: user.path), name, keys.map { $0 + "." + prefix }, states, user)
        }
    }

    @Test(
        "Each model behind a prefix comes out whole", arguments: [["ema.", "model."], ["a_b.", "c."], ["x.", "-y."]])
    func behindPrefixes(prefixes: [String]) throws {
        let user = TemporaryFolder()
        var model = TinyBert()
        let states = [model.tensors, Self.other(model)]
        model.tensors = zip(prefixes, states).flatMap { prefix, tensors in
            tensors.map { tensor in
                var tensor = tensor
                tensor.name = prefix + tensor.name
                return tensor
            }
        }
        _ = Tool.run(["mkdir", user.file("m")])
        _ = user.write(model.configurationText, to: "m/config.json")
        _ = user.write(SafetensorsBytes.file(model.tensors), to: "m/model.safetensors")
        try expectChoices(FixRun(folder: user.path), "m", prefixes, states, user)
    }

    private func expectChoices(
        _ run: FixRun, _ name: String, _ prefixes: [String], _ states: [[StoredTensor]], _ user: TemporaryFolder
    ) throws {
        let (status, reports) = try run.verify(["--", name])
        #expect(status == 1)
        let finding = try #require(reports.first?.findings.first { $0.rule == "BC112" }, "\(prefixes)")
        #expect(finding.choices.map(\.prefix).sorted() == prefixes.sorted())
        let text = run.bertconv(["verify", "--", name]).output.split(separator: "\n")
        for choice in finding.choices {
            #expect(text.contains(choice.command[...]))
            let made = run.shell(choice.command)
            #expect(made.status == 0, "\(choice.command): \(made.errors)")
            let after = try run.verify(["--", choice.output])
            #expect(after.status == 0, "\(choice.command): \(after.reports.first?.findings ?? [])")
            let index = try #require(prefixes.firstIndex(of: choice.prefix))
            let written = try #require(
                SafetensorsBytes.tensors(in: bytes(ofFile: user.file(choice.output + "/model.safetensors"))))
            let expected = states[index].sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            #expect((written.sorted { $0.name < $1.name } == expected.sorted { $0.name < $1.name }) as Bool)
        }
        #expect(Set(finding.choices.map(\.output)).count == prefixes.count)
        // Without a choice nothing is written.
        let convert = run.bertconv(["convert", "--to", "safetensors", "--", name, "out"])
        #expect([1, 2].contains(convert.status) && convert.errors.contains("BC112"), "\(convert.errors)")
    }

    @Test("An encoder and a head of their own in two entries are one model")
    func parts() throws {
        let user = TemporaryFolder()
        let model = TinyBert()
        let head = model.tensors.filter { $0.name.hasPrefix("classifier") }
        let rest = model.tensors.filter { !$0.name.hasPrefix("classifier") }
        _ = Tool.run(["mkdir", user.file("m")])
        _ = user.write(model.configurationText, to: "m/config.json")
        _ = user.write(
            ZipArchive.torch(parts: [("encoder", rest), ("head", head)]).bytes, to: "m/pytorch_model.bin")
        let run = FixRun(folder: user.path)
        let report = try #require(try run.verify(["m"]).reports.first)
        #expect(report.findings.filter { $0.rule == "BC112" }.isEmpty)
        let command = try #require(report.commands.first)
        #expect(command.command.contains("--strip-prefix encoder. --strip-prefix head."), "\(command)")
        #expect(run.shell(command.command).status == 0)
        #expect(try run.verify([command.output]).status == 0)
    }
}
