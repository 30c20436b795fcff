import Policies
import TestSupport
import Testing
import Verification

/// Guards scopes, and the notes of a run over several models.
@Suite("Policies and baselines over several models")
struct SeveralModelsTests {
    /// A folder with a policy and models `a`, `b`, `team/c` and `team/d`.
    private static let models = ["a", "b", "team/c", "team/d"]

    private static func folder() -> TemporaryFolder {
        let folder = TemporaryFolder()
        _ = Tool.run(["mkdir", "-p"] + models.map(folder.file))
        return folder
    }

    private static func policy(_ entries: String, in folder: TemporaryFolder) throws -> Policy {
        try Policy(path: folder.write("version: 1\nentries:\n" + entries, to: "policy.yml"))
    }

    private static func entry(_ rest: String) -> String {
        "  - {rule: BC101, action: allow, reason: for this test, \(rest)}\n"
    }

    private static let pooler = Finding(.missingParameter, "bert.pooler.dense.weight")

    /// Which of the models has its finding accepted, and the notes about the run.
    private static func run(
        _ policy: Policy?, baseline: Baseline? = nil, in folder: TemporaryFolder, models: [String] = Self.models,
        findings: (String) -> [Finding] = { _ in [pooler] }
    ) throws -> (accepted: [String], notes: [String]) {
        var judge = Judge(today: try day("2026-12-01"), baseline: baseline)
        let accepted = models.filter { model in
            let judged = judge.judge(findings(model), of: folder.file(model), by: policy).findings
            return !judged.isEmpty && judged.allSatisfy { $0.acceptance != nil }
        }
        return (accepted, judge.notes.map { $0.replacing(folder.path + "/", with: "") })
    }

    @Test(
        "An entry is for the models that its patterns match, and for no others",
        arguments: [
            ("models: [a]", ["a"]), ("models: ['*']", ["a", "b"]), ("models: ['team/*']", ["team/c", "team/d"]),
            ("models: ['**']", models), ("models: [b, '**/c']", ["b", "team/c"]), ("models: ['../**']", []),
            ("models: ['*/a', 'team']", []),
        ])
    func scopes(scope: String, expected: [String]) throws {
        let folder = Self.folder()
        #expect(try Self.run(Self.policy(Self.entry(scope), in: folder), in: folder).accepted == expected)
    }

    @Test("Scope and parameters must both match, in one entry")
    func both() throws {
        let folder = Self.folder()
        let text =
            Self.entry("models: [a], parameters: [classifier.weight]")
            + Self.entry("models: [b], parameters: ['bert.*']")
        let run = try Self.run(Self.policy(text, in: folder), in: folder)
        #expect(run.accepted == ["b"])
        #expect(run.notes == ["policy.yml, line 3: unused entry for BC101"])
    }

    @Test("Of the entries for a model the first decides, whether others are for all models or not")
    func order() throws {
        let folder = Self.folder()
        let deny = "  - {rule: BC101, action: deny, reason: for this test}\n"
        let allow = Self.entry("models: ['team/*']")
        #expect(try Self.run(Self.policy(allow + deny, in: folder), in: folder).accepted == ["team/c", "team/d"])
        #expect(try Self.run(Self.policy(deny + allow, in: folder), in: folder).accepted.isEmpty)
    }

