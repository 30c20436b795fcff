import ByteIO
import JSONText
import TestSupport
import Testing

/// `--schema`, on the example of docs/architectures.md and what transformers 5.23 says of its class
/// (`bertconv_fixtures/own.py`).
@Suite("An architecture of one's own, in every command")
struct OwnArchitectureTests {
    private static let schema = Fixtures.folder + "/../Examples/architectures/code-bert.json"
    private static let names = ["sound", "no-severity", "no-prefix", "bert-prefix", "parallel", "wide-severity"]

    private static func recorded() throws -> JSONObject {
        try #require(try JSONParser.parse(bytes(ofFile: Fixtures.path("own/cases.json"))).object)
    }

    private static func run(_ arguments: String...) -> Tool.Run { Tool.bertconv(arguments + ["--schema", schema]) }

    private static func report(_ run: Tool.Run) throws -> JSONObject {
        try #require(try JSONParser.parse(Array(run.output.utf8)).verifyReports.first)
    }

    @Test("verify lists what from_pretrained of the class lists", arguments: names)
    func lists(name: String) throws {
        let cases = try #require(try Self.recorded()["cases"]?.array).compactMap(\.object)
        let expected = try #require(cases.first { $0["name"]?.string == name })
        let run = Self.run("verify", Fixtures.path("own/\(name)"), "--headers-only", "--format", "json")
        let report = try Self.report(run)
        for list in ["missing", "unexpected", "mismatched"] {
            let names = try #require(report[list]?.array).compactMap { $0.object?["name"]?.string }
            let recorded = try #require(expected[list]?.array).compactMap { $0.string ?? $0.array?.first?.string }
            #expect(names.sorted() == recorded.sorted(), "\(list)")
        }
        #expect(report["model"]?.object?["class"]?.string == "CodeBertForDefects")
        #expect((run.status == 0) == ["sound", "no-prefix"].contains(name), "\(run.status)")
    }

    @Test("Reports say which file describes the model; without --schema the class is unknown")
    func reports() throws {
        let sound = Fixtures.path("own/sound")
        let run = Self.run("verify", sound, "--format", "json")
        #expect(try Self.report(run)["model"]?.object?["schema"]?.string == Self.schema)
        #expect(Self.run("verify", sound).output.contains("CodeBertForDefects (from config.json), described by "))
        let without = Tool.bertconv(["verify", sound, "--format", "json"])
        #expect(without.status == 1)
        #expect(try Self.report(without)["model"]?.object?["schema"] == .null)
        #expect(without.output.contains("BC701") && without.output.contains("--schema"))
        let plain = Self.run("verify", Fixtures.path("damage/healthy-BertModel"), "--format", "json")
        #expect(try Self.report(plain)["model"]?.object?["schema"] == .null)
    }

    @Test("convert, diff and digest keep every weight, in both formats of PyTorch, and diff sees one that changed")
    func conversion() throws {
        let folder = TemporaryFolder()
        let sound = Fixtures.path("own/sound")
        let (torch, again) = (folder.file("torch"), folder.file("again"))
        #expect(Self.run("convert", sound, torch, "--to", "pytorch", "--quiet").status == 0)
        #expect(Self.run("convert", torch, again, "--to", "safetensors", "--quiet").status == 0)
        #expect(Self.run("diff", sound, torch).status == 0)
        #expect(Self.run("diff", sound, Fixtures.path("own/no-severity")).status == 1)
        let digests = [sound, torch, again].map { path in
            Self.run("digest", path).output.split(separator: "\n").map { $0.prefix(64) }
        }
        #expect(digests[0] == digests[1] && digests[1] == digests[2])
        #expect(digests[0].count == 44)
        let written = bytes(ofFile: again + "/model.safetensors")
        #expect((written == bytes(ofFile: sound + "/model.safetensors")) as Bool)
        let keras = Self.run("convert", sound, folder.file("x.h5"))
        #expect(keras.status == 2 && keras.errors.hasPrefix("error: "), "\(keras.errors)")
    }

    @Test("inspect knows the names")
    func inspect() {
        let run = Self.run("inspect", Fixtures.path("own/no-prefix"), "code_bert.pooler*", "--format", "json")
        #expect(run.status == 0)
        #expect(run.output.contains(#""parameter": "code_bert.pooler.dense.weight""#))
        #expect(Self.run("inspect", Fixtures.path("own/sound"), "--stats").status == 0)
    }

    @Test("init makes, bit for bit, what the class draws, and verify calls every matrix of it untrained")
    func initialization() throws {
        let folder = TemporaryFolder()
        let output = folder.file("fresh.safetensors")
        let config = Fixtures.path("own/sound/config.json")
        #expect(Self.run("init", config, output, "--seed", "7", "--quiet").status == 0)
        #expect(SHA256.hex(bytes(ofFile: output)) == (try Self.recorded())["fresh"]?.object?["7"]?.string)
        #expect(Self.run("init", config, folder.file("model"), "--to", "safetensors", "-q").status == 0)
        let run = Self.run("verify", folder.file("model"), "--quiet")
        #expect(run.status == 1)
    }

