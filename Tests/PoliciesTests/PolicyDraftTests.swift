import ByteIO
import Policies
import TestSupport
import Testing
import Verification

@Suite("--print-policy")
struct PolicyDraftTests {
    private static func draft(_ findings: [Finding], failOn: Severity? = .error) -> String {
        PolicyDraft(findings.map { JudgedFinding($0) }, failOn: failOn).text
    }

    @Test("An entry a rule, layers taken together")
    func text() {
        let findings =
            [Finding(.shapeMismatch, "classifier.weight"), Finding(.buffer, "position_ids")]
            + [6, 7, 8, 9, 11].map { Finding(.missingParameter, "bert.encoder.layer.\($0).output.dense.bias") }
            + [Finding(.missingParameter, "bert.pooler.dense.bias")]
        #expect(
            Self.draft(findings) == """
                version: 1
                entries:
                  - rule: BC101 # missing-parameter
                    action: allow
                    parameters:
                      - "bert.encoder.layer.{6-9,11}.output.dense.bias"
                      - "bert.pooler.dense.bias"
                    reason: "TODO: say why"
                  - rule: BC103 # shape-mismatch
                    action: allow
                    parameters:
                      - "classifier.weight"
                    reason: "TODO: say why"

                """)
    }

    @Test("Nothing counts: a policy without entries, which is read")
    func empty() throws {
        for text in [Self.draft([]), Self.draft([Finding(.buffer, "a")]), Self.draft([], failOn: nil)] {
            #expect(text == "version: 1\nentries: []\n")
            #expect(try PolicyText.read(text).entries.isEmpty)
        }
    }

    @Test("Where nothing fails, all that there is is written down")
    func never() throws {
        let text = Self.draft([Finding(.missingParameter, "a"), Finding(.buffer, "b")], failOn: nil)
        #expect(text.contains("- rule: BC101 "))
        #expect(text.contains("- rule: \(Rule.buffer.number) "))
    }

    @Test("The findings of several models are one document, each subject once")
    func several() throws {
        let first = [Finding(.missingParameter, "layer.0.w"), Finding(.missingParameter, "b")]
        let second = [Finding(.missingParameter, "layer.1.w"), Finding(.missingParameter, "b")]
        let text = Self.draft(first + second)
        #expect(text.contains("\"layer.{0-1}.w\""))
        #expect(text.split(separator: "\n").count { $0.contains("\"b\"") } == 1)
        #expect(text.split(separator: "\n").count { $0.hasPrefix("version:") } == 1)
    }

    @Test("What is accepted already is left out")
    func accepted() {
        let judged = JudgedFinding(
            Finding(.missingParameter, "a"), acceptance: JudgedFinding.Acceptance(source: "--allow"))
        #expect(PolicyDraft([judged], failOn: .note).text == "version: 1\nentries: []\n")
    }

    @Test("As it is printed it is refused: somebody has to say why")
    func reason() throws {
        let fault = try #require(throws: Fault.self) {
            try PolicyText.read(Self.draft([Finding(.missingParameter, "a")]))
        }
        #expect(fault.code == .policyReason)
        #expect(fault.reason == "line 7, column 13: the reason still says TODO")
    }

    @Test("Layers are not taken together where a finding that does not count is spelled like the pattern")
    func spelledLikeAPattern() throws {
        let layers = [Finding(.missingParameter, "layer.0.w"), Finding(.missingParameter, "layer.1.w")]
        let note = Finding(.missingParameter, "layer.{0-1}.w", severity: .note)
        #expect(Self.draft(layers).contains(#"- "layer.{0-1}.w""#))
        let text = Self.draft(layers + [note])
        #expect(text.contains("- \"layer.0.w\"\n      - \"layer.1.w\"\n"))
        #expect(!text.contains("{"))
    }

    @Test("With a reason it accepts just what counted, whatever the subjects are called", .slow, arguments: 0..<200)
    func property(seed: Int) throws {
        var random = Splitmix(state: UInt64(seed))
        let findings = (0..<Int.random(in: 0...40, using: &random)).map { _ in
            Finding(
                [Rule.missingParameter, .unexpectedTensor, .buffer][Int.random(in: 0...2, using: &random)],
                Self.subject(&random))
        }
        let isWanted = { (finding: Finding) in
            findings.contains { $0.rule == finding.rule && $0.severity >= .warning && finding.isAbout($0.subject) }
        }
        let text = Self.draft(findings, failOn: .warning).replacing("TODO: say why", with: "for this test")
        let policy = try PolicyText.read(text)
        // Others of the same kind, which must not be accepted.
        let others = (0..<200).map { _ in Finding(.missingParameter, Self.subject(&random)) }
        let judged = Judge(model: "model", policy: policy).judge(findings + others, today: try day("2026-12-01"))
        for judgement in judged.findings {
            let isSpelled = text.contains("\"\(judgement.finding.subject)\"")
            guard isWanted(judgement.finding) || !isSpelled else { continue }
            #expect(
                (judgement.acceptance != nil) == isWanted(judgement.finding), "\(judgement.finding.subject) \(text)")
        }
        let alone = Judge(model: "model", policy: policy).judge(findings, today: try day("2026-12-01"))
        #expect(alone.findings.allSatisfy { ($0.acceptance != nil) == isWanted($0.finding) })
        #expect(alone.notes.isEmpty)
    }

    /// Names as models have them, and as nobody gives them.
    private static func subject(_ random: inout Splitmix) -> String {
        let parts = [
            "bert", "layer", ".", ".", "/", "_", "0", "1", "2", "10", "11", "007", "*", "?", "{", "}", "{0-2}", ",",
            "\\",
            "'", "\"", "\n", "\u{0}", "\u{202E}", "é", "e\u{301}", "🙂", " ", ": ", " #", "-", "[", "\u{FFFE}",
            "\u{10FFFF}",
        ]
        if Bool.random(using: &random) { return "layer.\(Int.random(in: 0...12, using: &random)).w" }
        return (0..<Int.random(in: 0...5, using: &random)).map { _ in
            parts[Int.random(in: 0..<parts.count, using: &random)]
        }.joined()
    }
}

extension Finding {
    fileprivate func isAbout(_ other: String) -> Bool { subject.utf8.elementsEqual(other.utf8) }
}
