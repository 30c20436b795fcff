import JSONText
import TestSupport
import Testing

@Suite("--report intoto: statements on the files that were judged")
struct AttestationTests {
    private static func statement(_ text: String) throws -> JSONObject {
        try #require(try JSONParser.parse(Array(text.utf8)).object)
    }

    private static func subjects(_ statement: JSONObject) -> [(name: String, digest: String)] {
        (statement["subject"]?.array ?? []).compactMap(\.object).map {
            ($0["name"]?.string ?? "", $0["digest"]?.object?["sha256"]?.string ?? "")
        }
    }

    @Test("The subjects are the model, the digest that 'bertconv digest' prints, and each file as sha256sum has it")
    func subjects() throws {
        let model = Fixtures.path("damage/healthy-BertModel")
        let run = Tool.bertconv(["verify", model, "--format", "intoto"])
        #expect(run.status == 0)
        let subjects = Self.subjects(try Self.statement(run.output))
        let digest = Tool.bertconv(["digest", model]).output.split(separator: "\n").last?.prefix(64)
        #expect(subjects.map(\.name).prefix(2) == ["healthy-BertModel", "bertconv digest"])
        #expect(subjects.dropFirst().first?.digest == digest.map(String.init))
        let sums = Tool.run(["sh", "-c", "cd \"$0\" && LC_ALL=C sha256sum *", model]).output.split(separator: "\n")
        #expect(subjects.dropFirst(2).map { "\($0.digest)  \($0.name)" } == sums.map(String.init))
    }

    @Test("The digest of the weights survives a conversion, the files do not")
    func conversion() throws {
        let folder = TemporaryFolder()
        let model = Fixtures.path("transformers-4.44.2/BertForSequenceClassification")
        let fixed = folder.file("fixed")
        #expect(Tool.bertconv(["convert", model, fixed, "--to", "safetensors", "--quiet"]).status == 0)
        let (before, after) = (
            Tool.bertconv(["verify", model, "--headers-only", "--format", "intoto"]).output,
            Tool.bertconv(["verify", fixed, "--headers-only", "--format", "intoto"]).output
        )
        let (old, new) = (Self.subjects(try Self.statement(before)), Self.subjects(try Self.statement(after)))
        #expect(old[1] == new[1] && old[1].name == "bertconv digest")
        #expect(old[0].digest != new[0].digest)
    }

    @Test(
        "A model that fails, or holds nothing, gets a statement that says so",
        arguments: [
            ("missing-head", 1, "fail"), ("truncated-safetensors", 2, "partial"), ("no-weights", 3, "nothing"),
        ])
    func verdict(model: String, status: Int, verdict: String) throws {
        let folder = TemporaryFolder()
        let run = Tool.bertconv(
            ["verify", Fixtures.path("damage/\(model)"), "--quiet", "--report", "intoto=\(folder.file("s.jsonl"))"])
        #expect(run.status == Int32(status))
        let statement = try Self.statement(String(decoding: bytes(ofFile: folder.file("s.jsonl")), as: UTF8.self))
        #expect(statement["predicate"]?.object?["summary"]?.object?["verdict"]?.string == verdict)
        #expect(!Self.subjects(statement).isEmpty)
    }

    @Test("Weights that have no digest are named in a note, and the files still have theirs")
    func withoutDigest() throws {
        let run = Tool.bertconv(
            ["verify", Fixtures.path("damage/truncated-safetensors"), "--format", "intoto"])
        let statement = try Self.statement(run.output)
        let notes = (statement["predicate"]?.object?["notes"]?.array ?? []).compactMap(\.string)
        #expect(notes.contains { $0.hasPrefix("the weights have no digest: ") })
        #expect(!Self.subjects(statement).map(\.name).contains("bertconv digest"))
    }

    @Test("With an architecture of one's own, the digest is the one that 'bertconv digest' prints with it")
    func ownArchitecture() throws {
        let options = ["--schema", Fixtures.folder + "/../Examples/architectures/code-bert.json"]
        let model = Fixtures.path("own/no-prefix")
        let subjects = Self.subjects(
            try Self.statement(Tool.bertconv(["verify", model, "--format", "intoto"] + options).output))
        let digests = [options, []].map { options in
            Tool.bertconv(["digest", model] + options).output.split(separator: "\n").last?.prefix(64)
        }
        #expect(subjects.first { $0.name == "bertconv digest" }?.digest == digests[0].map(String.init))
        #expect(digests[0] != digests[1])
    }

    @Test("One statement a line for each of several models")
    func several() throws {
        let models = ["healthy-BertModel", "missing-head"].map { Fixtures.path("damage/\($0)") }
        let run = Tool.bertconv(["verify", "--format", "intoto"] + models)
        #expect(run.status == 1)
        let names = try run.output.split(separator: "\n").map { Self.subjects(try Self.statement(String($0)))[0].name }
        #expect(names == ["healthy-BertModel", "missing-head"])
    }

    @Test("What no statement can be made of is an error, and no file is written")
    func refused() {
        let folder = TemporaryFolder()
        let model = Fixtures.path("damage/healthy-BertModel")
        let file = folder.file("s.jsonl")
        let run = Tool.bertconv(["verify", model + "/model.safetensors", "--quiet", "--report", "intoto=\(file)"])
        #expect(run.status == 2)
        #expect(run.errors.contains("model.safetensors: is no folder") && run.errors.contains("name the folder"))
        #expect(folder.contents.isEmpty)
        #expect(Tool.bertconv(["verify", folder.file("typo"), "--quiet", "--format", "intoto"]).status == 2)
    }
}
