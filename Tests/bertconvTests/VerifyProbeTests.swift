import JSONText
import TestSupport
import Testing

/// Guards `verify --probe`: what it finds in models that are broken in different ways, and that what it cannot run is
/// never a pass.
@Suite("verify --probe")
struct VerifyProbeTests {
    private static let sound = Fixtures.path("behaviour/BertForMaskedLM")
    private static let weights = "model.safetensors"

    private struct Outcome {
        let status: Int32
        let depth: String?
        /// The findings of BC804: `error masked words`.
        let lines: [String]
        let unchecked: [String]
        let notes: [String]

        init(_ path: String, _ arguments: [String] = []) throws {
            let run = Tool.bertconv(["verify", path, "--probe", "--no-policy", "--format", "json"] + arguments)
            status = run.status
            let report = try #require(try JSONParser.parse(Array(run.output.utf8)).verifyReports.first)
            depth = report["summary"]?.object?["depth"]?.string
            lines = (report["findings"]?.array ?? []).compactMap(\.object).filter { $0["rule"]?.string == "BC804" }
                .map { "\($0["severity"]?.string ?? "") \($0["subject"]?.string ?? "")" }
            unchecked = (report["unchecked"]?.array ?? []).compactMap { $0.object?["code"]?.string }
            notes = (report["notes"]?.array ?? []).compactMap(\.string)
        }
    }

    /// A copy of the sound model with other files in place of its own; nil removes one.
    private static func copy(_ files: [String: [UInt8]?] = [:]) -> TemporaryFolder {
        let folder = TemporaryFolder()
        for name in ["config.json", "vocab.txt", weights] where files[name] == nil {
            _ = folder.copy(sound + "/" + name)
        }
        for (name, bytes) in files { if let bytes { _ = folder.write(bytes, to: name) } }
        return folder
    }

    private static func text(_ name: String) -> String {
        String(decoding: bytes(ofFile: sound + "/" + name), as: UTF8.self)
    }

    private static func changed(_ change: (StoredTensor) -> StoredTensor) throws -> [UInt8] {
        let tensors = try #require(SafetensorsBytes.tensors(in: bytes(ofFile: sound + "/" + weights)))
        return SafetensorsBytes.file(tensors.map(change))
    }

    @Test("A model that makes sense of sentences passes, and the report says that it was run")
    func passes() throws {
        let outcome = try Outcome(Self.sound)
        #expect(outcome.status == 0 && outcome.depth == "run")
        #expect(outcome.lines.isEmpty && outcome.unchecked.isEmpty)
        let text = Tool.bertconv(["verify", Self.sound, "--probe", "--no-policy"]).output
        #expect(text.contains("with their values, and what the model returns: no findings"))
    }

    @Test("Words in another order in vocab.txt are guessed no better than by chance")
    func otherWords() throws {
        let lines = Self.text("vocab.txt").split(separator: "\n")
        let moved = lines[..<5] + lines[45...] + lines[5..<45]
        let folder = Self.copy(["vocab.txt": Array((moved.joined(separator: "\n") + "\n").utf8)])
        let outcome = try Outcome(folder.path)
        #expect(outcome.status == 1)
        #expect(outcome.lines == ["error masked words"])
    }

    @Test("A fresh model guesses no better than by chance")
    func fresh() throws {
        let folder = TemporaryFolder()
        #expect(Tool.bertconv(["init", Self.sound, folder.file("fresh"), "--to", "safetensors"]).status == 0)
        let outcome = try Outcome(folder.file("fresh"))
        #expect(outcome.status == 1)
        #expect(outcome.lines == ["error masked words"])
    }

    @Test("A last norm of zeros makes all results alike, whatever the class")
    func alike() throws {
        let weights = try Self.changed { tensor in
            guard tensor.name.hasSuffix("encoder.layer.1.output.LayerNorm.weight") else { return tensor }
            var tensor = tensor
            tensor.bytes = tensor.bytes.map { _ in 0 }
            return tensor
        }
        let folder = Self.copy([Self.weights: weights])
        #expect(try Outcome(folder.path).lines == ["error masked words"])
        #expect(try Outcome(folder.path, ["--as", "BertModel"]).lines.contains("error last_hidden_state"))
    }

    @Test("A number that is not finite is found by the module that returns it")
    func notFinite() throws {
        let weights = try Self.changed { tensor in
            guard tensor.name.hasSuffix("layer.1.intermediate.dense.bias") else { return tensor }
            var tensor = tensor
            (tensor.bytes[0], tensor.bytes[1]) = (0x00, 0x7E)
            return tensor
        }
        let folder = Self.copy([Self.weights: weights])
        let outcome = try Outcome(folder.path)
        #expect(outcome.status == 1)
        #expect(outcome.lines == ["error bert.encoder.layer.1.intermediate.dense"])
    }

