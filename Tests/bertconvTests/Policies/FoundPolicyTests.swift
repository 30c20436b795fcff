import ByteIO
import JSONText
import TestSupport
import Testing

/// Guards that the team's own policy is found, and that none is taken from a model.
@Suite("A policy that verify finds")
struct FoundPolicyTests {
    private static let policy = """
        version: 1
        entries:
          - {rule: BC101, action: allow, parameters: ["bert.pooler.*"], reason: mean pooling}

        """

    /// `models/a` and `models/b`, both without their pooler.
    private static func prepare() -> PolicyRun {
        let run = PolicyRun()
        var model = TinyBert()
        model.remove("bert.pooler.dense.weight", "bert.pooler.dense.bias")
        for name in ["models/a", "models/b"] { run.write(model, to: name) }
        return run
    }

    @Test(
        "It applies to the models below it, and the report names it",
        arguments: ["bertconv.yaml", "models/bertconv.yaml"])
    func found(place: String) throws {
        let run = Self.prepare()
        #expect(run("verify", "models/a").status == 1)
        _ = run.folder.write(Self.policy, to: place)
        let found = run("verify", "models/a")
        #expect(found.status == 0)
        #expect(found.output.contains("\nnote: \(place) was found and applies\n"))
        #expect(found.output.contains("accepted[BC101]: bert.pooler.dense.bias (\(place): mean pooling)"))
        let report = try JSONParser.parse(Array(run("verify", "models/a", "--format", "json").output.utf8)).object
        #expect(report?["reports"]?.array?.first?.object?["policies"] == .texts([place]))
        let absolute = Tool.bertconv(["verify", run.folder.file("models/a")])
        #expect(absolute.status == 0)
        #expect(absolute.output.contains("note: \(run.folder.file(place)) was found and applies"))
        let inside = Tool.run(
            ["/bin/sh", "-c", "cd \"$0\" && exec \"$1\" verify .", run.folder.file("models/a"), Tool.path("bertconv")])
        #expect(inside.status == 0)
    }

    @Test("--no-policy searches for none, --policy is used instead, and the two together are wrong usage")
    func options() {
        let run = Self.prepare()
        _ = run.folder.write(Self.policy, to: "bertconv.yaml")
        _ = run.folder.write("version: 1\nentries: []\n", to: "strict.yaml")
        let off = run("verify", "models/a", "--no-policy")
        #expect(off.status == 1)
        #expect(!off.output.contains("bertconv.yaml"))
        let other = run("verify", "models/a", "--policy", "strict.yaml")
        #expect(other.status == 1)
        #expect(!other.output.contains("bertconv.yaml"))
        #expect(run("verify", "models/a", "--policy", "strict.yaml", "--no-policy").status == 64)
    }

    @Test("One in the model's own folder accepts nothing, says so, and is used if it is named")
    func own() {
        let run = Self.prepare()
        _ = run.folder.write(Self.policy, to: "models/a/bertconv.yaml")
        for model in ["models/a", "models/a/model.safetensors", "models/a/"] {
            let ignored = run("verify", model)
            #expect(ignored.status == 1, "\(model)")
            #expect(
                ignored.output.contains(
                    "note: models/a/bertconv.yaml does not apply, because it is in the folder of a model; to use it, pass "
                        + "--policy models/a/bertconv.yaml"), "\(ignored.output)")
        }
        #expect(run("verify", "-r", "models/a").status == 1)
        #expect(run("verify", "models/a", "--policy", "models/a/bertconv.yaml").status == 0)
    }

    @Test("Nor does one in a model's folder accept anything in a model below it")
    func nested() {
        let run = Self.prepare()
        var model = TinyBert()
        model.remove("bert.pooler.dense.weight")
        run.write(model, to: "models/a/part")
        _ = run.folder.write(Self.policy, to: "models/a/bertconv.yaml")
        #expect(run("verify", "models/a/part").status == 1)
    }

    @Test("One that cannot be used ends the run before anything is verified, with file, line and column")
    func broken() {
        let run = Self.prepare()
        _ = run.folder.write("version: 1\nentries:\n  - rule: BC999\n", to: "models/bertconv.yaml")
        let end = run("verify", "-r", "models")
        #expect(end.status == 2)
        #expect(end.output.isEmpty)
        #expect(end.errors.hasPrefix("error: models/bertconv.yaml: line 3, column 5: "), "\(end.errors)")
        #expect(run("verify", "-r", "models", "--no-policy").status == 1)
        _ = Tool.run(["rm", run.folder.file("models/bertconv.yaml")])
        _ = Tool.run(["ln", "-s", "gone", run.folder.file("models/bertconv.yaml")])
        #expect(run("verify", "models/a").status == 2)
    }

    @Test("In a run of several models each has its nearest, and each policy is reported once")
    func several() throws {
        let run = Self.prepare()
        var model = TinyBert()
        model.remove("bert.pooler.dense.weight")
        run.write(model, to: "team/c")
        _ = run.folder.write(Self.policy, to: "models/bertconv.yaml")
        _ = run.folder.write(Self.policy.replacing("bert.pooler.*", with: "classifier.*"), to: "bertconv.yaml")
        let end = run("verify", "models/a", "models/b", "team/c", "--format", "jsonl")
        #expect(end.status == 1)
        let verdicts = try end.output.split(separator: "\n").map { line in
            try JSONParser.parse(Array(line.utf8)).object?["summary"]?.object?["verdict"]?.string
        }
        #expect(verdicts == ["pass", "pass", "fail"])
        #expect(
            end.errors == """
                note: bertconv.yaml was found and applies to 1 model
                note: models/bertconv.yaml was found and applies to 2 models
                note: bertconv.yaml, line 3: unused entry for BC101

                """)
        #expect(run("verify", "models/a", "models/b", "-q").errors.isEmpty)
    }

    @Test("No report goes over a policy that was found")
    func kept() {
        let run = Self.prepare()
        _ = run.folder.write(Self.policy, to: "bertconv.yaml")
        let end = run("verify", "models/a", "--report", "json=bertconv.yaml")
        #expect(end.status == 2)
        #expect(String(decoding: bytes(ofFile: run.folder.file("bertconv.yaml")), as: UTF8.self) == Self.policy)
    }
}
