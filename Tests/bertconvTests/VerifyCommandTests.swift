import ByteIO
import JSONText
import TestSupport
import Testing
import Verification

@Suite("verify as a program: exit status, formats, files, policies")
struct VerifyCommandTests {
    private static let formats = [
        "text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "intoto", "html", "svg",
    ]
    private static let statuses: [(folder: String, status: Int32)] = [
        ("healthy-BertForMaskedLM", 0), ("missing-head", 1), ("truncated-safetensors", 2), ("no-weights", 3),
    ]

    @Test("The exit status never depends on the format", .slow, arguments: formats, statuses)
    func status(format: String, expected: (folder: String, status: Int32)) {
        let path = Fixtures.path("damage/\(expected.folder)")
        let run = Tool.bertconv(["verify", path, "--format", format])
        #expect(run.status == expected.status)
        #expect(!run.output.isEmpty)
        #expect(run.errors.isEmpty)
    }

    @Test("What cannot be checked is status 2 whatever is tolerated", arguments: ["never", "error"])
    func partial(threshold: String) {
        let path = Fixtures.path("damage/flipped-byte")
        let run = Tool.bertconv(["verify", path, "--fail-on", threshold, "--allow", "BC602"])
        #expect(run.status == 2)
        #expect(run.output.hasPrefix("PARTIAL "))
        #expect(run.output.contains("checked 40 of 41 tensors"))
    }

