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
        #expect(run.output == "the same weights, bit for bit: 25 parameters\n")
        #expect(run.errors.isEmpty)
    }

    @Test("Different is exit status 1, with a line for each weight that is")
    func different() {
        let other = Fixtures.path("transformers-4.44.2/untied/expected.safetensors")
        let run = Tool.bertconv(["diff", Self.file, other])
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("differs: "))
        #expect(run.output.contains(#/\n  classifier\.bias +only in /#))
        #expect(run.errors.isEmpty)
    }

    @Test("The picture shows each weight by the size of its difference, and leaves status and text as they are")
    func picture() throws {
        let folder = TemporaryFolder()
        let other = Fixtures.path("transformers-4.44.2/untied/expected.safetensors")
        let plain = Tool.bertconv(["diff", Self.file, other])
        let run = Tool.bertconv([
            "diff", Self.file, other, "--report", "html=\(folder.file("diff.html"))", "--report",
            "svg=\(folder.file("diff.svg"))",
        ])
        #expect(run.status == 1 && run.output == plain.output && run.errors.isEmpty)
        for name in ["diff.html", "diff.svg"] {
            let text = String(decoding: bytes(ofFile: folder.file(name)), as: UTF8.self)
            #expect(text.contains("DIFFERENT") && text.contains("only in the first"))
            #expect(text.contains("attention.self.query") && text.contains("values differ"))
        }
        let same = Tool.bertconv(["diff", Self.file, Self.archive, "--report", "html=\(folder.file("same.html"))"])
        let text = String(decoding: bytes(ofFile: folder.file("same.html")), as: UTF8.self)
        #expect(same.status == 0 && text.contains("SAME") && text.contains("identical <b>25</b>"))
    }

    @Test(
        "A picture that cannot be is wrong usage or status 2, before anything is compared",
        arguments: [("html=-", 64), ("text=x", 64), ("html=", 64), ("html=/nowhere/diff.html", 2)] as [(String, Int32)])
    func pictureRefused(value: String, status: Int32) {
        let run = Tool.bertconv(["diff", Self.file, Self.archive, "--report", value])
        #expect(run.status == status && run.output.isEmpty && run.errors.hasPrefix("error: "))
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

    /// A model, and copies of it in other types, which `convert` made.
    private static func copies(in folder: TemporaryFolder, layers: Int = 3) -> (model: String, half: String) {
        var model = TinyBert("BertForSequenceClassification", layers: layers)
        for index in model.tensors.indices {
            let count = model.tensors[index].bytes.count / 4
            let floats = (0..<count).map { 0.1 + Float(index * 31 + $0) / 1021 }
            model.tensors[index].bytes = StoredTensor("", [count], floats: floats).bytes
        }
        _ = model.write(in: folder, "model")
        let half = folder.file("half")
        #expect(
            Tool.bertconv(["convert", folder.file("model"), half, "--to", "safetensors", "--dtype", "f16", "-q"])
                .status == 0)
        return (folder.file("model"), half)
    }

    @Test("A cast is the answer in one line, and the option accepts it")
    func cast() {
        let folder = TemporaryFolder()
        let (model, half) = Self.copies(in: folder)
        let run = Tool.bertconv(["diff", model, half])
        #expect(run.status == 1)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 2, "\(run.output)")
        #expect(
            lines[0].wholeMatch(of: #/equal up to float16 rounding, largest difference \d(\.\d)?e-4/#) != nil,
            "\(run.output)")
        #expect(lines[1] == "  \(half) has the rounded values; --allow-rounding accepts that")
        let allowed = Tool.bertconv(["diff", "--allow-rounding", half, model])
        #expect(allowed.status == 0)
        #expect(!allowed.output.contains("--allow-rounding"))
        #expect(Tool.bertconv(["diff", "-q", "--tolerance", "1e-3", model, half]).status == 0)
        #expect(Tool.bertconv(["diff", "-q", "--tolerance", "1e-6", model, half]).status == 1)
        let back = folder.file("back")
        #expect(
            Tool.bertconv(["convert", half, back, "--to", "safetensors", "--dtype", "f32", "-q"]).status == 0)
        #expect(Tool.bertconv(["diff", back, half]).status == 0)
        #expect(Tool.bertconv(["diff", model, back]).output.hasPrefix("equal up to float16 rounding"))
    }

    @Test("What differs beside a cast is named; layers that differ alike are one line")
    func changed() {
        let folder = TemporaryFolder()
        let (model, half) = Self.copies(in: folder)
        let weights = half + "/model.safetensors"
        var tensors = SafetensorsBytes.tensors(in: bytes(ofFile: weights)) ?? []
        for index in tensors.indices where tensors[index].name.hasSuffix("intermediate.dense.bias") {
            tensors[index].bytes[1] ^= 0x40
        }
        _ = folder.write(SafetensorsBytes.file(tensors), to: "half/model.safetensors")
        let run = Tool.bertconv(["diff", model, half, "--allow-rounding"])
        #expect(run.status == 1)
        let lines = run.output.split(separator: "\n")
        #expect(
            lines.first?.hasPrefix("differs: 3 of 57 parameters, first bert.encoder.layer.0.intermediate.dense.bias")
                == true, "\(run.output)")
        #expect(lines.count == 2, "\(run.output)")
        #expect(
            lines.last?.wholeMatch(
                of: #/  bert\.encoder\.layer\.\{0-2\}\.intermediate\.dense\.bias  float32 and float16, .* by up to .*/#
            ) != nil, "\(run.output)")
        let strict = Tool.bertconv(["diff", model, half])
        #expect(strict.output.contains(#/\n  54 others +equal up to float16 rounding, largest difference /#))
    }

    @Test("Lines fit the terminal, and --full lists every weight by itself", arguments: [40, 80, 200])
    func width(columns: Int) {
        let folder = TemporaryFolder()
        let (model, _) = Self.copies(in: folder)
        let other = TinyBert("BertForMaskedLM").write(in: folder, "other")
        let run = Tool.bertconv(["diff", model, other, "--weights-only"], environment: ["COLUMNS=\(columns)"])
        let lines = run.output.split(separator: "\n")
        #expect(lines.count > 20)
        let paths = lines.filter { $0.contains("/") }
        #expect(lines.filter { !$0.contains("/") }.allSatisfy { $0.count <= columns }, "\(run.output)")
        #expect(!paths.isEmpty, "a path is one word")
        let full = Tool.bertconv(["diff", model, model, "-v"])
        #expect(full.output.split(separator: "\n").count { $0.hasSuffix("identical") } == 57)
    }

    @Test("The same weights with another configuration or tokenizer differ, unless weights alone are compared")
    func behaviour() {
        let folder = TemporaryFolder()
        var model = TinyBert("BertModel")
        let first = model.write(in: folder, "first")
        model.configuration["hidden_act"] = "\"relu\""
        let second = model.write(in: folder, "second")
        _ = folder.write("a\nb\n", to: "first/vocab.txt")
        _ = folder.write("b\na\n", to: "second/vocab.txt")
        let run = Tool.bertconv(["diff", folder.file("first"), folder.file("second")])
        #expect(run.status == 1)
        #expect(
            run.output == """
                the same weights, bit for bit: 23 parameters, but hidden_act and vocab.txt differ
                  hidden_act  gelu and relu
                  vocab.txt   line 1 is 'a' and 'b'; 2 lines differ

                """, "\(run.output)")
        #expect(Tool.bertconv(["diff", folder.file("first"), folder.file("second"), "--weights-only"]).status == 0)
        #expect(Tool.bertconv(["diff", first, second]).status == 0, "files are not folders")
    }

    @Test("--format json says the same for programs")
    func json() throws {
        let folder = TemporaryFolder()
        var model = TinyBert("BertModel")
        let first = model.write(in: folder, "first")
        model.tensors[0].bytes[3] ^= 1
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
        let answer = try #require(report["answer"]?.object)
        #expect(answer["kind"] == "different")
        #expect(answer["differing"] == 1)
        #expect(answer["text"]?.string?.hasPrefix("differs: 1 of 23 parameters, first ") == true)
        #expect(report["behaviour"] == JSONValue.null, "files are not folders")
    }

    @Test("--format json has the cast and what lies beside the weights")
    func jsonOfCast() throws {
        let folder = TemporaryFolder()
        let (model, half) = Self.copies(in: folder)
        let text = String(decoding: bytes(ofFile: half + "/config.json"), as: UTF8.self)
        let decoder = text.replacing("\"model_type\"", with: "\"is_decoder\": true, \"model_type\"")
        _ = folder.write(decoder, to: "half/config.json")
        let run = Tool.bertconv(["diff", "--format", "json", model, half])
        let report = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
        let answer = try #require(report["answer"]?.object)
        #expect(answer["kind"] == "rounded")
        #expect(answer["types"] == ["F16"])
        #expect(answer["rounded"] == "second")
        #expect(answer["overflows"] == 0)
        let items = try #require(report["behaviour"]?.array).compactMap(\.object)
        #expect(items.count == 1)
        #expect(items.first?["name"] == "is_decoder")
        #expect(items.first?["counts"] == true)
        #expect(items.first?["first"] == false)
        #expect(items.first?["second"] == true)
        let rows = try #require(report["weights"]?.array).compactMap(\.object)
        for row in rows where row["differing"] != 0 {
            let rounding = try #require(row["rounding"]?.object)
            #expect(rounding["type"] == "F16")
            #expect(rounding["rounded"] == "second")
            #expect(rounding["overflows"] == 0)
        }
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
