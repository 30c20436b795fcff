import ByteIO
import Glibc
import JSONText
import TestSupport
import Testing

/// Guards files of `--resume` and `report` that are damaged, foreign or very long, and full disks.
@Suite("Saved reports that are not as they were written")
struct FleetAttackTests {
    private static let verify = ["verify", "--no-policy", "--headers-only", "--quiet"]

    private static func model(_ folder: TemporaryFolder, _ name: String = "model") -> String {
        let model = TinyBert("BertModel", layers: 0)
        unsafe mkdir(folder.file(name), 0o700)
        _ = folder.write(model.savedFile, to: name + "/model.safetensors")
        _ = folder.write(model.configurationText, to: name + "/config.json")
        return folder.file(name)
    }

    /// A line of a model that passed, with another path.
    private static func line(_ template: String, path: String, of original: String) -> String {
        template.replacing("\"path\":\"\(original)\"", with: "\"path\":\"\(path)\"")
    }

    @Test("A last line that is cut at any byte is written anew", .slow)
    func cutAnywhere() throws {
        let folder = TemporaryFolder()
        let paths = [Self.model(folder), folder.file("gone")]
        let whole = Tool.bertconv(Self.verify + paths + ["--format", "jsonl"]).output
        let last = try #require(whole.utf8.dropLast().lastIndex(of: UInt8(ascii: "\n")))
        let file = folder.file("reports.jsonl")
        for count in whole.utf8.distance(from: whole.startIndex, to: last)..<whole.utf8.count {
            _ = folder.write(Array(whole.utf8.prefix(count)), to: "reports.jsonl")
            let run = Tool.bertconv(Self.verify + paths + ["--resume", file])
            #expect(run.status == 2)
            #expect((String(decoding: bytes(ofFile: file), as: UTF8.self) == whole) as Bool, "cut at byte \(count)")
        }
    }

    @Test(
        "A line that this program did not write is refused by its number, and the file stays as it is",
        arguments: [
            "{}", "[]", "null", "1", "not json", "{\"a\": 1}", "\u{FEFF}", "{\"schemaVersion\":2}", "\u{1}",
        ])
    func foreign(line: String) throws {
        let folder = TemporaryFolder()
        let path = Self.model(folder)
        let good = Tool.bertconv(Self.verify + [path, "--format", "jsonl"]).output
        for text in [line + "\n", good + line + "\n", good + line + "\n" + good] {
            let file = folder.write(text, to: "reports.jsonl")
            let run = Tool.bertconv(Self.verify + [path, "--resume", file])
            #expect(run.status == 2)
            #expect(run.errors.contains("reports.jsonl: line \(text.hasPrefix(good) ? 2 : 1)"))
            #expect((String(decoding: bytes(ofFile: file), as: UTF8.self) == text) as Bool)
            let report = Tool.bertconv(["report", file])
            #expect(report.status == 2 && report.output.isEmpty)
        }
    }

    /// Another version may not have checked what this one checks.
    @Test("A line of another version of bertconv is not gone on from; report shows it")
    func version() throws {
        let folder = TemporaryFolder()
        let path = Self.model(folder)
        let good = Tool.bertconv(Self.verify + [path, "--format", "jsonl"]).output
        let version = try #require(try JSONParser.parse(Array(good.utf8)).object?["tool"]?.object?["version"]?.string)
        let other = good.replacing("\"version\":\"\(version)\"", with: "\"version\":\"0.0.9\"")
        #expect(other != good)
        let file = folder.write(other, to: "reports.jsonl")
        let run = Tool.bertconv(Self.verify + [path, "--resume", file])
        #expect(run.status == 2)
        #expect(run.errors.contains("line 1: '\(path)' was verified by bertconv 0.0.9, this is \(version)"))
        #expect((String(decoding: bytes(ofFile: file), as: UTF8.self) == other) as Bool)
        #expect(Tool.bertconv(["report", file]).status == 0)
    }

