import Policies
import Testing
import Verification

@Suite("Entries that are stale or expired")
struct StaleEntryTests {
    private static let pooler = Finding(.missingParameter, "bert.pooler.dense.weight")

    private static func notes(
        _ findings: [Finding], _ policy: Policy? = nil, allow: [String] = [], skipped: Set<Rule> = []
    ) throws -> [String] {
        try judging(findings, policy, allow: allow, skipped: skipped).notes
    }

    @Test("An entry that matches nothing is said, with its line")
    func stale() throws {
        let policy = try Policy.entries([("BC101", .allow, []), ("BC203", .allow, [])])
        #expect(
            try Self.notes([Self.pooler], policy)
                == ["policy.yml, line 8: unused entry for BC203"])
    }

    @Test("Of an entry that matches something, the patterns that match nothing are said")
    func stalePatterns() throws {
        let policy = try Policy.entries([("BC101", .allow, ["bert.pooler.*", "classifier.*", "x"])])
        #expect(
            try Self.notes([Self.pooler], policy) == [
                "policy.yml, line 3: unused patterns in the entry for BC101: 'classifier.*', 'x'"
            ])
    }

    @Test("Entries about rules that were not looked at are not called stale")
    func skipped() throws {
        let policy = try Policy.entries([("BC401", .allow, []), ("BC101", .allow, ["bert.*", "x"])])
        #expect(
            try Self.notes([Self.pooler], policy, allow: ["BC401"], skipped: [.nonFinite, .missingParameter]).isEmpty)
        #expect(try Self.notes([Self.pooler], policy, allow: ["BC401"]).count == 3)
    }

    @Test("An --allow that matches nothing is said as it was typed")
    func staleAllowance() throws {
        #expect(
            try Self.notes([Self.pooler], allow: ["BC101=bert.*", "buffer=x.{0-3}"])
                == ["unused --allow buffer=x.{0-3}"])
    }

    @Test(
        "An entry holds on its last day, and no longer",
        arguments: [
            ("2026-12-01", true, nil), ("2026-12-02", true, nil), ("2026-11-30", false, "yesterday"),
            ("2026-11-29", false, "2 days ago"), ("2025-12-01", false, "365 days ago"),
        ])
    func expiry(expires: String, holds: Bool, words: String?) throws {
        let policy = try Policy.entries([("BC101", .allow, [])], expires: expires)
        let judged = try judging([Self.pooler], policy)
        #expect((judged.findings.first?.acceptance != nil) == holds)
        let note =
            "policy.yml, line 3: the entry for BC101 expired on \(expires), \(words ?? ""); renew it or remove it"
        #expect(judged.notes == (words == nil ? [] : [note]))
    }

    @Test("An expired entry that matches nothing is said to be both; one that expires later is only stale")
    func expiredAndStale() throws {
        let expired = try Self.notes([], Policy.entries([("BC101", .allow, [])], expires: "2026-11-30"))
        #expect(
            expired == [
                "policy.yml, line 3: the entry for BC101 expired on 2026-11-30, yesterday, and is unused; remove it"
            ])
        let stale = try Self.notes([], Policy.entries([("BC101", .allow, [])], expires: "2026-12-01"))
        #expect(stale == ["policy.yml, line 3: unused entry for BC101"])
    }

    @Test("An expired entry leaves the decision to the next", arguments: Policy.Action.allCases)
    func expiredFirst(action: Policy.Action) throws {
        let text =
            PolicyText(action: action.rawValue, rest: ["expires: 2026-11-30"]).text
            + "  - {rule: BC101, action: warn, reason: second}\n"
        let judged = try judging([Self.pooler], PolicyText.read(text))
        #expect(judged.findings == [JudgedFinding(Self.pooler, severity: .warning)])
        #expect(judged.notes.count == 1)
    }
}
