import TestSupport
import Testing

/// Every command that writes × every place where nothing may be written: wrong usage or status 2, and bytes, modes and
/// times of everything are as before.
@Suite("Outputs never harm")
struct ForbiddenPlaceTests {
    /// A folder with a sharded model, what belongs to it, and places of every kind.
    private static func prepared() -> TemporaryFolder {
        let folder = TemporaryFolder()
        let whole = folder.file("whole.safetensors")
        _ = TinyBert("BertForSequenceClassification").write(to: folder, as: "whole.safetensors")
        let script = """
            cd "$0" && mkdir -p model/1_Pooling empty full.d && mv config.json model && cp model/config.json model/1_Pooling \
            && cp model/config.json whole-config.json && cp whole-config.json config.json \
            && "$1" convert --quiet whole.safetensors model/model.safetensors --max-shard-size 600B \
            && cp model/model-00001-of-0000*.safetensors spare.safetensors \
            && echo '{}' > model/tokenizer.json && echo '[PAD]' > model/vocab.txt && echo read > model/README.md \
            && printf 'version: 1\\nentries: []\\n' > policy.yaml && echo old > old.json && echo old > old.safetensors \
            && chmod 600 old.json old.safetensors && echo x > full.d/x \
            && ln model/model-00001-of-*.safetensors hard.safetensors && ln model/config.json hard.json \
            && ln -s old.safetensors soft.safetensors && ln -s old.json soft.json && ln -s none dangling.json \
            && ln -s none dangling.safetensors && ln -s empty linked.d && mkfifo fifo.json fifo.safetensors \
            && mkdir dir.json dir.safetensors && "$1" verify --quiet model --fail-on never --write-baseline baseline.json
            """
        let run = Tool.run(["/bin/sh", "-c", script, folder.path, Tool.path("bertconv")])
        precondition(run.status == 0, "\(whole): \(run.errors)")
        return folder
    }

    private static func shard(_ folder: TemporaryFolder) -> String {
        Tool.run(["/bin/sh", "-c", "ls \"$0\"/model/model-00001-of-*", folder.path]).output.split(separator: "\n").first
            .map(String.init) ?? ""
    }

