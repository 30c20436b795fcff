import JSONText
import TestSupport
import Testing

/// A folder with models, in which `verify` runs as in a team's repository.
struct PolicyRun {
    let folder = TemporaryFolder()

    init() {
        // So that no bertconv.yaml above the folder of the tests is found.
        _ = Tool.run(["mkdir", folder.file(".git")])
    }

    /// Writes a model folder.
    func write(_ model: TinyBert, to path: String) {
        _ = Tool.run(["mkdir", "-p", folder.file(path)])
        _ = folder.write(model.configurationText, to: path + "/config.json")
        _ = folder.write(SafetensorsBytes.file(model.tensors), to: path + "/model.safetensors")
    }

    /// Runs bertconv in the folder.
    func callAsFunction(_ arguments: String...) -> Tool.Run { run(arguments) }

    func run(_ arguments: [String]) -> Tool.Run {
        Tool.run(["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path, Tool.path("bertconv")] + arguments)
    }

    /// Prints a policy with reasons to a file, and gives the file's name.
    func printPolicy(_ arguments: [String], to name: String = "policy.yaml") -> String {
        let printed = run(["verify", "--print-policy"] + arguments)
        _ = folder.write(printed.output.replacing("TODO: say why", with: "for this test"), to: name)
        return name
    }

    /// The subjects of findings of a rule that nobody accepted, in a report in JSON.
    static func counting(_ run: Tool.Run, _ rule: String) throws -> [String] {
        let report = try JSONParser.parse(Array(run.output.utf8)).object
        let reports = (report?["reports"]?.array ?? []).compactMap(\.object)
        let findings = reports.flatMap { $0["findings"]?.array ?? [] }.compactMap(\.object)
        return findings.filter { $0["rule"]?.string == rule && $0["accepted"] == nil }
            .compactMap { $0["subject"]?.string }
    }
}

/// A damage to a model that every format can hold.
struct PolicyDamage: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let className: String
    let damage: @Sendable (inout TinyBert) -> Void
    /// Options of `convert` without which it would stop.
    var options: [String] = []

    var model: TinyBert {
        var model = TinyBert(className, layers: 2)
        damage(&model)
        return model
    }

    private static func fill(_ name: String, in model: inout TinyBert, with bytes: [UInt8]) {
        for index in model.tensors.indices where model.tensors[index].name == name {
            let count = model.tensors[index].bytes.count / 4
            model.tensors[index].bytes = (0..<count).flatMap { _ in bytes }
        }
    }

    static let all = [
        PolicyDamage(
            testDescription: "a head is missing", className: "BertForSequenceClassification",
            damage: { $0.remove("classifier.weight", "classifier.bias") }, options: ["--allow-incomplete"]),
        PolicyDamage(
            testDescription: "parts of layers are missing", className: "BertForTokenClassification",
            damage: { model in
                for layer in 0...1 { model.remove("bert.encoder.layer.\(layer).output.dense.bias") }
            }, options: ["--allow-incomplete"]),
        PolicyDamage(
            testDescription: "NaN in kernels of all layers", className: "BertForSequenceClassification",
            damage: { model in
                for layer in 0...1 {
                    fill("bert.encoder.layer.\(layer).output.dense.weight", in: &model, with: [0, 0, 0xC0, 0x7F])
                }
            }),
        PolicyDamage(
            testDescription: "NaN in embeddings, of which Keras stores two copies", className: "BertForMaskedLM",
            damage: { fill("bert.embeddings.word_embeddings.weight", in: &$0, with: [0, 0, 0xC0, 0x7F]) }),
        PolicyDamage(
            testDescription: "a matrix is all zeros, in the bare class", className: "BertModel",
            damage: { fill("pooler.dense.weight", in: &$0, with: [0, 0, 0, 0]) }),
        PolicyDamage(
            testDescription: "a head has one value everywhere", className: "BertForQuestionAnswering",
            damage: { fill("qa_outputs.weight", in: &$0, with: [0, 0, 0x80, 0x3F]) }),
    ]
}
