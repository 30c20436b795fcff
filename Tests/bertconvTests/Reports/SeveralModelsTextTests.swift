import Glibc
import TestSupport
import Testing

@Suite("The text report of several models shows those that need people")
struct SeveralModelsTextTests {
    private static let paths = ["healthy-BertModel", "missing-head", "truncated-safetensors", "no-weights"].map {
        Fixtures.path("damage/" + $0)
    }

    private static func rows(_ run: Tool.Run) -> [String] {
        run.output.split(separator: "\n").filter { $0.hasPrefix("  ") }.map(String.init).filter { line in
            ["PASS", "FAIL", "PARTIAL", "NOTHING", "ERROR"].contains { line.dropFirst(2).hasPrefix($0) }
        }
    }

    @Test("What passes is a row only; the rows begin with the worst and end with the counts")
    func table() {
        let run = Tool.bertconv(["verify", "--headers-only"] + Self.paths + ["/nowhere"])
        #expect(run.status == 2)
        #expect(!run.output.contains("\nPASS "))
        #expect(run.output.hasPrefix("FAIL "))
        #expect(run.output.contains("\nERROR /nowhere: no such file or folder\n"))
        let rows = Self.rows(run)
        #expect(
            rows.map { $0.split(separator: " ")[0] } == ["PARTIAL", "ERROR", "FAIL", "NOTHING", "PASS"],
            "\(run.output)")
        #expect(rows[2].contains("  BertForSequenceClassification  classifier is missing (BC101)"))
        #expect(run.output.hasSuffix("\n5 models: 1 passed, 1 failed, 2 partial, 1 with nothing to check\n"))
    }

    @Test("--verbose shows what passes too, --quiet a line for each model")
    func options() {
        let verbose = Tool.bertconv(["verify", "--headers-only", "-v"] + Self.paths)
        #expect(verbose.output.hasPrefix("PASS "))
        #expect(Self.rows(verbose).count == 4)
        let quiet = Tool.bertconv(["verify", "--headers-only", "-q"] + Self.paths)
        #expect(
            quiet.output.split(separator: "\n").map { $0.split(separator: " ")[0] } == [
                "PASS", "FAIL", "PARTIAL", "NOTHING", "4",
            ])
        #expect(Tool.bertconv(["verify", "-q", "-v", Self.paths[0]]).status == 64)
    }

    @Test("Of many models, those that pass have no row, so that the others are not moved off the screen", .slow)
    func many() {
        let models = Array(repeating: Self.paths[0], count: 30) + [Self.paths[1]]
        let run = Tool.bertconv(["verify", "--headers-only"] + models)
        #expect(Self.rows(run).count == 1)
        #expect(run.output.hasSuffix("\n31 models: 30 passed, 1 failed\n"))
        #expect(Self.rows(Tool.bertconv(["verify", "--headers-only", "-v"] + models)).count == 31)
        let passing = Tool.bertconv(["verify", "--headers-only"] + models.dropLast())
        #expect(passing.output == "30 models: 30 passed, 0 failed\n")
    }

    @Test("One model is shown whole, whatever its verdict", arguments: paths)
    func one(path: String) {
        let run = Tool.bertconv(["verify", "--headers-only", path])
        #expect(run.output.split(separator: "\n").count > 2)
        #expect(Self.rows(run).isEmpty)
    }

    @Test("A path where nothing is is an error of one line, and status 2", arguments: [[], ["-q"], ["--recursive"]])
    func missing(options: [String]) {
        let run = Tool.bertconv(["verify", "nowhere/model"] + options)
        #expect(run.status == 2)
        #expect(run.output == "ERROR nowhere/model: no such file or folder\n")
    }

    @Test("A folder of models says how to verify them")
    func folderOfModels() {
        let folder = TemporaryFolder()
        unsafe mkdir(folder.file("a"), 0o700)
        let run = Tool.bertconv(["verify", folder.path])
        #expect(run.status == 3)
        #expect(run.output.contains("--recursive verifies the models in its folders"))
    }

    @Test("JSON lists what the search passed over, with the model before it, also in lines")
    func skipped() throws {
        let folder = TemporaryFolder()
        for part in ["m", "m/a", "m/a/.hidden", "m/b", "m/b/.git"] { unsafe mkdir(folder.file(part), 0o700) }
        let model = TinyBert("BertModel", layers: 0)
        for name in ["a", "b"] {
            _ = folder.write(model.savedFile, to: "m/\(name)/model.safetensors")
            _ = folder.write(model.configurationText, to: "m/\(name)/config.json")
        }
        _ = folder.write(model.savedFile, to: "m/b/tf_model.h5")
        let run = Tool.bertconv(["verify", "-r", folder.file("m"), "--headers-only", "--format", "jsonl"])
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 2)
        #expect(lines[0].contains(#""skipped":[{"path":"\#(folder.file("m/a/.hidden"))","reason":"hidden folder"}]"#))
        let other = #"{"path":"\#(folder.file("m/b/tf_model.h5"))","reason":"weights that the library does not open"}"#
        #expect(lines[1].contains(#""skipped":[\#(other),{"path":"\#(folder.file("m/b/.git"))""#))
    }
}
