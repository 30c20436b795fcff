import ByteIO
import TestSupport
import Testing

/// Guards the way of a team with many models: one policy or baseline for all of them, which accepts just what each has.
@Suite("Policies and baselines of many models, as the program writes them")
struct SeveralModelsPolicyTests {
    /// `models/a` lacks its pooler, `models/b` its head, `models/c` both, `models/d` nothing.
    private static func prepare() -> PolicyRun {
        let run = PolicyRun()
        for (name, missing) in [
            ("a", ["bert.pooler.dense"]), ("b", ["classifier"]), ("c", ["bert.pooler.dense", "classifier"]), ("d", []),
        ] {
            var model = TinyBert()
            for module in missing { model.remove(module + ".weight", module + ".bias") }
            run.write(model, to: "models/" + name)
        }
        return run
    }

    private static let models = ["models/a", "models/b", "models/c", "models/d"]

    @Test(
        "One policy with everything in it, and with reasons all models pass", .slow,
        arguments: [[], ["--fail-on", "never"]])
    func policy(options: [String]) {
        for paths in [["-r", "models"], Self.models] {
            let run = Self.prepare()
            let printed = run.run(["verify", "--print-policy"] + paths + options)
            #expect(printed.status == (options.isEmpty ? 1 : 0))
            #expect(printed.output.split(separator: "\n").count { $0.hasPrefix("version:") } == 1)
            let policy = run.printPolicy(paths + options)
            let end = run.run(["verify", "--policy", policy] + paths)
            #expect(end.status == 0, "\(end.output)\(printed.output)")
            #expect(!end.errors.contains("unused"), "\(end.errors)")
        }
    }

    @Test("A printed policy accepts in each model what that one has, and nothing that another one has")
    func scopes() {
        let run = Self.prepare()
        let policy = run.printPolicy(["-r", "models"])
        var model = TinyBert()
        model.remove("classifier.weight", "classifier.bias")
        // Now a lacks what only b and c lacked, and there is a model that nobody knew.
        run.write(model, to: "models/a")
        run.write(model, to: "models/e")
        for (name, status) in [("a", 1), ("b", 0), ("c", 0), ("d", 0), ("e", 1)] {
            #expect(run("verify", "models/\(name)", "--policy", policy).status == Int32(status), "\(name)")
        }
    }

    @Test("Printed where a bertconv.yaml applies, it is complete without that one, which it would hide")
    func complete() {
        let run = Self.prepare()
        _ = run.printPolicy(["-r", "models"], to: "bertconv.yaml")
        #expect(run("verify", "-r", "models").status == 0)
        _ = run.printPolicy(["-r", "models"], to: "models.yaml")
        #expect(run("verify", "-r", "models", "--policy", "models.yaml").status == 0)
        // The shell has emptied the file before the program starts.
        let script = "cd \"$0\" && \"$1\" verify -r models --print-policy > bertconv.yaml"
        #expect(Tool.run(["/bin/sh", "-c", script, run.folder.path, Tool.path("bertconv")]).status == 1)
        #expect(bytes(ofFile: run.folder.file("bertconv.yaml")).count > 100)
    }

    @Test("A policy for one model names no path, so that it holds for the conversion")
    func one() {
        let run = Self.prepare()
        let policy = run.printPolicy(["models/c"])
        #expect(!String(decoding: bytes(ofFile: run.folder.file(policy)), as: UTF8.self).contains("models:"))
        #expect(run("convert", "models/c", "converted", "--to", "pytorch", "--allow-incomplete").status == 0)
        #expect(run("verify", "converted", "--policy", policy).status == 0)
    }

    @Test("One baseline for all models, and each finds its own in it", .slow, arguments: [["-r", "models"], models])
    func baseline(paths: [String]) {
        let run = Self.prepare()
        #expect(run.run(["verify", "--write-baseline", "baseline.json"] + paths).status == 1)
        let end = run.run(["verify", "--baseline", "baseline.json"] + paths)
        #expect(end.status == 0, "\(end.output)")
        #expect(end.errors.isEmpty)
        for model in Self.models { #expect(run("verify", model, "--baseline", "baseline.json").status == 0) }
        var model = TinyBert()
        model.remove("classifier.weight", "classifier.bias")
        run.write(model, to: "models/a")
        let changed = run("verify", "models/a", "--baseline", "baseline.json")
        #expect(changed.status == 1)
        #expect(
            changed.output.contains(
                "baseline.json: fixed since it was written: BC101 bert.pooler.dense.bias, bert.pooler.dense.weight"))
    }

    @Test("A baseline goes to standard output, once, and to no file if it is not written whole")
    func baselineOutput() {
        let run = Self.prepare()
        let end = run("verify", "-r", "models", "--write-baseline", "-")
        #expect(end.status == 1)
        _ = run.folder.write(end.output, to: "baseline.json")
        #expect(run("verify", "-r", "models", "--baseline", "baseline.json").status == 0)
        let nowhere = run("verify", "-r", "models", "--write-baseline", "gone/baseline.json")
        #expect(nowhere.status == 2)
    }

    @Test("A new baseline for some of the models keeps what the old one has about the others")
    func rewritten() {
        let run = Self.prepare()
        #expect(run("verify", "-r", "models", "--write-baseline", "baseline.json").status == 1)
        let some = run(
            "verify", "models/a", "--baseline", "baseline.json", "--write-baseline", "baseline.json")
        #expect(some.status == 0)
        #expect(run("verify", "-r", "models", "--baseline", "baseline.json").status == 0)
    }

    @Test("An unused entry is reported once at the end, for any number of jobs", arguments: ["1", "4"])
    func unused(jobs: String) {
        let run = Self.prepare()
        let policy = """
            version: 1
            entries:
              - {rule: BC101, action: allow, parameters: [classifier.*], reason: x}
              - {rule: BC101, action: allow, parameters: ["bert.pooler.*", "gone.*"], reason: x}
              - {rule: BC203, action: allow, reason: x}
              - {rule: BC101, action: allow, models: [models/gone], reason: x}
            """
        _ = run.folder.write(policy, to: "policy.yaml")
        let end = run("verify", "-r", "models", "--policy", "policy.yaml", "--allow", "BC304", "--jobs", jobs)
        #expect(end.status == 0, "\(end.output)")
        #expect(!end.output.contains("unused"))
        #expect(
            end.errors == """
                note: policy.yaml, line 4: unused patterns in the entry for BC101: 'gone.*'
                note: policy.yaml, line 5: unused entry for BC203
                note: policy.yaml, line 6: the entry is for none of these models
                note: unused --allow BC304

                """)
        let alone = run("verify", "models/d", "--policy", "policy.yaml")
        #expect(alone.output.contains("note: policy.yaml, line 5: unused entry for BC203"))
        #expect(alone.errors.isEmpty)
    }
}