    @Test(
        "--fail-on moves the line", arguments: [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
    func threshold(severity: String, status: Int) {
        let run = Tool.bertconv(["verify", Fixtures.path("damage/no-format-metadata"), "--fail-on", severity])
        #expect(run.status == Int32(status))
    }

    @Test("Reports go to files, several at once, and say the same as the screen", .slow)
    func reports() throws {
        let folder = TemporaryFolder()
        let path = Fixtures.path("damage/data-parallel")
        let files = Self.formats.map { "\($0)=\(folder.file($0))" }.flatMap { ["--report", $0] }
        let run = Tool.bertconv(["verify", path] + files)
        #expect(run.status == 1)
        for format in Self.formats {
            let written = String(decoding: bytes(ofFile: folder.file(format)), as: UTF8.self)
            let shown = Tool.bertconv(["verify", path, "--format", format]).output
            #expect((withoutTimes(written) == withoutTimes(shown)) as Bool, "\(format)")
        }
    }

    @Test("A report that cannot be written is status 2 and a line that says which")
    func unwritable() {
        let path = Fixtures.path("damage/healthy-BertModel")
        let run = Tool.bertconv(["verify", path, "--report", "json=/nowhere/report.json"])
        #expect(run.status == 2)
        #expect(run.errors.contains("/nowhere"))
    }

    @Test("Several models are one run, and the worst decides")
    func several() throws {
        let paths = Self.statuses.prefix(2).map { Fixtures.path("damage/\($0.folder)") }
        let run = Tool.bertconv(["verify"] + paths + ["--format", "jsonl"])
        #expect(run.status == 1)
        let verdicts = try run.output.split(separator: "\n").map { line in
            try JSONParser.parse(Array(line.utf8)).object?["summary"]?.object?["verdict"]?.string
        }
        #expect(verdicts == ["pass", "fail"])
    }

    @Test("The worst of several models: unchecked before failed, failed before nothing")
    func worst() {
        let paths = Self.statuses.map { Fixtures.path("damage/\($0.folder)") }
        #expect(Tool.bertconv(["verify"] + paths + ["-q"]).status == 2)
        #expect(Tool.bertconv(["verify", paths[1], paths[3], "-q"]).status == 1)
        #expect(Tool.bertconv(["verify", paths[0], paths[3], "-q"]).status == 3)
    }

    @Test(
        "Wrong usage is status 64",
        arguments: [
            ["--allow", "BC999"], ["--fail-on", "fatal"], ["--report", "json"], ["--report", "yaml=x"],
            ["--seeds", "9-1"], ["--as", "BertForNothing"], ["--loader", "transformers-3"],
        ])
    func usage(arguments: [String]) {
        #expect(Tool.bertconv(["verify", "x"] + arguments).status == 64)
        #expect(Tool.bertconv(["verify"]).status == 64)
    }

    @Test("What --print-policy prints accepts today's findings once it has reasons")
    func policy() {
        let folder = TemporaryFolder()
        let model = Fixtures.path("damage/missing-pooler")
        let printed = Tool.bertconv(["verify", model, "--as", "BertModel", "--print-policy"])
        #expect(printed.status == 1)
        let draft = folder.write(printed.output, to: "draft.yaml")
        #expect(Tool.bertconv(["verify", model, "--as", "BertModel", "--policy", draft]).status == 2)
        let text = printed.output.replacing("TODO: say why", with: "nothing here uses the pooler")
        let policy = folder.write(text, to: "policy.yaml")
        let run = Tool.bertconv(["verify", model, "--as", "BertModel", "--policy", policy])
        #expect(run.status == 0)
        #expect(run.output.contains("accepted[BC101]: pooler.dense.weight"))
        #expect(run.output.contains("nothing here uses the pooler"))
    }

    @Test("A baseline accepts what it lists, and nothing new")
    func baseline() {
        let folder = TemporaryFolder()
        let baseline = folder.file("baseline.json")
        let model = Fixtures.path("damage/missing-head")
        #expect(Tool.bertconv(["verify", model, "--write-baseline", baseline]).status == 1)
        #expect(Tool.bertconv(["verify", model, "--baseline", baseline]).status == 0)
        let other = Fixtures.path("damage/one-weight-missing")
        let run = Tool.bertconv(["verify", other, "--baseline", baseline])
        #expect(run.status == 1)
        #expect(run.output.contains("fixed since it was written: BC101 classifier.bias, classifier.weight"))
    }

    @Test("explain lists every rule, shows one by number or name, and refuses others")
    func explain() {
        let list = Tool.bertconv(["explain"])
        #expect(list.status == 0)
        #expect(list.output.split(separator: "\n").count == Rule.all.count)
        let page = Tool.bertconv(["explain", "BC101"])
        for heading in ["What it checks", "Why it is bad", "Example", "How to fix it"] {
            #expect(page.output.contains("\n\(heading)\n"))
        }
        #expect(Tool.bertconv(["explain", "missing-parameter"]).output == page.output)
        #expect(Tool.bertconv(["explain", "BC999"]).status == 64)
    }

    @Test("explain writes one rule as an object and all rules as an array of such objects")
    func explainJSON() throws {
        let all = try JSONParser.parse(Array(Tool.bertconv(["explain", "--format", "json"]).output.utf8)).array ?? []
        #expect(all.map { $0.object?["number"]?.string } == Rule.all.map(\.number))
        let one = try JSONParser.parse(Array(Tool.bertconv(["explain", "bc501", "--format", "json"]).output.utf8))
        #expect(all.map(JSONWriter.compact).contains(JSONWriter.compact(one)))
        let object = try #require(one.object)
        #expect(
            object.members.map(\.name) == [
                "number", "id", "severity", "needs", "url", "title", "checks", "harm", "example", "remedy",
            ])
        #expect(object["id"] == "untrained-proven")
        #expect(object["severity"] == "error")
        #expect(object["needs"] == "values")
        #expect(object["url"]?.string?.hasPrefix("https://") == true)
        #expect(object["url"]?.string?.hasSuffix("/docs/rules/BC501.md") == true)
        #expect(object["example"]?.string?.contains("```") == true)
    }

    @Test("Tensors of all layers that say the same are one name, without loss")
    func folded() {
        let run = Tool.bertconv(["verify", Fixtures.path("damage/fresh-model")])
        #expect(run.output.contains("\n    bert.encoder.layer.{0-1}.attention.self.query.weight\n"))
    }

    @Test("Colour only where it is asked for")
    func colour() {
        let path = Fixtures.path("damage/missing-head")
        #expect(!Tool.bertconv(["verify", path]).output.contains("\u{1B}"))
        #expect(Tool.bertconv(["verify", path, "--color", "always"]).output.contains("\u{1B}[31;1mFAIL"))
    }
}
