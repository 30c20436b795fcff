import ByteIO
import Policies
import Testing

/// Guards each rule of the file: a policy that is not understood in full accepts nothing.
@Suite("A policy that is refused")
struct PolicyRefusalTests {
    private static func check(_ text: String, _ code: Fault.Code, at place: String, _ words: String = "") throws {
        let fault = try #require(throws: Fault.self, "\(text)") { try PolicyText.read(text) }
        #expect(fault.code == code, "\(fault)")
        #expect(fault.file == "policy.yml")
        #expect(fault.reason.hasPrefix(place + ": "), "\(fault)")
        #expect(fault.reason.contains(words), "\(fault)")
        #expect(fault.remedy != nil)
    }

    @Test("An unknown key, of the file or of an entry")
    func unknownKeys() throws {
        try Self.check("version: 1\nentries: []\nrules: []", .policyKey, at: "line 3, column 1", "'rules'")
        try Self.check(PolicyText(rest: ["paramters: [a]"]).text, .policyKey, at: "line 6, column 5", "'paramters'")
        try Self.check(PolicyText(rest: ["<<: x"]).text, .policyKey, at: "line 6, column 5")
    }

    @Test("A key that is missing")
    func missingKeys() throws {
        try Self.check("entries: []", .policyMissingKey, at: "line 1, column 1", "'version'")
        try Self.check("version: 1", .policyMissingKey, at: "line 1, column 1", "'entries'")
        let entry = "version: 1\nentries:\n  - "
        try Self.check(entry + "action: allow\n    reason: x", .policyMissingKey, at: "line 3, column 5", "'rule'")
        try Self.check(entry + "rule: BC101\n    reason: x", .policyMissingKey, at: "line 3, column 5", "'action'")
        try Self.check(entry + "rule: BC101\n    action: allow", .policyMissingKey, at: "line 3, column 5", "'reason'")
    }

    @Test("A key twice")
    func duplicateKeys() throws {
        try Self.check(PolicyText(rest: ["reason: y"]).text, .policyDuplicateKey, at: "line 6, column 5", "'reason'")
        try Self.check("version: 1\nentries: []\nentries: []", .policyDuplicateKey, at: "line 3, column 1")
    }

    @Test(
        "A value of another type",
        arguments: [
            ("", "line 1, column 1"), ("- a", "line 1, column 1"), ("policy", "line 1, column 1"),
            ("version: one\nentries: []", "line 1, column 10"), ("version: '1'\nentries: []", "line 1, column 10"),
            ("version:\nentries: []", "line 1, column 9"), ("version: 1\nentries:", "line 2, column 9"),
            ("version: 1\nentries: {}", "line 2, column 10"), ("version: 1\nentries: BC101", "line 2, column 10"),
            ("version: 1\nentries: [BC101]", "line 2, column 11"),
            (PolicyText(rule: "101").text, "line 3, column 11"),
            (PolicyText(rule: "[BC101]").text, "line 3, column 11"),
            (PolicyText(rule: "").text, "line 3, column 10"), (PolicyText(action: "no").text, "line 4, column 13"),
            (PolicyText(reason: "2026").text, "line 5, column 13"),
            (PolicyText(reason: "[x]").text, "line 5, column 13"),
            (PolicyText(reason: "true").text, "line 5, column 13"),
            (PolicyText(reason: "2026-01-01").text, "line 5, column 13"),
            (PolicyText(rest: ["parameters: 'a*'"]).text, "line 6, column 17"),
            (PolicyText(rest: ["parameters: []"]).text, "line 6, column 17"),
            (PolicyText(rest: ["parameters:"]).text, "line 6, column 16"),
            (PolicyText(rest: ["parameters: [a, 5]"]).text, "line 6, column 21"),
            (PolicyText(rest: ["parameters: [a, [b]]"]).text, "line 6, column 21"),
            (PolicyText(rest: ["models: team"]).text, "line 6, column 13"),
            (PolicyText(rest: ["models: []"]).text, "line 6, column 13"),
            (PolicyText(rest: ["models: [a, 5]"]).text, "line 6, column 17"),
            (PolicyText(rest: ["expires: [2027-01-01]"]).text, "line 6, column 14"),
            (PolicyText(rest: ["expires: ~"]).text, "line 6, column 14"),
        ])
    func types(text: String, place: String) throws {
        try Self.check(text, .policyType, at: place)
    }

    @Test("A version that this program does not read", arguments: ["2", "0", "1.0", "01", "-1"])
    func versions(version: String) throws {
        try Self.check("version: \(version)\nentries: []", .policyVersion, at: "line 1, column 10", "'\(version)'")
    }

    @Test("An unknown rule", arguments: ["BC999", "BC10", "missing", "'*'", "BC101 "])
    func rules(rule: String) throws {
        guard rule != "BC101 " else {
            _ = try PolicyText(rule: rule).entry
            return
        }
        try Self.check(PolicyText(rule: rule).text, .policyRule, at: "line 3, column 11")
    }

    @Test("An unknown action", arguments: ["Allow", "ignore", "error", "'deny '"])
    func actions(action: String) throws {
        try Self.check(PolicyText(action: action).text, .policyAction, at: "line 4, column 13")
    }

    @Test(
        "An empty reason, and one that nobody has written",
        arguments: ["", "''", "'  '", "~", "null", "TODO", "'TODO: say why'", ">-\n"])
    func reasons(reason: String) throws {
        let column = reason.isEmpty ? 12 : 13
        try Self.check(PolicyText(reason: reason).text, .policyReason, at: "line 5, column \(column)")
    }

    @Test(
        "A day that is none",
        arguments: ["2027-02-29", "2027-13-01", "tomorrow", "2027-3-1", "20270301", "'2027-03-01 '"])
    func days(day: String) throws {
        try Self.check(PolicyText(rest: ["expires: \(day)"]).text, .policyDate, at: "line 6, column 14")
    }

    @Test("A pattern that is none, at its place in the list")
    func patterns() throws {
        try Self.check(
            PolicyText(rest: ["parameters:", "  - a", "  - 'b{c'"]).text, .policyGlob, at: "line 8, column 9", "'b{c'")
    }

    @Test(
        "A path of models that is none, at its place in the list",
        arguments: ["/srv/models", "a//b", "''", "a/b**", "a/***", "'{a/b}'", "'a{b'"])
    func paths(pattern: String) throws {
        try Self.check(
            PolicyText(rest: ["models:", "  - a", "  - \(pattern)"]).text, .policyGlob, at: "line 8, column 9")
    }

    @Test("A pattern that begins with a star needs quotes, and the fault says so")
    func star() throws {
        let text = PolicyText(rest: ["parameters: [*.weight]"]).text
        try Self.check(text, .policyUnsupported, at: "line 6, column 18")
        #expect(throws: Never.self) { try PolicyText.read(text.replacing("*.weight", with: "'*.weight'")) }
        let fault = try #require(throws: Fault.self) { try PolicyText.read(text) }
        #expect(fault.remedy?.contains("quotes") == true)
    }
}
