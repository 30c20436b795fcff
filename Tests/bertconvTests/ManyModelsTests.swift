import ByteIO
import Glibc
import JSONText
import TestSupport
import Testing

@Suite("verify over many models")
struct ManyModelsTests {
    /// Models below `folder`: of every ten one without its pooler, and one that is cut short.
    private static func make(_ count: Int, in folder: TemporaryFolder) throws {
        var models: [(bytes: [UInt8], configuration: String)] = []
        var model = TinyBert("BertModel", layers: 0)
        models.append((SafetensorsBytes.file(model.tensors), model.configurationText))
        models.append((Array(SafetensorsBytes.file(model.tensors).dropLast(3)), model.configurationText))
        model.remove("pooler.dense.weight")
        models.append((SafetensorsBytes.file(model.tensors), model.configurationText))
        for number in 0..<count {
            let (bytes, configuration) = models[number % 10 == 3 ? 1 : number % 10 == 7 ? 2 : 0]
            let name = "models/\(number % 7)/model-\(number)"
            for part in ["models", "models/\(number % 7)", name] { unsafe mkdir(folder.file(part), 0o700) }
            _ = folder.write(bytes, to: name + "/model.safetensors")
            _ = folder.write(configuration, to: name + "/config.json")
        }
    }

    @Test("A thousand models in one run: as much memory as for a few, the same lines for any number of jobs", .slow)
    func thousand() throws {
        let few = TemporaryFolder()
        try Self.make(20, in: few)
        let folder = TemporaryFolder()
        try Self.make(1_000, in: folder)
        func run(_ folder: TemporaryFolder, _ arguments: [String]) throws -> Child.End {
            try #require(
                Child(
                    [Tool.path("bertconv"), "verify", "--recursive", folder.file("models"), "--headers-only"]
                        + arguments)
            ).wait(measuringMemory: true)
        }
        let base = try run(few, ["--format", "jsonl", "--jobs", "1"])
        let alone = try run(folder, ["--format", "jsonl", "--jobs", "1"])
        #expect(alone.status == 2)
        #expect(base.peakKilobytes > 1_000)
        #expect(alone.errors.isEmpty)
        #expect(alone.output.utf8.count { $0 == UInt8(ascii: "\n") } == 1_000)
        let several = try run(folder, ["--format", "jsonl", "--jobs", "4"])
        #expect((several.output == alone.output) as Bool)
        #expect(several.status == 2)
        for format in ["jsonl", "text", "json", "sarif", "junit", "markdown", "github", "gitlab", "html", "svg"] {
            let end = format == "jsonl" ? several : try run(folder, ["--format", format, "--jobs", "4"])
            #expect(end.status == 2, "\(format)")
            #expect(
                end.peakKilobytes < base.peakKilobytes + 12_000,
                "\(format): \(end.peakKilobytes) and \(base.peakKilobytes)")
            if format == "text" {
                #expect(end.output.hasSuffix("\n1,000 models: 800 passed, 100 failed, 100 partial\n"))
            }
        }
    }

    /// Guards that no format keeps the reports of models: tables keep a row for each of the worst thousand, Markdown 60 kB
    /// of details, and what must wait is in files.
    @Test("Five thousand models in one run with a report in every format take as much memory as five hundred", .slow)
    func constantMemory() throws {
        let formats = ["json", "jsonl", "sarif", "junit", "markdown", "github", "gitlab", "html", "svg", "text"]
        func peak(_ count: Int) throws -> (kilobytes: Int, reports: TemporaryFolder) {
            let (folder, reports) = (TemporaryFolder(), TemporaryFolder())
            try Self.make(count, in: folder)
            let end = try #require(
                Child(
                    [
                        Tool.path("bertconv"), "verify", "--recursive", folder.file("models"), "--headers-only",
                        "--jobs", "2",
                    ] + formats.flatMap { ["--report", "\($0)=\(reports.file($0))"] })
            ).wait(measuringMemory: true)
            #expect(end.status == 2 && end.errors.isEmpty)
            return (end.peakKilobytes, reports)
        }
        let few = try peak(500).kilobytes
        let (many, reports) = try peak(5_000)
        #expect(few > 1_000)
        #expect(many < few + 8_000, "\(many) kB for 5,000 models, \(few) kB for 500")
        #expect(bytes(ofFile: reports.file("jsonl")).count { $0 == UInt8(ascii: "\n") } == 5_000)
        #expect(bytes(ofFile: reports.file("markdown")).count <= 60_000)
        #expect(bytes(ofFile: reports.file("html")).count <= 1_000 * 100_000)
        let json = try JSONParser.parse(bytes(ofFile: reports.file("json"))).object
        #expect(json?["summary"]?.object?["models"] == 5_000)
        #expect(json?["reports"]?.array?.count == 5_000)
    }

    @Test("Values too are the same for any number of jobs, and the order is that of the paths", .slow)
    func jobs() throws {
        let folder = TemporaryFolder()
        try Self.make(30, in: folder)
        let runs = ["1", "2", "7"].map { jobs in
            Tool.bertconv(["verify", "-r", folder.file("models"), "--jobs", jobs, "--format", "jsonl"])
        }
        #expect(runs.allSatisfy { $0.status == 2 })
        #expect((runs[0].output == runs[1].output && runs[0].output == runs[2].output) as Bool)
        let paths = try Self.paths(runs[0])
        #expect(paths.count == 30)
        #expect(paths.compactMap(\.self) == paths.compactMap(\.self).sorted())
    }

    @Test(
        "Links to files are followed, links to folders are not, hidden folders are passed over, each model comes once")
    func search() throws {
        let folder = TemporaryFolder()
        let model = TinyBert("BertModel", layers: 0)
        // As the cache of huggingface_hub lays it out.
        let snapshot = "hub/models--a--b/snapshots/0123abcd"
        for part in ["hub", "hub/models--a--b", "hub/models--a--b/snapshots", snapshot, "hub/models--a--b/blobs"] {
            unsafe mkdir(folder.file(part), 0o700)
        }
        for (name, bytes) in [
            ("model.safetensors", model.savedFile), ("config.json", Array(model.configurationText.utf8)),
        ] {
            _ = folder.write(bytes, to: "hub/models--a--b/blobs/blob-" + name)
            unsafe symlink("../../blobs/blob-" + name, folder.file(snapshot + "/" + name))
        }
        for part in ["plain", "plain/deep", "hub/.hidden"] { unsafe mkdir(folder.file(part), 0o700) }
        for part in ["plain", "plain/deep", "hub/.hidden"] {
            _ = folder.write(model.savedFile, to: part + "/model.safetensors")
            _ = folder.write(model.configurationText, to: part + "/config.json")
        }
        unsafe symlink(folder.path, folder.file("plain/loop"))
        unsafe symlink(folder.file("plain"), folder.file("hub/link"))
        let expected = [folder.file(snapshot), folder.file("plain"), folder.file("plain/deep")]
        let run = Tool.bertconv(["verify", "-r", folder.path + "/", "--format", "jsonl", "--headers-only"])
        #expect(run.status == 0)
        #expect(try Self.paths(run) == expected)
        let named = [folder.file("plain/deep"), folder.path, folder.file("hub/.hidden"), folder.file("hub/link")]
        let twice = Tool.bertconv(["verify", "-r"] + named + ["--format", "jsonl", "--headers-only"])
        #expect(try Self.paths(twice) == [expected[2], expected[0], expected[1], folder.file("hub/.hidden")])
    }

    @Test("A folder below which there is no model is status 3 and says so")
    func nothing() throws {
        let folder = TemporaryFolder()
        unsafe mkdir(folder.file("a"), 0o700)
        let run = Tool.bertconv(["verify", "--recursive", folder.path])
        #expect(run.status == 3)
        #expect(run.output.hasPrefix("NOTHING \(folder.path)"))
    }

    @Test("A folder that cannot be read, and a path that is not there, do not stop the others and are no pass")
    func unreadable() throws {
        let folder = TemporaryFolder()
        try Self.make(3, in: folder)
        unsafe mkdir(folder.file("models/1/closed"), 0)
        defer { unsafe chmod(folder.file("models/1/closed"), 0o700) }
        unsafe chmod(folder.path, 0o755)
        for part in ["models", "models/0", "models/1", "models/2"] { unsafe chmod(folder.file(part), 0o755) }
        let gone = folder.file("gone")
        let run = Tool.bertconv(["verify", "-r", gone, folder.file("models"), "-q", "--headers-only"])
        #expect(run.status == 2)
        #expect(run.output.hasPrefix("ERROR \(gone): no such file or folder\n"))
        // Root may read everything: then the closed folder is empty and no model.
        let closed = geteuid() == 0 ? 0 : 1
        #expect(run.output.hasSuffix("models: 3 passed, 0 failed, \(1 + closed) partial\n"))
    }

    @Test("What a search cannot open is a report of its own: a name that is not UTF-8, a path that is too long")
    func unopenable() throws {
        let folder = TemporaryFolder()
        try Self.make(1, in: folder)
        let badName = Tool.run(["/bin/sh", "-c", "cd \"$0/models\" && mkdir \"$(printf 'bad\\377')\"", folder.path])
        #expect(badName.status == 0)
        let name = String(repeating: "0", count: 200)
        var deepest = unsafe open(folder.file("models"), O_RDONLY | O_DIRECTORY)
        for _ in 0..<30 {
            #expect(unsafe mkdirat(deepest, name, 0o700) == 0)
            let next = unsafe openat(deepest, name, O_RDONLY | O_DIRECTORY)
            close(deepest)
            deepest = next
        }
        close(deepest)
        let run = Tool.bertconv(["verify", "-r", folder.file("models"), "--headers-only", "--format", "jsonl"])
        #expect(run.status == 2)
        let paths = try Self.paths(run).compactMap(\.self)
        #expect(paths.contains { $0.hasSuffix("/bad\u{FFFD}") })
        #expect(paths.contains { $0.utf8.count > 4000 })
        // Removing what is deeper than a path can be is the shell's work.
        _ = Tool.run(["/bin/sh", "-c", "cd \"$0\" && rm -rf models", folder.path])
    }

    @Test(
        "Weights that no library looks for are passed over, and that is said",
        arguments: ["checkpoint.pth", "weights.safetensors", "model.gguf", "flax_model.msgpack"])
    func otherNames(name: String) throws {
        let folder = TemporaryFolder()
        try Self.make(1, in: folder)
        unsafe mkdir(folder.file("models/more"), 0o700)
        _ = folder.write("anything", to: "models/more/" + name)
        let run = Tool.bertconv(["verify", "-r", folder.file("models"), "--headers-only"])
        #expect(run.status == 0)
        #expect(run.errors.contains("skipped 1 folder with weights under a name that no library looks for"))
    }

    @Test("What config.json names and nothing has is no model that may be passed over", arguments: [["-r"], []])
    func statedAndAbsent(options: [String]) {
        let folder = TemporaryFolder()
        unsafe mkdir(folder.file("models"), 0o700)
        _ = folder.write(
            #"{"model_type": "bert", "transformers_weights": "gone.safetensors"}"#, to: "models/config.json")
        let run = Tool.bertconv(["verify", folder.file("models")] + options)
        #expect(run.status == 2)
        #expect(run.output.contains("gone.safetensors"))
    }

    @Test("A file whose name is not UTF-8 hides no model: it is passed over, and that is said")
    func fileNotUTF8() throws {
        let folder = TemporaryFolder()
        try Self.make(1, in: folder)
        let script = "cd \"$0/models/0/model-0\" && touch \"$(printf 'bad\\377')\""
        #expect(Tool.run(["/bin/sh", "-c", script, folder.path]).status == 0)
        let one = Tool.bertconv(["verify", folder.file("models/0/model-0"), "--headers-only"])
        let run = Tool.bertconv(["verify", "-r", folder.file("models"), "--headers-only"])
        #expect(run.status == one.status)
        #expect(run.errors.contains("skipped 1 file whose name is not UTF-8"))
    }

    @Test("--jobs is a number from 1 on", arguments: ["0", "-1", "x", "1025"])
    func usage(jobs: String) {
        #expect(Tool.bertconv(["verify", "x", "--jobs=\(jobs)"]).status == 64)
    }

    private static func paths(_ run: Tool.Run) throws -> [String?] {
        try run.output.split(separator: "\n").map { line in
            try JSONParser.parse(Array(line.utf8)).object?["model"]?.object?["path"]?.string
        }
    }
}