    @Test("verify --fix writes the model anew, and the command that it prints names the schema")
    func fixes() throws {
        let folder = TemporaryFolder()
        let (model, fixed) = (Fixtures.path("own/parallel"), folder.file("fixed"))
        #expect(Self.run("verify", model, "--fix", fixed, "--quiet").status == 0)
        #expect(Self.run("diff", Fixtures.path("own/sound"), fixed, "--quiet").status == 0)
        let command = try Self.report(Self.run("verify", model, "--format", "json"))["findings"]?.array?
            .compactMap { $0.object?["fix"]?.object?["command"]?.string }.first
        #expect(command?.contains(" --schema ") == true, "\(command ?? "none")")
    }

    @Test("--as takes a class of the file, and refuses one that nothing has, as wrong usage")
    func stated() {
        let model = Fixtures.path("own/sound")
        #expect(Self.run("verify", model, "--as", "CodeBertForDefects", "--quiet").status == 0)
        #expect(Self.run("verify", model + "/model.safetensors", "--as", "CodeBertForDefects", "-q").status == 0)
        #expect(Self.run("verify", model + "/model.safetensors", "--quiet").status == 0)
        let unknown = Self.run("verify", model, "--as", "CodeBertForNothing")
        #expect(unknown.status == 64 && unknown.errors.contains("CodeBertForDefects"), "\(unknown.errors)")
        #expect(Tool.bertconv(["verify", model, "--as", "CodeBertForDefects"]).status == 64)
    }

    @Test(
        "A wrong schema stops every command before it writes: one line, exit status 2",
        arguments: [
            ["verify", "MODEL"], ["convert", "MODEL", "OUT"], ["diff", "MODEL", "MODEL"], ["digest", "MODEL"],
            ["inspect", "MODEL"], ["init", "MODEL", "OUT"], ["verify", "MODEL", "--as", "BertForMine"],
        ])
    func wrong(arguments: [String]) {
        let folder = TemporaryFolder()
        let text = String(decoding: bytes(ofFile: Self.schema), as: UTF8.self)
        let schema = folder.write(text.replacing(#""ties": []"#, with: #""ties": {}"#), to: "own.json")
        let words = ["MODEL": Fixtures.path("own/sound"), "OUT": folder.file("out.safetensors")]
        let run = Tool.bertconv(arguments.map { words[$0] ?? $0 } + ["--schema", schema])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("error: \(schema): line 73, column 3, /ties: is an object, expected array"))
        #expect(run.errors.split(separator: "\n").count == 1)
        #expect(folder.names == ["own.json"])
    }

    @Test("No output replaces a schema file, not even with --force or under another name")
    func kept() {
        let folder = TemporaryFolder()
        let schema = folder.write(bytes(ofFile: Self.schema), to: "own.json")
        #expect(Tool.run(["ln", schema, folder.file("hard.safetensors")]).status == 0)
        let model = Fixtures.path("own/sound")
        for arguments in [
            ["verify", model, "--report", "json=\(schema)"], ["verify", model, "--write-baseline", schema],
            ["convert", model, folder.file("hard.safetensors"), "--force"],
            ["init", model, folder.file("hard.safetensors"), "--force"],
        ] {
            let run = Tool.bertconv(arguments + ["--schema", schema])
            #expect(run.status == 2, "\(arguments)")
            #expect(run.errors.contains("the output is the schema file that is read"), "\(run.errors)")
        }
        #expect((bytes(ofFile: schema) == bytes(ofFile: Self.schema)) as Bool)
    }

    @Test("The page prints what verify prints, and every command on it is understood")
    func page() throws {
        let page = String(decoding: bytes(ofFile: Fixtures.folder + "/../docs/architectures.md"), as: UTF8.self)
        let run = Tool.run([
            "/bin/sh", "-c",
            "cd \"$0\"/.. && \"$1\" verify testdata/own/no-severity --schema Examples/architectures/code-bert.json",
            Fixtures.folder, Tool.path("bertconv"),
        ])
        let lines = run.output.split(separator: "\n")
        #expect(page.contains(lines.prefix(2).joined(separator: "\n")), "\(run.output)")
        let folder = TemporaryFolder()
        let script = """
            cd "$0" && cp -r "$1"/own/sound model && cp -r model old && cp -r model new && cp "$2" code-bert.json \
            && cp model/config.json config.json && PATH="$3:$PATH" && export PATH && set -e

            """
        let commands = page.matches(of: #/(?m)^bertconv .*--schema code-bert.json$/#).map { String($0.0) }
        #expect(commands.count == 6)
        let tool = Tool.path("bertconv")
        let place = String(tool[..<(tool.lastIndex(of: "/") ?? tool.startIndex)])
        let all = Tool.run([
            "/bin/sh", "-c", script + commands.joined(separator: "\n"), folder.path, Fixtures.folder, Self.schema,
            place,
        ])
        #expect(all.status == 0, "\(all.errors)")
    }
}
