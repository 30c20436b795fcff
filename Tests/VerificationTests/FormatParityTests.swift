import JSONText
import ModelSchema
import TestSupport
import Testing
import Verification

/// Guards that the same weights get the same verdict whoever named and stored them: with the names of PyTorch,
/// as a checkpoint of TensorFlow, and as the folder that the checkpoint is converted to.
@Suite("One verdict for one model, in every format")
struct FormatParityTests {
    /// A model with more in its file than its class has.
    struct Case: Sendable, CustomTestStringConvertible {
        let className: String
        /// Names of PyTorch, with shapes.
        let more: [String: [Int]]
        let verdict: [String]
        /// Names of TensorFlow, where its programs have others than those of PyTorch between slashes.
        var renamed: [String: String] = [:]
        var testDescription: String { "\(className) and \(more.keys.sorted())" }
    }

    static let cases = [
        Case(className: "BertModel", more: ["crf.transitions": [2, 2]], verdict: ["BC113 warning"]),
        Case(className: "BertForTokenClassification", more: ["crf.transitions": [2, 2]], verdict: ["BC113 warning"]),
        Case(
            className: "BertForTokenClassification",
            more: ["crf_loss.transitions": [2, 2], "lstm.weight_hh_l0": [8, 2]],
            verdict: ["BC113 error"], renamed: ["lstm/weight_hh_l0": "lstm/fw/kernel"]),
        Case(
            className: "BertForSequenceClassification",
            more: ["project.hidden.weight": [4, 8], "project.hidden.bias": [4]],
            verdict: ["BC113 error"]),
        Case(
            className: "BertForSequenceClassification", more: ["project.weight": [4, 8]], verdict: ["BC113 error"],
            renamed: ["project/kernel": "project/W"]),
        Case(className: "BertForSequenceClassification", more: ["domain.weight": [3, 4]], verdict: ["BC113 warning"]),
        Case(className: "BertModel", more: ["bert.seg_encoder.dense.weight": [4, 6]], verdict: ["BC113 warning"]),
        Case(
            className: "BertForSequenceClassification", more: ["bert.encoder.layer.0.adapter.down.weight": [3, 4]],
            verdict: ["BC102 warning"]),
        Case(className: "BertForSequenceClassification", more: ["logit_scale": [1]], verdict: ["BC102 warning"]),
        Case(className: "BertForSequenceClassification", more: ["cls.own.weight": [4, 4]], verdict: ["BC102 warning"]),
    ]

    private static func verdict(_ path: String, as className: String) throws -> [String] {
        try Verified(path, as: className).findings.filter { $0.rule != .noCurrentLoader }
            .map { "\($0.rule.number) \($0.severity)" }.sorted()
    }

    @Test("Modules around the model, and tensors within it that it does not know", arguments: cases)
    func modules(model: Case) throws {
        var tiny = TinyBert(model.className)
        for (name, shape) in model.more.sorted(by: { $0.key < $1.key }) { tiny.add(name, shape) }
        let (torch, google, converted) = (TemporaryFolder(), TemporaryFolder(), TemporaryFolder())
        _ = tiny.write(to: torch)
        _ = tiny.writeBundle(to: google) { [model.renamed[$0] ?? $0] }
        tiny.writeGoogleConfiguration(to: google)
        let out = converted.file("out")
        let run = Tool.bertconv(["convert", google.path, out, "--as", model.className])
        #expect(run.status == 0, "\(run.errors)")
        for path in [torch.path, google.path, out] {
            #expect(try Self.verdict(path, as: model.className) == model.verdict, "\(path)")
        }
    }

    @Test("A second model is one finding, and a conversion of it too")
    func second() throws {
        let (google, converted) = (TemporaryFolder(), TemporaryFolder())
        var tiny = TinyBert("BertForPreTraining")
        for tensor in TinyBert("BertModel").tensors { tiny.add("teacher.bert." + tensor.name, tensor.shape) }
        _ = tiny.writeBundle(to: google)
        tiny.writeGoogleConfiguration(to: google)
        let out = converted.file("out")
        #expect(Tool.bertconv(["convert", google.path, out]).status == 0)
        for path in [google.path, out] {
            let found = try Verified(path).findings.filter { $0.rule != .noCurrentLoader }
            #expect(found.map { "\($0.rule.number) \($0.subject)" } == ["BC102 teacher/"], "\(path)")
        }
    }

    @Test(
        "A prefix is one error that names it, and nothing else, with a configuration and without one",
        arguments: ["my_model/", "a/b/", "module/x/"], [true, false])
    func prefix(prefix: String, isConfigured: Bool) throws {
        for className in ["BertModel", "BertForPreTraining", "BertForSequenceClassification"] {
            let folder = TemporaryFolder()
            let tiny = TinyBert(className)
            let path = tiny.writeBundle(to: folder) { [prefix + $0] }
            if isConfigured { tiny.writeGoogleConfiguration(to: folder) }
            let verified = try Verified(isConfigured ? folder.path : path)
            #expect(
                verified.lines == ["BC105 error \(prefix)", "BC303 error bert_model.ckpt.index"], "\(className)")
            #expect(try verified.finding(of: .foreignPrefix).evidence["tensors"]?.integer == tiny.tensors.count)
        }
    }

    @Test("Two models behind prefixes are one error that names both", arguments: [["a/", "b/"], ["net/one/", "x/"]])
    func several(prefixes: [String]) throws {
        let folder = TemporaryFolder()
        var tiny = TinyBert("BertModel")
        let one = tiny.tensors
        tiny.tensors = []
        for prefix in prefixes {
            for tensor in one { tiny.add(prefix.replacing("/", with: ".") + "bert." + tensor.name, tensor.shape) }
        }
        _ = tiny.writeBundle(to: folder)
        tiny.writeGoogleConfiguration(to: folder)
        #expect(
            try Verified(folder.path).lines
                == ["BC112 error \(prefixes.joined(separator: ", "))", "BC303 error bert_model.ckpt.index"])
    }

    @Test("Averages without the weights are one error that says what they are; beside the weights they are left out")
    func averages() throws {
        let ending = "/ExponentialMovingAverage"
        let (alone, beside) = (TemporaryFolder(), TemporaryFolder())
        let tiny = TinyBert("BertForPreTraining")
        for folder in [alone, beside] { tiny.writeGoogleConfiguration(to: folder) }
        _ = tiny.writeBundle(to: alone) { [$0 + ending] }
        let verified = try Verified(alone.path)
        #expect(verified.lines == ["BC105 error \(ending)", "BC303 error bert_model.ckpt.index"])
        #expect(try verified.finding(of: .foreignPrefix).message.contains("averages of the weights over the training"))
        // Google's own code does not find them either.
        let own = Tool.bertconv(["verify", alone.path, "--loader", "tensorflow-checkpoint", "--headers-only"])
        #expect(own.status == 1 && own.output.contains("BC105"), "\(own.output)")
        _ = tiny.writeBundle(to: beside) { [$0, $0 + ending] }
        #expect(try Verified(beside.path).lines == ["BC303 error bert_model.ckpt.index"])
    }
}
