import JSONText
import Testing

@testable import Reporting
@testable import Verification

@Suite("Sentences for people")
struct SentenceTests {
    @Test(
        "The headline says what the verdict means",
        arguments: zip(
            Sample.all.prefix(5),
            [
                "all 41 parameters present",
                "bert.encoder.layer.{10-11}.attention.self.query.weight, "
                    + "bert.encoder.layer.{0-1,3}.output.LayerNorm.weight and classifier.bias are missing (BC101), "
                    + "and 2 more errors; 193 of 201 parameters present",
                "pooler.dense.weight record 'torn/data/7': its bytes changed since they were written (BC602); "
                    + "not everything could be checked",
                "there is nothing to check",
                "199 of 201 parameters present",
            ]))
    func headline(report: VerifyReport, sentence: String) {
        #expect(report.headline == sentence)
    }

    @Test("Without a class there is no model to speak of")
    func noClass() {
        var summary = Sample.fail.summary
        summary.verdict = .fail
        #expect(VerifyReport("x", summary: summary).headline == "the weights are not those of a known model")
    }

    /// The names of the parameters of a small class.
    private static let names = ModelParts(
        names: (["bert.embeddings.word"] + (0..<2).flatMap { ["bert.layer.\($0).key", "bert.layer.\($0).value"] }
            + ["bert.pooler.dense", "classifier"]).flatMap { ["\($0).weight", "\($0).bias"] },
        prefix: "bert.")

    private static let failures: [(findings: [(rule: Rule, module: String)], reasons: String)] = [
        ([(.untrainedProven, "classifier")], "classifier was never trained (BC501)"),
        (
            [(.untrainedStrong, "bert.pooler.dense"), (.untrainedProven, "classifier")],
            "pooler and classifier were never trained (BC501, BC502)"
        ),
        (
            [(.layerCount, "layer.4"), (.untrainedProven, "classifier"), (.buffer, "x")],
            "x.weight is wrong (BC108), and 1 more error"
        ),
        (
            [(.untrainedProven, "classifier"), (.unsafePickle, "x")],
            "x.weight is not safe to load (BC601), and 1 more error"
        ),
        (
            ["bert.layer.0.key", "bert.layer.1.key", "bert.embeddings.word"].map { (.untrainedProven, $0) },
            "layer.{0-1}.key and embeddings were never trained (BC501)"
        ),
        (
            ["bert.layer.0.key", "bert.layer.1.key", "bert.layer.0.value", "bert.layer.1.value"]
                .map { (.untrainedProven, $0) }, "layer was never trained (BC501)"
        ),
    ]

    @Test("A model that is loaded whole and fails is described by its parts", arguments: failures)
    func reasons(findings: [(rule: Rule, module: String)], reasons: String) {
        var summary = Sample.pass.summary
        summary.verdict = .fail
        let judged = findings.map { finding in
            JudgedFinding(
                Finding(
                    finding.rule, subject: "x.weight", message: "is wrong", help: "x",
                    evidence: [("module", .string(finding.module))]))
        }
        var report = VerifyReport("x", className: "BertModel", summary: summary, findings: judged)
        report.parts = Self.names
        #expect(report.headline == "\(reasons); all 41 parameters present")
    }

    private static let holes: [(missing: [String], words: String)] = [
        (["classifier.weight", "classifier.bias"], "classifier is missing (BC101)"),
        (["classifier.bias"], "classifier.bias is missing (BC101)"),
        (
            ["classifier.weight", "classifier.bias", "bert.pooler.dense.weight", "bert.pooler.dense.bias"],
            "classifier and pooler are missing (BC101)"
        ),
        (["bert.layer.0.key.weight", "bert.layer.1.key.weight"], "layer.{0-1}.key.weight are missing (BC101)"),
        (
            ["bert.embeddings.word.bias", "bert.layer.0.key.bias", "bert.layer.0.value.bias", "classifier.bias"],
            "embeddings.word.bias, layer.0.key.bias and 2 others are missing (BC101)"
        ),
        (names.names, "all parameters are missing (BC101)"),
    ]

    @Test("What is missing is named by the largest parts that are missing whole", arguments: holes)
    func missing(missing: [String], words: String) {
        let findings = missing.map {
            JudgedFinding(Finding(.missingParameter, subject: $0, message: "is missing", help: "x"))
        }
        var report = VerifyReport("x", className: "BertModel", summary: Sample.fail.summary, findings: findings)
        report.parts = Self.names
        #expect(report.reason == words)
    }

