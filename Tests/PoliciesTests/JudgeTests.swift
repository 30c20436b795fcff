import ByteIO
import Policies
import Testing
import Verification

/// Guards the order in which policy, command line and baseline decide.
@Suite("Who decides about a finding")
struct JudgeTests {
    private static func judge(
        _ findings: [Finding], _ policy: Policy? = nil, allow: [String] = [], known: [Finding] = []
    ) throws -> (findings: [JudgedFinding], notes: [String]) {
        let baseline = Baseline(known.map { JudgedFinding($0) }, of: "model", replacing: nil, path: "baseline.json")
        return try judging(findings, policy, allow: allow, baseline: known.isEmpty ? nil : baseline)
    }

    private static let pooler = Finding(.missingParameter, "bert.pooler.dense.weight")
    private static let buffer = Finding(.buffer, "bert.embeddings.position_ids")

    @Test("Without a word from anybody every finding counts as its rule says")
    func nothing() throws {
        let judged = try Self.judge([Self.pooler, Self.buffer])
        #expect(judged.findings == [JudgedFinding(Self.pooler), JudgedFinding(Self.buffer)])
        #expect(judged.notes.isEmpty)
    }

    @Test("allow accepts with its reason, warn makes a warning of anything, deny an error")
    func actions() throws {
        for (action, severity) in [(Policy.Action.allow, Severity.error), (.warn, .warning), (.deny, .error)] {
            let judged = try Self.judge([Self.pooler], Policy.entries([("BC101", action, [])]))
            let acceptance = JudgedFinding.Acceptance(source: "policy.yml", reason: "for this test")
            #expect(judged.findings.first?.severity == severity)
            #expect(judged.findings.first?.acceptance == (action == .allow ? acceptance : nil))
            #expect(judged.notes.isEmpty)
        }
        #expect(try Self.judge([Self.buffer], Policy.entries([("buffer", .warn, [])])).findings[0].severity == .warning)
        #expect(try Self.judge([Self.buffer], Policy.entries([("buffer", .deny, [])])).findings[0].severity == .error)
        #expect(try Self.judge([Self.buffer], Policy.entries([("buffer", .allow, [])])).findings[0].severity == .note)
    }

    @Test("An entry is about its own rule and its own subjects only")
    func nearMisses() throws {
        let policy = try Policy.entries([
            ("BC102", .allow, []), ("BC101", .allow, ["bert.pooler.dense.bias", "*.LayerNorm.*"]),
        ])
        let judged = try Self.judge([Self.pooler], policy)
        #expect(judged.findings == [JudgedFinding(Self.pooler)])
        #expect(judged.notes.count == 2)
    }

    @Test("Of two entries the first decides, whichever it is", arguments: [true, false])
    func firstWins(isAllowFirst: Bool) throws {
        let entries: [(String, Policy.Action, [String])] = [("BC101", .allow, ["bert.pooler.*"]), ("BC101", .warn, [])]
        let other = Finding(.missingParameter, "classifier.weight")
        let judged = try Self.judge([Self.pooler, other], Policy.entries(isAllowFirst ? entries : entries.reversed()))
        #expect((judged.findings[0].acceptance != nil) == isAllowFirst)
        #expect(judged.findings[0].severity == (isAllowFirst ? .error : .warning))
        #expect(judged.findings[1] == JudgedFinding(other, severity: .warning))
        let hidden =
            "policy.yml, line 8: the entry for BC101 has no effect: line 3 comes first for all findings that it matches"
        #expect(judged.notes == (isAllowFirst ? [] : [hidden]))
    }

    @Test("An entry that takes some findings from a deny after it is said")
    func deniedTooLate() throws {
        let other = Finding(.missingParameter, "classifier.weight")
        let policy = try Policy.entries([("BC101", .allow, ["bert.pooler.*"]), ("BC101", .deny, [])])
        let judged = try Self.judge([Self.pooler, other], policy)
        #expect(judged.findings.map { $0.acceptance != nil } == [true, false])
        #expect(
            judged.notes == [
                "policy.yml, line 8: the entry for BC101 does not deny all findings that it matches: line 3 comes first"
            ])
    }

    @Test("What the policy denies neither --allow nor a baseline accepts, and both say so")
    func denied() throws {
        let policy = try Policy.entries([("BC101", .deny, [])])
        let judged = try Self.judge([Self.pooler], policy, allow: ["BC101"], known: [Self.pooler])
        #expect(judged.findings == [JudgedFinding(Self.pooler, severity: .error)])
        #expect(
            judged.notes == [
                "--allow BC101 has no effect on 1 finding that the policy denies",
                "baseline.json has no effect on 1 finding that the policy denies",
            ])
    }

    @Test("Accepted by several: the policy is named, then --allow, then the baseline; none of them is called stale")
    func precedence() throws {
        let policy = try Policy.entries([("BC101", .allow, [])])
        let all = try Self.judge([Self.pooler], policy, allow: ["BC101"], known: [Self.pooler])
        #expect(all.findings.first?.acceptance?.source == "policy.yml")
        let two = try Self.judge([Self.pooler], allow: ["BC101"], known: [Self.pooler])
        #expect(two.findings.first?.acceptance == JudgedFinding.Acceptance(source: "--allow"))
        let one = try Self.judge([Self.pooler], known: [Self.pooler])
        #expect(one.findings.first?.acceptance == JudgedFinding.Acceptance(source: "baseline.json"))
        #expect(all.notes + two.notes + one.notes == [])
    }

    @Test("--allow and the baseline accept what the policy only made a warning")
    func warned() throws {
        let policy = try Policy.entries([("BC101", .warn, [])])
        let allowed = try Self.judge([Self.pooler], policy, allow: ["BC101=bert.pooler.*"])
        #expect(allowed.findings.first?.acceptance?.source == "--allow")
        #expect(allowed.findings.first?.severity == .warning)
        let known = try Self.judge([Self.pooler], policy, known: [Self.pooler])
        #expect(known.findings.first?.acceptance?.source == "baseline.json")
    }

    @Test("Findings keep their order and their number")
    func order() throws {
        let findings = (0..<50).map { Finding($0.isMultiple(of: 2) ? .missingParameter : .buffer, "p.\($0 % 7)") }
        let judged = try Self.judge(findings, Policy.entries([("BC101", .allow, ["p.{0-3}"])]))
        #expect((judged.findings.map(\.finding) == findings) as Bool)
        #expect(
            judged.findings.count { $0.acceptance != nil }
                == findings.count {
                    $0.rule == .missingParameter && "p.0 p.1 p.2 p.3".contains($0.subject)
                })
    }
}
