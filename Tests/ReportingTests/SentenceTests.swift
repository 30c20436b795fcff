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
                "all 41 parameters of BertForMaskedLM (from config.json) are loaded",
                "8 of 201 parameters of BertForSequenceClassification (from --as) are not loaded",
                "not everything could be checked", "there is nothing to check",
                "2 of 201 parameters of BertForSequenceClassification (from --as) are not loaded",
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

    private static let failures: [(findings: [(rule: Rule, module: String)], reasons: String)] = [
        ([(.untrainedProven, "classifier")], "classifier was never trained (BC501)"),
        (
            [(.untrainedStrong, "bert.pooler.dense"), (.untrainedProven, "classifier")],
            "bert.pooler.dense and classifier were never trained (BC501, BC502)"
        ),
        (
            [(.layerCount, "layer.4"), (.untrainedProven, "classifier"), (.buffer, "x")],
            "classifier was never trained (BC501), layer-count (BC108)"
        ),
        (
            ["a.0", "a.1", "b", "c", "d"].map { (.untrainedProven, $0) },
            "a.{0-1}, b and 2 others were never trained (BC501)"
        ),
    ]

    @Test("A model that is loaded whole and fails has its reasons in the headline", arguments: failures)
    func reasons(findings: [(rule: Rule, module: String)], reasons: String) {
        var summary = Sample.pass.summary
        summary.verdict = .fail
        let judged = findings.map { finding in
            JudgedFinding(
                Finding(
                    finding.rule, subject: "x.weight", message: "is wrong", help: "x",
                    evidence: [("module", .string(finding.module))]))
        }
        let report = VerifyReport("x", className: "BertModel", summary: summary, findings: judged)
        #expect(report.headline == "\(reasons); all 41 parameters of BertModel are loaded")
    }

    @Test("The share is of values, and is not said where sizes are unknown")
    func share() {
        #expect(Sample.fail.loadedShare == "loaded 108,300,288 of 109,483,778 values (98.9 %) by transformers 5.23")
        #expect(Sample.fail.untrainedShare == "1,183,490 (1.1 %) would be untrained")
        #expect(Sample.fail.neverTrainedShare == "590,592 (0.5 %) are loaded but were never trained")
        #expect(Sample.pass.neverTrainedShare == nil)
        #expect(Sample.pass.loadedShare == "loaded 6,013 of 6,013 values (100.0 %) by transformers 5.23")
        #expect(Sample.pass.untrainedShare == nil)
        #expect(Sample.partial.loadedShare == nil)
        #expect(Sample.partial.untrainedShare == nil)
    }

    @Test("Nothing is called loaded when the library refuses the configuration")
    func refused() {
        func report(_ severity: Severity) -> VerifyReport {
            let finding = Finding(
                .badConfiguration, severity: severity, subject: "config.json", message: "cannot be used", help: "x")
            return VerifyReport(
                "x", className: Sample.pass.className, classSource: Sample.pass.classSource, loader: Sample.pass.loader,
                summary: Sample.pass.summary, findings: [JudgedFinding(finding)])
        }
        #expect(report(.error).headline == "all 41 parameters of BertForMaskedLM (from config.json) are in the files")
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
                "checked 198 of 198 tensors with their values: 19 errors, 1 warning, 1 note",
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
        #expect(headline(JudgedFinding(finding)) == "pytorch_model.bin is not safe to load (BC601); \(plain)")
        let accepted = JudgedFinding(finding, acceptance: JudgedFinding.Acceptance(source: "--allow"))
        #expect(headline(accepted) == plain)
    }
}
