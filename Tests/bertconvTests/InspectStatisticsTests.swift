import JSONText
import TestSupport
import Testing

@Suite("bertconv inspect --stats")
struct InspectStatisticsTests {
    private static let head = Fixtures.path("trained/head-2-steps-0")

    @Test("Lines fit the terminal, and no name is lost where there is room", .slow, arguments: [72, 80, 120])
    func width(columns: Int) {
        let run = Tool.bertconv(["inspect", Self.head, "--stats"], environment: ["COLUMNS=\(columns)"])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        let lines = run.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= columns }, "\(run.output)")
        #expect(lines.first?.contains(#/^name +shape +std \(× init\) +verdict/#) == true, "\(run.output)")
        let pipe = Tool.bertconv(["inspect", Self.head, "--stats"])
        #expect(!pipe.output.contains("…"))
        #expect(pipe.output.contains("\nbert.encoder.layer.0.attention.output.LayerNorm.weight "))
    }

    @Test("A random head is said to be untrained, with the seed; a seed that is close by chance is not shown")
    func verdicts() {
        let run = Tool.bertconv(["inspect", Self.head, "--stats"])
        let lines = run.output.split(separator: "\n").filter { !$0.hasPrefix("std:") && $0 != "" }
        let head = lines.first { $0.hasPrefix("classifier.weight") }
        let words = #/classifier\.weight +\[2, 64\] +0\.0\d+ \(0\.9\d ×\) +untrained +torch's seed 42, bit for bit/#
        #expect(head?.wholeMatch(of: words) != nil, "\(run.output)")
        #expect(lines.count { $0.contains("seed") } == 1, "\(run.output)")
        #expect(!lines.contains { $0.contains("nan") || $0.contains("inf") })
    }

    @Test("Constants have a verdict of their own")
    func constants() throws {
        let folder = TemporaryFolder()
        var model = TinyBert()
        let names = ["bert.pooler.dense.weight", "bert.embeddings.LayerNorm.weight"]
        for index in model.tensors.indices where names.contains(model.tensors[index].name) {
            let tensor = model.tensors[index]
            let zeros = [Float](repeating: 0, count: tensor.shape.reduce(1, *))
            model.tensors[index] = StoredTensor(tensor.name, tensor.shape, floats: zeros)
        }
        _ = model.write(to: folder)
        let run = Tool.bertconv(["inspect", folder.path, "--stats", "--format", "json"])
        let tensors = try #require(try JSONParser.parse(Array(run.output.utf8)).object?["tensors"]?.array)
        let constant = tensors.compactMap(\.object).filter { names.contains($0["name"]?.string ?? "") }
        #expect(constant.map { $0["stats"]?.object?["verdict"]?.string } == ["constant", "constant"])
    }

    /// The words of `inspect` for the findings of `verify`; a note of BC505 can be any of them.
    private static let words = ["BC501": "untrained", "BC502": "untrained", "BC503": "in part", "BC504": "barely"]

    @Test(
        "It judges each tensor as verify does", .slow,
        arguments: [
            "bfloat16", "decayed-pooler", "fine-tuned", "from-pretrained", "head-12-steps-0", "head-12-steps-100",
            "head-2-steps-1", "head-2-steps-400", "head-2-unlisted-seed", "unused-positions",
        ])
    func sameAsVerify(name: String) throws {
        let model = Fixtures.path("trained/\(name)")
        let report = Tool.bertconv(["verify", model, "--format", "jsonl", "--fail-on", "never"]).output
        let findings = try #require(try JSONParser.parse(Array(report.utf8)).object?["findings"]?.array)
        var expected: [String: String] = [:]
        var unused: Set<String> = []
        for finding in findings.compactMap(\.object) {
            guard let rule = finding["rule"]?.string, let subject = finding["subject"]?.string else { continue }
            if rule == "BC505" { unused.insert(subject) }
            if let word = Self.words[rule] { expected[subject] = word }
        }
        let text = Tool.bertconv(["inspect", model, "--stats", "--format", "json"]).output
        let tensors = try #require(try JSONParser.parse(Array(text.utf8)).object?["tensors"]?.array)
        var found: [String: String] = [:]
        for tensor in tensors.compactMap(\.object) {
            guard let name = tensor["name"]?.string, let verdict = tensor["stats"]?.object?["verdict"]?.string,
                Self.words.values.contains(verdict), !unused.contains(name)
            else { continue }
            found[name] = verdict
        }
        // A finding is about the weight, and a bias has the verdict of its weight.
        for (name, word) in found where expected[name] == nil {
            let weight = name.replacing(#/bias$/#, with: "weight")
            #expect(expected[weight] == word || unused.contains(weight), "\(name): \(word)")
            found[name] = nil
        }
        #expect(found == expected)
    }

    @Test("--full prints all numbers, with what they mean; a seed below the threshold is left out")
    func full() {
        let run = Tool.bertconv(["inspect", Self.head, "--stats", "--full"])
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let heading = lines[0]
        #expect(heading.prefix(4) == ["name", "dtype", "shape", "mean"])
        #expect(heading.suffix(6) == ["L", "seed", "S", "N", "edge", "verdict"])
        #expect(run.output.contains("L: z of Test L"))
        let csv = Tool.bertconv(["inspect", Self.head, "--stats", "--format", "csv"]).output.split(separator: "\n")
        #expect(csv.count + 5 == lines.count)
        #expect(csv.first?.hasSuffix("edge,verdict") == true)
    }

    @Test("A name chooses tensors, by the file's name or the canonical one, with and without --stats")
    func names() throws {
        let folder = Fixtures.path("transformers-4.44.2/BertForSequenceClassification")
        let file = folder + "/tf_model.h5"
        for name in ["classifier.*", "*/classifier/*"] {
            let json = Tool.bertconv(["inspect", file, name, "--stats", "--format", "json"])
            let tensors = try #require(try JSONParser.parse(Array(json.output.utf8)).object?["tensors"]?.array)
            #expect(
                tensors.compactMap { $0.object?["parameter"]?.string } == ["classifier.weight", "classifier.bias"])
            #expect(tensors.allSatisfy { $0.object?["stats"]?.object != nil })
            #expect(Tool.bertconv(["inspect", file, name]).output.split(separator: "\n").count == 4)
        }
        let whole = Tool.bertconv(["inspect", Self.head, "--stats"]).output.split(separator: "\n")
        let one = Tool.bertconv(["inspect", Self.head, "classifier.bias", "--stats"]).output
        let words = { (line: Substring) in line.split(separator: " ").map(String.init) }
        #expect(
            one.split(separator: "\n").map(words).dropFirst().first
                == whole.first { $0.hasPrefix("classifier.bias") }.map(words), "judged with its weight all the same")
    }

    @Test(
        "A name that no tensor has is an error; a pattern that is none, and --full alone, are wrong usage",
        arguments: [(["nothing.*"], 2), (["{0-"], 64), (["--full"], 64)] as [([String], Int32)])
    func refused(arguments: [String], status: Int32) {
        let run = Tool.bertconv(["inspect", Self.head] + arguments)
        #expect(run.status == status)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("rror: "), "\(run.errors)")
        if status == 2 { #expect(run.errors.contains("has no tensor of the name 'nothing.*'; ")) }
    }
}