    @Test("A report that cannot be kept stops the run, leaves whole lines, and the next run goes on")
    func full() throws {
        let folder = TemporaryFolder()
        let paths = (0..<6).map { Self.model(folder, "\($0)") }
        let whole = Tool.bertconv(Self.verify + paths + ["--format", "jsonl"]).output
        let file = folder.file("reports.jsonl")
        let command = Self.verify + paths + ["--resume", file, "--format", "jsonl"]
        // Blocks of 512 bytes, or of 1024 in some shells: some lines fit, not all.
        let limited = Tool.run(
            ["sh", "-c", "trap '' XFSZ; ulimit -f 5; exec \"$0\" \"$@\"", Tool.path("bertconv")] + command)
        #expect(limited.status == 2)
        #expect(limited.errors.contains("reports.jsonl"))
        let kept = String(decoding: bytes(ofFile: file), as: UTF8.self)
        #expect(whole.hasPrefix(kept) && kept.hasSuffix("\n") && kept != whole)
        #expect(Tool.bertconv(command).status == 0)
        #expect((String(decoding: bytes(ofFile: file), as: UTF8.self) == whole) as Bool)
    }

    @Test("Reports of other models take no memory, in --resume and in report", .slow)
    func long() throws {
        let folder = TemporaryFolder()
        let path = Self.model(folder)
        let good = Tool.bertconv(Self.verify + [path, "--format", "jsonl"]).output
        func peaks(_ count: Int) throws -> [Int] {
            let lines = (0..<count).map { Self.line(good, path: "other/\($0)", of: path) }
            let file = folder.write(lines.joined(), to: "reports.jsonl")
            let commands = [Self.verify + [path, "--resume", file], ["report", "--format", "jsonl", file]]
            return try commands.map { command in
                let end = try #require(Child([Tool.path("bertconv")] + command)).wait(measuringMemory: true)
                #expect(end.status == 0, "\(end.errors)")
                return end.peakKilobytes
            }
        }
        // Buffers have their final size after some hundred reports.
        for (few, many) in zip(try peaks(2_000), try peaks(10_000)) {
            #expect(few > 1_000)
            #expect(many < few + 6_000, "\(many) kB for 10,000 reports, \(few) kB for 2,000")
        }
    }

    @Test("A path of a list takes about the memory of its text", .slow)
    func longList() throws {
        let folder = TemporaryFolder()
        func peak(_ count: Int) throws -> Int {
            let paths = (0..<count).map { "/models/team \($0 % 97)/folders have long names/run \($0 / 97)/\($0)" }
            let list = folder.write(paths.joined(separator: "\n"), to: "list")
            let command = [Tool.path("bertconv"), "verify", "--headers-only", "--from-file", list, "--format", "jsonl"]
            let end = try #require(Child(command)).wait(measuringMemory: true)
            #expect(end.status == 2 && end.output.utf8.count { $0 == UInt8(ascii: "\n") } == count)
            return end.peakKilobytes
        }
        let (few, many) = (try peak(100), try peak(20_000))
        #expect(few > 1_000)
        #expect(many < few + 8_000, "\(many) kB for 20,000 paths, \(few) kB for 100")
    }

    @Test("With --expect, a report that is missing is an error, and nothing is shown or written")
    func expected() throws {
        let folder = TemporaryFolder()
        let paths = (0..<3).map { Self.model(folder, "\($0)") }
        let list = folder.write(paths.joined(separator: "\n"), to: "list")
        let first = folder.file("1.jsonl")
        #expect(Tool.bertconv(Self.verify + [paths[2], paths[0], "--resume", first]).status == 0)
        let page = folder.file("fleet.md")
        let lacking = Tool.bertconv(["report", first, "--expect", list, "--report", "markdown=\(page)"])
        #expect(lacking.status == 2 && lacking.output.isEmpty)
        #expect(lacking.errors.contains("1 of 3 models has no report, such as '\(paths[1])'"))
        #expect(unsafe access(page, F_OK) != 0)
        let second = folder.file("2.jsonl")
        #expect(Tool.bertconv(Self.verify + [paths[1], "--resume", second]).status == 0)
        #expect(Tool.bertconv(["report", second, first, "--expect", list, "--report", "markdown=\(page)"]).status == 0)
        #expect(unsafe access(page, F_OK) == 0)
        #expect(Tool.bertconv(["report", first, "--expect", folder.file("nowhere")]).status == 2)
        #expect(Tool.bertconv(["report", first, "--expect", list, "--report", "json=\(list)"]).status == 2)
    }
}
