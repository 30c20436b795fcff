import ByteIO
import Glibc
import JSONText
import TestSupport
import Testing

/// Guards the ways in which many models are verified: lists, parts on several machines, runs that are stopped and go
/// on, and one report of all.
@Suite("A fleet of models")
struct FleetTests {
    /// Three models that pass, one without its pooler, one that is cut short, and a path where nothing is.
    private static let names = ["a", "b c", "d", "no pooler", "torn", "gone"]

    private static func fleet() -> TemporaryFolder {
        let folder = TemporaryFolder()
        var model = TinyBert("BertModel", layers: 0)
        let whole = SafetensorsBytes.file(model.tensors)
        model.remove("pooler.dense.weight")
        let lacking = SafetensorsBytes.file(model.tensors)
        for name in names where name != "gone" {
            unsafe mkdir(folder.file(name), 0o700)
            let bytes = name == "torn" ? Array(whole.dropLast(3)) : name == "no pooler" ? lacking : whole
            _ = folder.write(bytes, to: name + "/model.safetensors")
            _ = folder.write(model.configurationText, to: name + "/config.json")
        }
        return folder
    }

    private static func verify(_ arguments: [String]) -> Tool.Run {
        Tool.bertconv(["verify", "--headers-only", "--no-policy"] + arguments)
    }

    /// The paths of the reports in JSON Lines, sorted.
    private static func paths(_ lines: String) throws -> [String] {
        try lines.split(separator: "\n").map {
            try #require(try JSONParser.parse(Array($0.utf8)).object?["model"]?.object?["path"]?.string)
        }.sorted()
    }

    @Test("A list means the same as its paths on the command line", arguments: ["\n", "\0", "\r\n"], [false, true])
    func list(separator: String, isInput: Bool) throws {
        let folder = Self.fleet()
        let paths = Self.names.map(folder.file)
        let list = folder.write(paths.joined(separator: separator), to: "list")
        let expected = Self.verify(paths + ["--format", "jsonl"])
        let run =
            isInput
            ? Tool.run([
                "sh", "-c", "exec \"$0\" verify --headers-only --no-policy --from-file - --format jsonl < \"$1\"",
                Tool.path("bertconv"), list,
            ]) : Self.verify(["--from-file", list, "--format", "jsonl"])
        #expect(run.output == expected.output)
        #expect(run.status == 2 && expected.status == 2)
    }

    @Test("An empty list has nothing to check, and a list beside paths comes after them")
    func listBeside() throws {
        let folder = Self.fleet()
        #expect(Self.verify(["--from-file", folder.write("\n", to: "empty")]).status == 3)
        let list = folder.write(folder.file("b c"), to: "list")
        let run = Self.verify([folder.file("a"), "--from-file", list, "--format", "jsonl"])
        #expect(try Self.paths(run.output) == [folder.file("a"), folder.file("b c")])
        #expect(run.status == 0)
        #expect(Self.verify([]).status == 64)
        #expect(Self.verify(["--from-file", folder.file("nowhere")]).status == 2)
    }

    @Test("A line that is no path of a model has a report, and stops nothing")
    func badLines() throws {
        let folder = Self.fleet()
        let bad = [
            "hf://", "hf://a", "s3://", "https://", "http://192.0.2.1/x", "http://192.0.2.1/x?X-Sig=1", "file:///x",
            "-x", " ", "a/../b", String(repeating: "x", count: 5_000), "\u{1}", "\u{FEFF}",
        ]
        let good = folder.file("a")
        var lines = Array((bad + [good]).joined(separator: "\n").utf8)
        lines += [UInt8(ascii: "\n"), 0xFF, 0xFE]
        let run = Self.verify(["--from-file", folder.write(lines, to: "list"), "--format", "jsonl"])
        #expect(run.status == 2 && run.errors.isEmpty, "\(run.errors)")
        let verdicts = try run.output.split(separator: "\n").map {
            try JSONParser.parse(Array($0.utf8)).object?["summary"]?.object?["verdict"]?.string
        }
        #expect(verdicts == bad.map { _ in "partial" } + ["pass", "partial"])
    }