    @Test("A vocabulary of another domain is accused of nothing, and a note says so")
    func otherDomain() throws {
        let letters = "ACDEFGHIKLMNPQRSTVWY".map(String.init)
        let words = Self.text("vocab.txt").split(separator: "\n").enumerated().map { index, word in
            index < 5 ? String(word) : index < 25 ? letters[index - 5] : "unused\(index)"
        }
        let folder = Self.copy(["vocab.txt": Array((words.joined(separator: "\n") + "\n").utf8)])
        let outcome = try Outcome(folder.path)
        #expect(outcome.status == 0 && outcome.lines.isEmpty)
        #expect(outcome.notes.contains { $0.hasPrefix("whether the model makes sense of texts cannot be told") })
    }

    @Test(
        "What cannot be run is never a pass",
        arguments: [
            ("vocab.txt", "tokenizer.missing"), ("BertForTokenClassification", "probe.missing"),
            ("longformer", "probe.not-described"), ("config.json", "model.configuration"),
        ])
    func notRun(what: String, code: String) throws {
        let folder = Self.copy([what == "config.json" ? what : "vocab.txt": nil])
        let outcome =
            switch what {
            case "vocab.txt": try Outcome(folder.path)
            case "config.json": try Outcome(folder.file("model.safetensors"))
            case "longformer":
                try Outcome(Fixtures.path("relatives/transformers-4.44.2/longformer/LongformerForMaskedLM"))
            default: try Outcome(Self.sound, ["--as", what])
            }
        #expect(outcome.status == 2)
        #expect(outcome.unchecked.contains(code))
        #expect(outcome.lines.isEmpty)
    }

    @Test("A model that was not run is not said to be, in no form, and the headline names what is missing")
    func summaries() {
        let arguments = ["verify", Self.sound, "--probe", "--no-policy", "--as", "BertForTokenClassification"]
        let text = Tool.bertconv(arguments)
        #expect(text.status == 2)
        #expect(!text.output.contains("what the model returns"))
        #expect(text.output.contains("with their values: "))
        let junit = Tool.bertconv(arguments + ["--format", "junit"])
        #expect(!junit.output.contains("what the model returns"))
        let alone = Tool.bertconv(["verify", Self.copy(["vocab.txt": nil]).path, "--probe", "--no-policy"])
        #expect(alone.status == 2)
        #expect(!alone.output.contains("what the model returns"))
    }

    @Test("Of a decoder only finite numbers are asked for, and a note says so")
    func onlyFinite() throws {
        let zeros = try Self.changed { tensor in
            guard tensor.name.hasSuffix("encoder.layer.1.output.LayerNorm.weight") else { return tensor }
            var tensor = tensor
            tensor.bytes = tensor.bytes.map { _ in 0 }
            return tensor
        }
        var decoder = Self.text("config.json")
        let range = try #require(decoder.firstRange(of: "\"is_decoder\": false"))
        decoder.replaceSubrange(range, with: "\"is_decoder\": true")
        let folder = Self.copy([Self.weights: zeros, "config.json": Array(decoder.utf8)])
        let outcome = try Outcome(folder.path, ["--as", "BertModel"])
        #expect(outcome.lines.isEmpty)
        #expect(outcome.notes.contains { $0.contains("it is a decoder") })
    }

    @Test("A pooler that no head reads is not judged by what it returns")
    func deadPooler() throws {
        let tensors = try #require(SafetensorsBytes.tensors(in: bytes(ofFile: Self.sound + "/" + Self.weights)))
        let pooler = [
            StoredTensor("bert.pooler.dense.weight", [48, 48], floats: [Float](repeating: 0, count: 48 * 48)),
            StoredTensor("bert.pooler.dense.bias", [48], floats: [Float](repeating: 0, count: 48)),
        ]
        let folder = Self.copy([Self.weights: SafetensorsBytes.file(tensors + pooler)])
        #expect(try Outcome(folder.path, ["--as", "BertModel"]).lines.isEmpty)
    }

    @Test("--probe needs the values")
    func headersOnly() {
        let run = Tool.bertconv(["verify", Self.sound, "--probe", "--headers-only"])
        #expect(run.status == 64)
        #expect(run.errors.contains("leave out --headers-only"))
    }

    @Test("A report without --probe is not taken for one with it")
    func resumed() throws {
        let folder = TemporaryFolder()
        let list = ["verify", Self.sound, "--no-policy", "--resume", folder.file("reports.jsonl")]
        #expect(Tool.bertconv(list).status == 0)
        let run = Tool.bertconv(list + ["--probe"])
        #expect(run.status == 2)
        #expect(run.errors.contains("without --headers-only and --probe, this run with --probe"))
        let other = ["verify", Self.sound, "--no-policy", "--probe", "--resume", folder.file("probed.jsonl")]
        #expect(Tool.bertconv(other).status == 0)
        let again = Tool.bertconv(other)
        #expect(again.status == 0 && again.errors.contains("is not verified again"))
    }

    @Test("JUnit has a case more for models that were run")
    func junit() {
        let name = "other rules of what the model returns"
        let usual = Tool.bertconv(["verify", Self.sound, "--no-policy", "--format", "junit"])
        #expect(!usual.output.contains(name))
        let probed = Tool.bertconv(["verify", Self.sound, "--no-policy", "--format", "junit", "--probe"])
        #expect(probed.output.contains(name))
    }
}