    @Test("An entry is unused only if no model used it, and that is reported once")
    func unused() throws {
        let folder = Self.folder()
        let text =
            Self.entry("parameters: ['bert.*']") + Self.entry("parameters: [classifier.weight, other.weight]")
            + Self.entry("parameters: [gone]") + Self.entry("models: [team/x]") + Self.entry("models: ['team/*']")
        let run = try Self.run(Self.policy(text, in: folder), in: folder) { model in
            [Finding(.missingParameter, model == "b" ? "classifier.weight" : "bert.pooler.dense.weight")]
        }
        #expect(
            run.notes == [
                "policy.yml, line 4: unused patterns in the entry for BC101: 'other.weight'",
                "policy.yml, line 5: unused entry for BC101",
                "policy.yml, line 7: the entry for BC101 has no effect: line 3 comes first for all findings that it "
                    + "matches",
                "policy.yml, line 6: the entry is for none of these models",
            ])
    }

    @Test("In a run of one model, entries for others are not mentioned")
    func alone() throws {
        let folder = Self.folder()
        let text = Self.entry("models: [a]") + Self.entry("models: [b]") + Self.entry("models: ['team/*']")
        let run = try Self.run(Self.policy(text, in: folder), in: folder, models: ["a"])
        #expect(run.accepted == ["a"])
        #expect(run.notes.isEmpty)
    }

    @Test("A file goes by its own path and by that of its folder")
    func files() throws {
        let folder = Self.folder()
        _ = folder.write("x", to: "a/model.safetensors")
        for (scope, expected) in [("a", true), ("a/model.safetensors", true), ("'a/*'", true), ("b", false)] {
            let policy = try Self.policy(Self.entry("models: [\(scope)]"), in: folder)
            #expect(try Self.run(policy, in: folder, models: ["a/model.safetensors"]).accepted.isEmpty != expected)
        }
    }

    @Test("Two policies in one run have notes of their own")
    func twoPolicies() throws {
        let folder = Self.folder()
        let first = try Self.policy(Self.entry("parameters: [gone]"), in: folder)
        let second = try Policy(path: folder.write("version: 1\nentries: []\n", to: "team/bertconv.yaml"))
        var judge = Judge(today: try day("2026-12-01"))
        for model in Self.models {
            _ = judge.judge([Self.pooler], of: folder.file(model), by: model.hasPrefix("team") ? second : first)
        }
        #expect(judge.notes == [folder.file("policy.yml") + ", line 3: unused entry for BC101"])
    }

    private static func baseline(
        _ findings: [(model: String, finding: Finding)], in folder: TemporaryFolder
    ) throws -> Baseline {
        var baseline = Baseline(emptyAt: folder.file("baseline.json"))
        for (model, finding) in findings {
            baseline.add([JudgedFinding(finding)], of: folder.file(model), replacing: nil, isForSeveral: true)
        }
        try baseline.write(tool: "1")
        return try Baseline(path: folder.file("baseline.json"))
    }

    @Test("A baseline accepts in each model what that model had, and its file names no folder of this machine")
    func baselines() throws {
        let folder = Self.folder()
        let baseline = try Self.baseline([("a", Self.pooler), ("team/c", Self.pooler)], in: folder)
        #expect(baseline.entries.map(\.model) == ["a", "team/c"])
        #expect(try !baseline.text(tool: "1").contains(folder.path))
        let run = try Self.run(nil, baseline: baseline, in: folder)
        #expect(run.accepted == ["a", "team/c"])
        #expect(run.notes.isEmpty)
    }

    @Test("What is fixed is a note about the model; a baseline for none of the models is a note about the run")
    func fixed() throws {
        let folder = Self.folder()
        let baseline = try Self.baseline([("a", Self.pooler), ("b", Self.pooler)], in: folder)
        var judge = Judge(today: try day("2026-12-01"), baseline: baseline)
        let notes = judge.judge([], of: folder.file("a")).notes
        #expect(
            notes == [folder.file("baseline.json: fixed since it was written: BC101 bert.pooler.dense.weight")])
        #expect(judge.notes.isEmpty)
        let run = try Self.run(nil, baseline: baseline, in: folder, models: ["team/c"])
        #expect(
            run.notes == [
                "baseline.json is for none of these models; it has their paths from the folder that it is in"
            ])
    }

    @Test("A baseline of one model holds for several, and its entry is fixed only if it is so in all of them")
    func general() throws {
        let folder = Self.folder()
        let path = folder.file("baseline.json")
        let baseline = Baseline([JudgedFinding(Self.pooler)], of: folder.file("a"), replacing: nil, path: path)
        let some = try Self.run(nil, baseline: baseline, in: folder) { $0 == "b" ? [Self.pooler] : [] }
        #expect(some.accepted == ["b"])
        #expect(some.notes.isEmpty)
        let none = try Self.run(nil, baseline: baseline, in: folder) { _ in [] }
        #expect(none.notes == ["baseline.json: fixed since it was written: BC101 bert.pooler.dense.weight"])
    }

    @Test("A new baseline keeps what the old one has about models that were not verified")
    func otherModels() throws {
        let folder = Self.folder()
        let old = try Self.baseline([("a", Self.pooler), ("team/c", Self.pooler)], in: folder)
        var new = Baseline(emptyAt: folder.file("team/new.json"))
        new.add([], of: folder.file("a"), replacing: old, isForSeveral: true)
        new.addOtherModels(of: old)
        #expect(new.entries.map(\.model) == ["c"])
    }
}
