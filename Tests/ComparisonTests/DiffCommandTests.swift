import ByteIO
import JSONText
import TestSupport
import Testing

@Suite("The command diff")
struct DiffCommandTests {
    private static let folder = Fixtures.path("transformers-4.44.2/second-instance")
    private static let file = folder + "/expected.safetensors"
    private static let archive = Fixtures.path("torch/zip-2.13/pytorch_model.bin")

    @Test("The same is exit status 0, across formats")
    func same() {
        let run = Tool.bertconv(["diff", Self.file, Self.archive])
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("the same: 25 of 25 weights the same, 25 bit for bit"))
        #expect(run.errors.isEmpty)
    }

    @Test("Different is exit status 1, with a line for each weight that is")
    func different() {
        let other = Fixtures.path("transformers-4.44.2/untied/expected.safetensors")
        let run = Tool.bertconv(["diff", Self.file, other])
        #expect(run.status == 1)
        #expect(run.output.contains("! classifier.bias: only in \(Self.file)\n"))
        #expect(run.output.contains("\ndifferent: "))
        #expect(run.errors.isEmpty)
    }

    @Test("A file that cannot be read is exit status 2", arguments: [true, false])
    func unreadable(isFirst: Bool) {
        let missing = Self.folder + "/nothing.safetensors"
        let run = Tool.bertconv(["diff"] + (isFirst ? [missing, Self.file] : [Self.file, missing]))
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("no such file"))
    }

    @Test("--quiet prints nothing, the status tells")
    func quiet() {
        let run = Tool.bertconv(["diff", "--quiet", Self.file, Self.archive])
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
        #expect(run.errors.isEmpty)
    }

    @Test("A tolerance is a number of 0 or more", arguments: ["-1", "nan", "inf", "x"])
    func tolerance(value: String) {
        let run = Tool.bertconv(["diff", "--tolerance=\(value)", Self.file, Self.archive])
        #expect(run.status == 2 || run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("tolerance"))
    }

    @Test("Half types are compared by value, and said: within a tolerance they are the same")
    func types() {
        let half = Fixtures.path("torch/half-2.13/pytorch_model.bin")
        let exact = Tool.bertconv(["diff", Self.file, half])
        #expect(exact.status == 1)
        #expect(exact.output.contains("F32 and F16; "))
        #expect(exact.output.contains("largest difference"))
    }

    @Test("--format json says the same for programs")
    func json() throws {
        let folder = TemporaryFolder()
        var model = TinyBert("BertModel")
        let first = model.write(in: folder, "first")
        model.tensors[0].bytes[0] ^= 1
        let second = model.write(in: folder, "second")
        let run = Tool.bertconv(["diff", "--format", "json", first, second])
        #expect(run.status == 1)
        let report = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
        #expect(report["same"] == false)
        #expect(report["first"]?.string == first)
        let rows = try #require(report["weights"]?.array).compactMap(\.object)
        #expect(rows.count == model.tensors.count)
        let changed = try #require(rows.first { $0["same"] == false })
        #expect(changed["kind"] == "values")
        #expect(changed["types"] == ["F32", "F32"])
        #expect(changed["differing"] == 1)
        #expect(changed["at"] == [0, 0])
    }

    @Test("A tensor of a kind that is not read is refused, not passed over")
    func withheld() {
        let path = Fixtures.path("torch/refused-types/sparse-coo.pt")
        let run = Tool.bertconv(["diff", path, path])
        #expect(run.status == 2)
        #expect(run.errors.contains("sparse"))
        #expect(run.errors.contains("tensor 'weight'"))
    }
}