    private static func expectRefused(
        _ arguments: [String], in folder: TemporaryFolder, statuses: Set<Int32> = [2],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let before = folder.snapshot
        let run = Tool.run(
            ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path, Tool.path("bertconv")] + arguments)
        #expect(
            statuses.contains(run.status), "\(arguments): \(run.status) \(run.errors)", sourceLocation: sourceLocation)
        #expect(run.output.isEmpty, "\(arguments): \(run.output)", sourceLocation: sourceLocation)
        #expect(run.errors.hasPrefix("error: "), sourceLocation: sourceLocation)
        #expect((folder.snapshot == before) as Bool, "\(arguments)", sourceLocation: sourceLocation)
    }

    /// Everything of a model's folder, and what is read beside it.
    private static let needed = [
        "model/config.json", "model/tokenizer.json", "model/vocab.txt", "model/README.md",
        "model/model.safetensors.index.json", "model/1_Pooling/config.json", "./model/../model/config.json",
        "hard.json",
        "policy.yaml", "baseline.json",
    ]
    private static let odd = [
        "soft.json", "dangling.json", "fifo.json", "dir.json", "/dev/null", "/dev/stderr", "none/x.json", "linked.d",
    ]

    @Test(
        "verify: no report goes over what is read, nor where no file can be", .slow,
        arguments: ["json", "text", "junit"])
    func reports(format: String) {
        let folder = Self.prepared()
        let reading = ["--policy", "policy.yaml", "--baseline", "baseline.json"]
        for place in Self.needed + Self.odd + [Self.shard(folder), "hard.safetensors"] {
            Self.expectRefused(["verify", "model", "--report", "\(format)=\(place)"] + reading, in: folder)
        }
    }

    @Test("diff: no picture goes over what is read, nor where no file can be", .slow, arguments: ["html", "svg"])
    func pictures(format: String) {
        let folder = Self.prepared()
        let needed = Self.needed.filter { $0 != "policy.yaml" && $0 != "baseline.json" }
        for place in needed + Self.odd + [Self.shard(folder), "hard.safetensors", "whole.safetensors"] {
            Self.expectRefused(["diff", "model", "whole.safetensors", "--report", "\(format)=\(place)"], in: folder)
        }
    }

    @Test("verify: no baseline either, but the very one that it replaces", .slow)
    func baselines() {
        let folder = Self.prepared()
        let reading = ["--policy", "policy.yaml", "--baseline", "baseline.json"]
        for place in Self.needed.filter({ $0 != "baseline.json" }) + Self.odd + [
            Self.shard(folder), "hard.safetensors",
        ] {
            Self.expectRefused(["verify", "model", "--write-baseline", place] + reading, in: folder)
        }
        let run = Tool.bertconv([
            "verify", folder.file("model"), "--quiet", "--fail-on", "never", "--baseline", folder.file("baseline.json"),
            "--write-baseline", folder.file("baseline.json"),
        ])
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test("verify of a file: what a model has beside it is kept; other files are replaced, new ones made")
    func fileInput() {
        let folder = Self.prepared()
        let index = "model/model.safetensors.index.json"
        for place in [
            index, "model/config.json", "model/tokenizer.json", "model/vocab.txt", Self.shard(folder), "hard.json",
        ] {
            Self.expectRefused(["verify", index, "--report", "json=\(place)"], in: folder)
        }
        for place in ["old.json", "model/new.json", "new.json"] {
            let arguments = ["verify", folder.file("model"), "-q", "--fail-on", "never", "--report"]
            #expect(Tool.bertconv(arguments + ["json=" + folder.file(place)]).status == 0)
        }
        // A report says no more than the old one did.
        #expect(folder.snapshot.contains("./old.json f 600 "))
    }

    @Test("verify of several models and below folders: the files of all of them are kept")
    func severalModels() {
        let folder = Self.prepared()
        _ = Tool.run(["/bin/sh", "-c", "cd \"$0\" && mkdir all && cp -r model all/a && cp -r model all/b", folder.path])
        for place in ["all/a/config.json", "all/b/vocab.txt"] {
            Self.expectRefused(["verify", "-r", "all", "--report", "json=\(place)"], in: folder)
            Self.expectRefused(["verify", "all/a", "all/b", "--report", "json=\(place)"], in: folder)
        }
    }

    @Test(
        "verify: two outputs to one place are wrong usage, and so are two things on standard output", .slow,
        arguments: [
            ["--report", "json=new.json", "--report", "sarif=new.json"],
            ["--report", "json=new.json", "--report", "sarif=./new.json"],
            ["--report", "json=old.json", "--report", "sarif=model/../old.json"],
            ["--report", "json=new.json", "--write-baseline", "./new.json"],
            ["--report", "json=-", "--report", "sarif=-"], ["--report", "json=-", "--report", "sarif=/dev/stdout"],
            ["--report", "json=-", "--write-baseline", "-"], ["--report", "json=-", "--format", "text"],
            ["--report", "json=-", "--print-policy"], ["--write-baseline", "-", "--print-policy"],
        ])
    func twice(arguments: [String]) {
        Self.expectRefused(["verify", "model"] + arguments, in: Self.prepared(), statuses: [64])
    }

    @Test("verify: a report on standard output is alone there", arguments: ["-", "/dev/stdout"])
    func standardOutput(place: String) {
        let folder = Self.prepared()
        let before = folder.snapshot
        let run = Tool.bertconv(["verify", folder.file("model"), "--fail-on", "never", "--report", "json=\(place)"])
        let plain = Tool.bertconv(["verify", folder.file("model"), "--fail-on", "never", "--format", "json"])
        #expect(run.status == 0)
        #expect((run.output == plain.output) as Bool)
        #expect((folder.snapshot == before) as Bool)
    }

    @Test("verify: the file that standard output goes to is no place for a report")
    func standardOutputsFile() {
        let folder = Self.prepared()
        let line = "cd \"$0\" && \"$1\" verify model --report json=new.json > new.json"
        let run = Tool.run(["/bin/sh", "-c", line, folder.path, Tool.path("bertconv")])
        #expect(run.status == 2)
        #expect(run.errors.contains("the file that standard output goes to"))
    }

    /// A name that shows no format is wrong usage, whatever is there.
    private static func statuses(_ place: String) -> Set<Int32> { place.hasSuffix(".safetensors") ? [2] : [64] }

    @Test("convert: no file goes over the input, a link, a pipe, a folder", .slow, arguments: [[], ["--force"]])
    func convertFile(force: [String]) {
        let folder = Self.prepared()
        let places = [
            "hard.safetensors", "soft.safetensors", "dangling.safetensors", "fifo.safetensors", "dir.safetensors", "-",
            "/dev/stdout", "/dev/null", "/dev/fd/1", "none/x.safetensors", "model", ".", Self.shard(folder),
            "model/./model-00001-of-00009.safetensors/..",
        ]
        // A name that shows no format is that of a folder, because the input is one.
        for place in places {
            Self.expectRefused(["convert", "model", place] + force, in: folder)
            Self.expectRefused(["convert", "model", place, "--dry-run"] + force, in: folder)
        }
        // Shards over the input's own shards and index, which the name of the output does not say.
        for size in ["600B", "300B"] {
            Self.expectRefused(
                ["convert", "model", "model/model.safetensors", "--max-shard-size", size] + force, in: folder)
        }
    }

    @Test("convert: no folder goes where something is", .slow, arguments: [[], ["--force"], ["--dry-run"]])
    func convertFolder(options: [String]) {
        let folder = Self.prepared()
        for place in [
            "model", "full.d", "full.d/", ".", "old.json", "linked.d", "linked.d/", "dangling.json", "fifo.json", "-",
            "/dev/stdout", "/dev/null", "none/x",
        ] {
            Self.expectRefused(["convert", "model", place, "--to", "safetensors"] + options, in: folder)
        }
    }

    @Test("init: the same places", .slow, arguments: [[], ["--force"], ["--dry-run"]])
    func initialize(options: [String]) {
        let folder = Self.prepared()
        _ = Tool.run(["ln", folder.file("model/config.json"), folder.file("model/config.safetensors")])
        let files = [
            "model/config.safetensors", "soft.safetensors", "dangling.safetensors", "fifo.safetensors",
            "dir.safetensors",
            "-", "/dev/stdout", "/dev/null", "none/x.safetensors",
        ]
        for place in files {
            Self.expectRefused(["init", "model", place] + options, in: folder, statuses: Self.statuses(place))
        }
        for place in ["model", "full.d", "old.json", "linked.d", "dangling.json", "fifo.json", "-", "none/x"] {
            Self.expectRefused(["init", "model", place, "--to", "pytorch"] + options, in: folder)
        }
    }

    @Test("What is replaced keeps its mode: weights, shards, reports, baselines")
    func modes() {
        let folder = Self.prepared()
        let run = { (arguments: [String]) in
            Tool.run(["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path, Tool.path("bertconv")] + arguments)
        }
        #expect(run(["convert", "model", "old.safetensors", "--force"]).status == 0)
        #expect(run(["verify", "model", "--fail-on", "never", "--report", "json=old.json"]).status == 0)
        #expect(folder.snapshot.contains("./old.safetensors f 600 "))
        #expect(folder.snapshot.contains("./old.json f 600 "))
        #expect(Tool.run(["chmod", "640", folder.file("baseline.json")]).status == 0)
        #expect(run(["verify", "model", "--fail-on", "never", "--write-baseline", "baseline.json"]).status == 0)
        #expect(folder.snapshot.contains("./baseline.json f 640 "))
    }
}