    @Test("A command whose output lacks parameters is not said to cure")
    func incompleteFix() throws {
        let sentences = try [0, 2].map { count in
            let words = ["bertconv", "convert", "a", "b"]
            let fix = try #require(Fix(words: words, output: "b", missingCount: count))
            let finding = Finding(.foreignPrefix, subject: "x.", message: "is wrong", help: "x", conversion: "convert")
            let report = VerifyReport(
                "x", summary: Sample.fail.summary, findings: [JudgedFinding(finding.cured(by: fix, leaving: []))])
            return report.fixes.map(\.action)
        }
        #expect(
            sentences == [
                ["this cures BC105"], ["this writes what is there (BC105), and 2 parameters are still missing"],
            ])
    }

    @Test("Tensors are counted, not the names that they are shown as")
    func times() {
        let findings = ["a.0.w", "a.1.w", "b"].map {
            JudgedFinding(Finding(.shapeMismatch, subject: $0, message: "has another shape", help: "x"))
        }
        let report = VerifyReport("x", className: "BertModel", summary: Sample.fail.summary, findings: findings)
        #expect(report.reason?.hasSuffix("(BC103, 3 times)") == true, "\(report.reason ?? "")")
    }

    @Test("Where nothing is, that is all there is to say, and the word is another")
    func absent() {
        var report = VerifyReport("x", summary: Sample.partial.summary)
        report.absence = "no such file or folder"
        #expect((report.label, report.headline) == ("ERROR", "no such file or folder"))
        #expect(Sample.partial.label == "PARTIAL")
    }

    @Test("Findings of one rule with one help are one cause; each message is told once, with its subjects")
    func causes() {
        let findings = [("a", "is 1", "x"), ("b", "is 2", "x"), ("c", "is 1", "x"), ("d", "is 1", "y")].map {
            JudgedFinding(Finding(.nonFinite, subject: $0.0, message: $0.1, help: $0.2))
        }
        let groups = VerifyReport("x", summary: Sample.fail.summary, findings: findings).groups
        #expect(groups.map(\.helps) == [["x"], ["y"]])
        #expect(groups[0].statements.map(\.message) == ["is 1", "is 2"])
        #expect(groups[0].statements.map(\.subjects) == [["a", "c"], ["b"]])
    }

    @Test("The share is of values, and is not said where sizes are unknown")
    func share() {
        // The library stops at a tensor of another shape.
        #expect(
            Sample.fail.loadedShare
                == "108,300,288 of 109,483,778 values (98.9 %) are in the files in the right shape; transformers 5.23 "
                + "stops at the other shapes and loads nothing")
        #expect(Sample.fail.untrainedShare == nil)
        #expect(Sample.fail.neverTrainedShare == "590,592 (0.5 %) are loaded but were never trained")
        #expect(Sample.pass.neverTrainedShare == nil)
        #expect(Sample.pass.loadedShare == "loaded 6,013 of 6,013 values (100.0 %) by transformers 5.23")
        #expect(Sample.pass.untrainedShare == nil)
        #expect(Sample.partial.loadedShare == nil)
        #expect(Sample.partial.untrainedShare == nil)
    }

    @Test("What could not be checked for one reason is one line with all names; the verdict says why, without a code")
    func unchecked() throws {
        func unchecked(_ tensor: String, _ reason: String) -> VerifyReport.Unchecked {
            VerifyReport.Unchecked(
                subject: tensor, code: "verify.element-type", description: "m: tensor '\(tensor)': \(reason)",
                causes: [], reason: reason)
        }
        let packed = "the values are packed"
        let report = VerifyReport(
            "m", summary: VerifyReport.Summary(verdict: .partial, depth: "values", tensors: 4, checkedTensors: 0),
            unchecked: [
                unchecked("layer.0.weight", packed), unchecked("layer.1.weight", packed),
                unchecked("bias", "it was not read"), unchecked("layer.2.weight", packed),
            ])
        #expect(
            report.uncheckedGroups.map { report.lines(ofUnchecked: $0) } == [
                ["m: 3 tensors: \(packed)", "    layer.{0-2}.weight"], ["m: tensor 'bias': it was not read"],
            ])
        #expect(report.reason == "layer.{0-2}.weight could not be checked: the values are packed")
    }

    @Test("Nothing is called loaded when the library refuses the model")
    func refused() {
        func report(_ severity: Severity) -> VerifyReport {
            let finding = Finding(
                .badConfiguration, severity: severity, subject: "config.json", message: "cannot be used", help: "x")
            return VerifyReport(
                "x", className: Sample.pass.className, classSource: Sample.pass.classSource, loader: Sample.pass.loader,
                summary: Sample.pass.summary, findings: [JudgedFinding(finding)])
        }
        #expect(report(.error).headline == "all 41 parameters present")
        #expect(
            report(.error).loadedShare
                == "6,013 of 6,013 values (100.0 %) are in the files; transformers 5.23 refuses the configuration")
        #expect(report(.warning).headline == Sample.pass.headline)
        #expect(report(.warning).loadedShare == Sample.pass.loadedShare)
    }

    @Test(
        "Coverage says how much was looked at how, and what was found",
        arguments: zip(
            Sample.all.prefix(5),
            [
                "checked 40 of 40 tensors with their values: 1 note",
                "checked 198 of 198 tensors with their values: 3 errors, 1 warning, 1 note",
                "checked 38 of 39 tensors with their values: 1 error",
                "nothing was checked",
                "checked 200 of 200 tensors, headers only: 1 note, 3 accepted",
            ]))
    func coverage(report: VerifyReport, sentence: String) {
        #expect(report.coverage == sentence)
    }

    @Test("Nothing is rounded to all or to nothing")
    func percent() {
        #expect(Quantity.percent(1, of: 100_000) == "< 0.1 %")
        #expect(Quantity.percent(99_999, of: 100_000) == "> 99.9 %")
        #expect(Quantity.percent(0, of: 100_000) == "0.0 %")
        #expect(Quantity.percent(1, of: 8) == "12.5 %")
    }

    @Test("What would run code is in the headline, whatever else there is", arguments: [Sample.fail, Sample.partial])
    func unsafe(sample: VerifyReport) {
        let finding = Finding(.unsafePickle, subject: "pytorch_model.bin", message: "names os.system", help: "x")
        func headline(_ judged: JudgedFinding) -> String {
            VerifyReport("x", className: sample.className, summary: sample.summary, findings: [judged]).headline
        }
        let plain = VerifyReport("x", className: sample.className, summary: sample.summary).headline
        let told = headline(JudgedFinding(finding))
        #expect(told.hasPrefix("pytorch_model.bin is not safe to load (BC601); "))
        let accepted = JudgedFinding(finding, acceptance: JudgedFinding.Acceptance(source: "--allow"))
        #expect(headline(accepted) == plain)
    }
}
