import ByteIO
import Policies
import Testing
import Verification

@Suite("What a baseline accepts")
struct BaselineTests {
    private static let pooler = Finding(.missingParameter, "bert.pooler.dense.weight")

    private static func judge(
        _ findings: [Finding], known: [Finding], model: String = "model", skipped: Set<Rule> = []
    ) throws -> (findings: [JudgedFinding], notes: [String]) {
        let baseline = Baseline(known.map { JudgedFinding($0) }, of: "model", replacing: nil, path: "baseline.json")
        return try judging(findings, baseline: baseline, model: model, skipped: skipped)
    }

    @Test("A finding of the same rule, subject and file is known, whatever it says")
    func known() throws {
        let now = Finding(
            .missingParameter, subject: Self.pooler.subject, file: Self.pooler.file, message: "other words", help: "")
        let judged = try Self.judge([now], known: [Self.pooler])
        #expect(judged.findings.first?.acceptance == JudgedFinding.Acceptance(source: "baseline.json"))
        #expect(judged.notes.isEmpty)
    }

    @Test(
        "A finding of another rule, subject or file is new",
        arguments: [
            Finding(.shapeMismatch, "bert.pooler.dense.weight"), Finding(.missingParameter, "bert.pooler.dense.bias"),
            Finding(.missingParameter, "bert.pooler.dense.weight", in: "model/pytorch_model.bin"),
            Finding(.missingParameter, "bert.pooler.dense.weight", in: "model/old/model.safetensors"),
            Finding(.missingParameter, "bert.pooler.dense.weight", in: nil),
        ])
    func new(finding: Finding) throws {
        let judged = try Self.judge([finding], known: [Self.pooler])
        #expect(judged.findings == [JudgedFinding(finding)])
        #expect(judged.notes == ["baseline.json: fixed since it was written: BC101 bert.pooler.dense.weight"])
    }

    @Test("The model may have moved: names of files are relative to it")
    func moved() throws {
        for (model, file) in [
            ("/srv/models/a", "/srv/models/a/model.safetensors"), ("model/", "model/model.safetensors"),
            (".", "model.safetensors"), ("model/model.safetensors", "model/model.safetensors"),
            ("/", "/model.safetensors"),
        ] {
            let finding = Finding(.missingParameter, Self.pooler.subject, in: file)
            #expect(
                try Self.judge([finding], known: [Self.pooler], model: model).findings[0].acceptance != nil, "\(model)")
        }
    }

    @Test("A finding that counts for more than it did is new, one that counts for less is known")
    func severity() throws {
        let subject = "vocab.txt"
        let note = Finding(.vocabularyMismatch, subject, severity: .note)
        let error = Finding(.vocabularyMismatch, subject, severity: .error)
        let worse = try Self.judge([error], known: [note])
        #expect(worse.findings == [JudgedFinding(error)])
        #expect(worse.notes == ["baseline.json: BC702 'vocab.txt' was a note and is now an error, so it counts"])
        let better = try Self.judge([note], known: [error])
        #expect(better.findings.first?.acceptance != nil)
        #expect(better.notes.isEmpty)
    }

    @Test("An entry stands for one finding: a second one like it is new")
    func twice() throws {
        let judged = try Self.judge([Self.pooler, Self.pooler], known: [Self.pooler])
        #expect(judged.findings.map { $0.acceptance != nil } == [true, false])
        let both = try Self.judge([Self.pooler, Self.pooler], known: [Self.pooler, Self.pooler])
        #expect(both.findings.allSatisfy { $0.acceptance != nil })
    }

    @Test("What is fixed is said, layers taken together, except of rules that were not looked at")
    func fixed() throws {
        let layers = [0, 1, 2, 5].map { Finding(.missingParameter, "layer.\($0).weight") }
        let value = Finding(.nonFinite, "a")
        let judged = try Self.judge([], known: layers + [value, Self.pooler], skipped: [.nonFinite])
        #expect(
            judged.notes == [
                "baseline.json: fixed since it was written: BC101 bert.pooler.dense.weight, layer.{0-2,5}.weight"
            ])
    }

    @Test("Subjects that look alike are not alike")
    func spelling() throws {
        let composed = Finding(.missingParameter, "\u{E9}")
        let decomposed = Finding(.missingParameter, "e\u{301}")
        #expect(try Self.judge([decomposed], known: [composed]).findings.first?.acceptance == nil)
    }
}
