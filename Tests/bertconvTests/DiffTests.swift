import JSONText
import TestSupport
import Testing

/// Guards `diff` and `digest`.
@Suite("Comparing checkpoints")
struct DiffTests {
    private static let model = Fixtures.path("transformers-4.44.2/BertForSequenceClassification")

    @Test("The same weights in two formats are the same, exit status 0")
    func same() {
        let run = Tool.bertconv(["diff", Self.model + "/tf_model.h5", Self.model + "/expected.safetensors"])
        #expect(run.status == 0)
        #expect(run.output == "the same: 41 of 41 weights the same, 41 bit for bit\n")
    }

    @Test("A weight that differs is named with the first and the largest difference, exit status 1")
    func different() throws {
        let folder = TemporaryFolder()
        var file = bytes(ofFile: Self.model + "/expected.safetensors")
        // The last tensor of the file is classifier.weight [3, 16]; its last element becomes 4.0.
        file.replaceSubrange((file.count - 4)..<file.count, with: [0, 0, 0x80, 0x40])
        let changed = folder.write(file, to: "changed.safetensors")
        let run = Tool.bertconv(["diff", Self.model + "/expected.safetensors", changed])
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("! classifier.weight: 1 of 48 values differ, first at [2, 15] ("))
        #expect(run.output.hasSuffix("different: 40 of 41 weights the same, 40 bit for bit\n"))
        #expect(Tool.bertconv(["diff", Self.model, changed, "--tolerance", "5"]).status == 0)
        let json = Tool.bertconv(["diff", Self.model, changed, "--format", "json"])
        #expect(json.status == 1)
        let report = try JSONParser.parse(Array(json.output.utf8))
        #expect(report.object?["same"]?.bool == false)
        let rows = report.object?["weights"]?.array?.compactMap(\.object) ?? []
        #expect(rows.filter { $0["same"]?.bool == false }.compactMap { $0["name"]?.string } == ["classifier.weight"])
    }

    @Test("A weight that one of them lacks is said")
    func missing() {
        let run = Tool.bertconv([
            "diff", Fixtures.path("h5py-3.16.0/one-kernel-deleted.h5"), Fixtures.path("torch/ddp"),
        ])
        #expect(run.status == 1)
        #expect(run.output.contains("! bert.encoder.layer.0.attention.self.query.weight: only in "))
    }

    @Test("A checkpoint that holds a parameter twice with other values has no digest")
    func copiesDiffer() {
        let run = Tool.bertconv(["digest", Fixtures.path("h5py-3.16.0/embeddings-copies-differ.h5")])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("is in the file twice"))
    }

    @Test(
        "The last line is the SHA-256 of the lines above it",
        .enabled(if: Tool.run(["sha256sum", "--version"]).status == 0))
    func wholeDigest() throws {
        let run = Tool.bertconv(["digest", Self.model])
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 42)
        let folder = TemporaryFolder()
        let above = folder.write(lines.dropLast().map { $0 + "\n" }.joined(), to: "above")
        let sum = Tool.run(["sha256sum", above]).output.prefix(64)
        #expect(try #require(lines.last).prefix(64) == sum)
    }
}