    @Test("Each model is in one part, whatever the number of parts", arguments: 1...5)
    func parts(count: Int) throws {
        let folder = Self.fleet()
        let paths = Self.names.map(folder.file)
        var all: [String] = []
        for index in 1...count {
            let run = Self.verify(paths + ["--partition", "\(index)/\(count)", "--format", "jsonl"])
            all += try Self.paths(run.output)
            if run.output.isEmpty { #expect(run.status == 0) }
        }
        #expect(all.sorted() == paths.sorted())
    }

    @Test("The part of a path is that of its SHA-256, so that other programs can say it")
    func partition() throws {
        // Python: int(hashlib.sha256(b"models/a").hexdigest()[:8], 16) % 7 + 1
        for index in 1...7 {
            let run = Self.verify(["models/a", "--partition", "\(index)/7", "--format", "jsonl"])
            #expect(try Self.paths(run.output) == (index == 2 ? ["models/a"] : []))
        }
    }

    @Test("A part that is none is wrong usage", arguments: ["0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "-1/3", "1/"])
    func wrongPart(part: String) {
        #expect(Self.verify(["x", "--partition=\(part)"]).status == 64)
    }

    /// Guards the property: however a run was stopped, the one that goes on makes of its file what one run makes.
    @Test("A file cut at any place of its last line, and after each line, is finished", arguments: 0...6)
    func resume(done: Int) throws {
        let folder = Self.fleet()
        let paths = Self.names.map(folder.file)
        let whole = Self.verify(paths + ["--format", "jsonl"]).output
        let lines = whole.split(separator: "\n").map { $0 + "\n" }
        let kept = lines.prefix(done).joined()
        let next = done < lines.count ? String(lines[done]) : ""
        for cut in Set([0, 1, next.count / 2, max(0, next.count - 1)]) {
            let file = folder.write(kept + next.prefix(cut), to: "reports.jsonl")
            let run = Self.verify(paths + ["--resume", file, "--quiet"])
            #expect(run.status == 2)
            #expect(String(decoding: bytes(ofFile: file), as: UTF8.self) == whole)
        }
    }

    @Test("What stands in the file decides too, and is said")
    func worst() throws {
        let folder = Self.fleet()
        let file = folder.file("reports.jsonl")
        #expect(Self.verify([folder.file("no pooler"), "--resume", file]).status == 1)
        let next = Self.verify([folder.file("no pooler"), folder.file("a"), "--resume", file])
        #expect(next.status == 1)
        #expect(next.errors.contains("1 of 2 models has a report in \(file) and is not verified again"))
        let again = Self.verify([folder.file("a"), "--resume", file])
        #expect(again.status == 1)
        #expect(try Self.paths(String(decoding: bytes(ofFile: file), as: UTF8.self)).count == 2)
    }

    @Test("A file of another depth, another --fail-on or another kind is refused and stays as it is")
    func others() throws {
        let folder = Self.fleet()
        let file = folder.file("reports.jsonl")
        _ = Self.verify([folder.file("a"), "--resume", file])
        let before = bytes(ofFile: file)
        let deeper = Tool.bertconv(["verify", "--no-policy", folder.file("d"), "--resume", file])
        #expect(deeper.status == 2 && deeper.errors.contains("was verified with --headers-only"))
        let stricter = Self.verify([folder.file("d"), "--resume", file, "--fail-on", "note"])
        #expect(stricter.status == 2 && stricter.errors.contains("--fail-on"))
        #expect(bytes(ofFile: file) == before)
        let other = folder.write("{\"a\": 1}\nnot json\n", to: "other.jsonl")
        let wrong = Self.verify([folder.file("d"), "--resume", other])
        #expect(wrong.status == 2 && wrong.errors.contains("other.jsonl: line 1"))
        let model = Self.verify([folder.file("d"), "--resume", folder.file("d/config.json")])
        #expect(model.status == 2)
        #expect(Self.verify([folder.file("d"), "--resume", file, "--report", "json=x"]).status == 64)
    }

    @Test("Two processes do not write to one file")
    func locked() throws {
        let folder = Self.fleet()
        let file = folder.write("", to: "reports.jsonl")
        let held = try AppendedFile(path: file)
        let run = Self.verify([folder.file("a"), "--resume", file])
        #expect(run.status == 2 && run.errors.contains("another process is writing to it"))
        withExtendedLifetime(held) {}
    }

    @Test(
        "The reports of several runs are shown as one run shows them",
        arguments: ["text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html", "svg"])
    func merged(format: String) throws {
        let folder = Self.fleet()
        let paths = Self.names.map(folder.file)
        let parameters = ["--parameters"]
        let first = folder.write(
            Self.verify(paths.prefix(2) + ["--format", "jsonl"] + parameters).output, to: "1.jsonl")
        let second = folder.write(
            Self.verify(paths.dropFirst(2) + ["--format", "jsonl"] + parameters).output, to: "2.jsonl")
        let options = ["--format", format] + (format == "jsonl" ? parameters : [])
        let run = Tool.bertconv(["report", first, second] + options)
        let expected = Self.verify(paths + options)
        #expect(run.status == expected.status)
        func plain(_ text: String) -> String {
            // A run's category names what it was called with.
            withoutTimes(text).split(separator: "\n").filter { !$0.contains("\"id\": \"bertconv/") }
                .joined(separator: "\n")
        }
        #expect(plain(run.output) == plain(expected.output))
    }

    @Test("report refuses what is no report, what is cut, and a statement")
    func refused() throws {
        let folder = Self.fleet()
        let whole = Self.verify([folder.file("a"), "--format", "jsonl"]).output
        let cut = folder.write(String(whole.dropLast(9)), to: "cut.jsonl")
        let run = Tool.bertconv(["report", cut])
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.errors.contains("cut.jsonl: line 1, byte 0: is cut short") && run.errors.contains("--resume"))
        let empty = Tool.bertconv(["report", folder.write("", to: "empty.jsonl")])
        #expect(empty.status == 2 && empty.errors.contains("no report is in it"))
        let kept = folder.write(whole, to: "kept.jsonl")
        #expect(Tool.bertconv(["report", kept, "--format", "intoto"]).status == 64)
        #expect(Tool.bertconv(["report", kept, "--report", "json=\(kept)"]).status == 2)
        #expect(String(decoding: bytes(ofFile: kept), as: UTF8.self) == whole)
        let twice = Tool.bertconv(["report", kept, kept])
        #expect(twice.status == 0 && twice.errors.contains("more than one report"))
    }
}
