import JSONText
import TestSupport
import Testing

/// Every command × every way to name weights: all open the files that the library loads, and none another.
@Suite("All commands open the same model")
struct SameModelTests {
    /// A folder with several weights in it, and the file that the library takes.
    struct Layout: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// Files to copy, from `testdata/damage`, and their names in the folder.
        let files: [(from: String, name: String)]
        /// Lines of config.json beside its own.
        var fields = ""
        /// What the library opens.
        let opens: String
        let status: Int32

        /// Whether a path is that of a file which ``opens`` is or leads to.
        func reads(_ path: String) -> Bool {
            opens.hasSuffix(".index.json") ? path.contains("-of-0000") : path.hasSuffix("/" + opens)
        }
    }

    private static let single = "healthy-BertForPreTraining/model.safetensors"
    private static let archive = "healthy-archive-BertForPreTraining/pytorch_model.bin"
    private static let other = "healthy-BertModel/model.safetensors"
    private static let shards = (1...3).map {
        (from: "healthy-sharded/model-0000\($0)-of-00003.safetensors", name: "model-0000\($0)-of-00003.safetensors")
    }
    private static let index = (
        from: "healthy-sharded/model.safetensors.index.json", name: "model.safetensors.index.json"
    )

    static let layouts: [Layout] = [
        Layout(
            testDescription: "one file", files: [(single, "model.safetensors")], opens: "model.safetensors", status: 0),
        Layout(
            testDescription: "one archive", files: [(archive, "pytorch_model.bin")], opens: "pytorch_model.bin",
            status: 0),
        Layout(testDescription: "shards", files: shards + [index], opens: index.name, status: 0),
        Layout(
            testDescription: "one file before its shards", files: shards + [index, (other, "model.safetensors")],
            opens: "model.safetensors", status: 1),
        Layout(
            testDescription: "an incomplete file before a whole archive",
            files: [(other, "model.safetensors"), (archive, "pytorch_model.bin")], opens: "model.safetensors", status: 1
        ),
        Layout(
            testDescription: "the file that config.json names",
            files: [(other, "model.safetensors"), (single, "chosen.safetensors")],
            fields: #""transformers_weights": "chosen.safetensors","#, opens: "chosen.safetensors", status: 0),
        Layout(
            testDescription: "an index that config.json names",
            files: shards + [(index.from, "chosen.safetensors.index.json"), (other, "model.safetensors")],
            fields: #""transformers_weights": "chosen.safetensors.index.json","#,
            opens: "chosen.safetensors.index.json",
            status: 0),
    ]

    /// Writes the layout into `folder`/model.
    private static func write(_ layout: Layout, to folder: TemporaryFolder) -> String {
        _ = Tool.run(["mkdir", folder.file("model")])
        for file in layout.files { _ = folder.copy(Fixtures.path("damage/\(file.from)"), as: "model/" + file.name) }
        let source = "damage/healthy-sharded/config.json"
        let text = String(decoding: bytes(ofFile: Fixtures.path(source)), as: UTF8.self)
        _ = folder.write("{" + layout.fields + text.drop { $0 != "{" }.dropFirst(), to: "model/config.json")
        return folder.file("model")
    }

    /// The folder itself, in the ways in which people spell it, and the file that the library opens.
    private static func ways(_ layout: Layout, _ model: String, in folder: TemporaryFolder) -> [String] {
        _ = Tool.run(["ln", "-s", "model", folder.file("link")])
        return [
            model, model + "/", model + "/.", folder.file("link"), folder.file("link") + "/",
            model + "/" + layout.opens,
        ]
    }

    private static func digest(_ path: String) -> String? {
        let run = Tool.bertconv(["digest", path])
        #expect(run.status == 0, "\(path): \(run.errors)")
        return run.output.split(separator: "\n").last?.split(separator: " ").first.map(String.init)
    }

    /// Guards `ModelPlace`: one resolver for all commands.
    @Test("Each command names the same file, and sees the same weights in it", .slow, arguments: layouts)
    func commands(layout: Layout) throws {
        let folder = TemporaryFolder()
        let model = Self.write(layout, to: folder)
        let wanted = Self.digest(model + "/" + layout.opens)
        #expect(wanted != nil)
        for (number, way) in Self.ways(layout, model, in: folder).enumerated() {
            let verified = Tool.bertconv(["verify", way, "--format", "json"])
            #expect(verified.status == layout.status, "\(way): \(verified.output)")
            let report = try JSONParser.parse(Array(verified.output.utf8)).verifyReports.first
            let read = (report?["weights"]?.array ?? []).compactMap { $0.object?["file"]?.string }
            #expect(!read.isEmpty && read.allSatisfy { layout.reads($0) }, "\(way): \(read)")
            let inspected = Tool.bertconv(["inspect", way, "--format", "json"])
            let file = try JSONParser.parse(Array(inspected.output.utf8)).object?["file"]?.string
            #expect(file?.hasSuffix("/" + layout.opens) == true, "\(way): \(file ?? "none")")
            #expect(Self.digest(way) == wanted, "\(way)")
            #expect(Tool.bertconv(["diff", way, model + "/" + layout.opens]).status == 0, "\(way)")
            let out = folder.file("out\(number).safetensors")
            let converted = Tool.bertconv(["convert", way, out, "--allow-incomplete"])
            #expect(converted.status == 0, "\(way): \(converted.errors)")
            #expect(Self.digest(out) == wanted, "\(way)")
        }
    }

    /// Guards `Binding.adopting`: a name that the library takes for a parameter is that parameter to every command.
    @Test("One prefix more, which the library takes away, hides no weight from any command")
    func oncePrefixed() throws {
        let folder = TemporaryFolder()
        var model = TinyBert("BertForSequenceClassification")
        let plain = model.write(in: folder, "plain")
        model.rename { "bert." + $0 }
        let more = model.write(in: folder, "more")
        #expect(Tool.bertconv(["verify", "--headers-only", folder.file("more")]).status == 0)
        #expect(Self.digest(more) == Self.digest(plain))
        #expect(Tool.bertconv(["diff", folder.file("more"), folder.file("plain")]).status == 0)
        let run = Tool.bertconv(["convert", folder.file("more"), folder.file("out.safetensors")])
        #expect(run.status == 0 && run.errors.contains("names such as 'bert.bert."), "\(run.errors)")
        #expect(Self.digest(folder.file("out.safetensors")) == Self.digest(plain))
        let inspected = Tool.bertconv(["inspect", more, "--format", "json"]).output
        #expect(inspected.contains(#""parameter": "classifier.weight""#))
    }
}

extension TinyBert {
    /// Writes the model into a folder of its own within `folder`, and gives the path of the weights.
    fileprivate func write(in folder: TemporaryFolder, _ name: String) -> String {
        _ = Tool.run(["mkdir", folder.file(name)])
        _ = folder.write(configurationText, to: name + "/config.json")
        return folder.write(SafetensorsBytes.file(tensors), to: name + "/model.safetensors")
    }
}
