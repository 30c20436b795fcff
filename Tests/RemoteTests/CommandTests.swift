import Foundation
import JSONText
import TestSupport
import Testing

/// Every command reads every format from every kind of place as it reads it from a folder of this machine.
@Suite("Commands, formats and kinds of places")
struct CommandTests {
    enum Form: String, CaseIterable, Sendable {
        case safetensors, shards, torch, hdf5, bundle

        /// The model in this format on the server, in a folder of the format's name.
        func write(to hub: Hub) throws {
            hub.writeTiny("BertForMaskedLM")
            let target = hub.model(rawValue)
            let source = hub.model()
            func convert(_ output: String, _ options: String...) throws {
                let run = Tool.bertconv(["convert", source, output, "--quiet"] + options)
                try #require(run.status == 0, "\(run.errors)")
            }
            switch self {
            case .safetensors: _ = Tool.run(["cp", "\(source)/model.safetensors", target])
            case .shards:
                _ = Tool.run(["rmdir", target])
                try convert(target, "--to", "safetensors", "--max-shard-size", "200B")
            case .torch: try convert("\(target)/pytorch_model.bin")
            case .hdf5: try convert("\(target)/tf_model.h5")
            case .bundle:
                let folder = Fixtures.path("tensorflow-2.18.1/bert_model")
                _ = Tool.run(["cp", "-r", folder + "/.", target])
            }
            if self != .bundle { _ = Tool.run(["cp", "\(source)/config.json", target]) }
        }

        /// The name of the weights, which commands take as well as the folder.
        var file: String {
            switch self {
            case .safetensors: "model.safetensors"
            case .shards: "model.safetensors.index.json"
            case .torch: "pytorch_model.bin"
            case .hdf5: "tf_model.h5"
            case .bundle: "bert_model.ckpt"
            }
        }
    }

    /// The verdict, the rules and the parameters of a report.
    private static func essence(_ run: Tool.Run) throws -> [String] {
        let report = try #require(try JSONParser.parse(Array(run.output.utf8)).object, "\(run.errors)")
        let reports = try #require(report["reports"]?.array)
        return try reports.flatMap { value -> [String] in
            let object = try #require(value.object)
            let findings = (object["findings"]?.array ?? []).compactMap { $0.object?["rule"]?.string }
            let states = (object["parameters"]?.array ?? []).compactMap { $0.object?["state"]?.string }
            let verdict = try #require(object["summary"]?.object?["verdict"]?.string)
            return [verdict, "\(run.status)"] + findings.sorted() + states
        }
    }

    @Test("verify --headers-only says the same", arguments: PlaceKind.allCases, Form.allCases)
    func headers(kind: PlaceKind, form: Form) throws {
        let hub = try Hub()
        try form.write(to: hub)
        let options = ["--headers-only", "--format", "json"]
        let local = Tool.bertconv(["verify", hub.model(form.rawValue)] + options)
        let remote = hub.bertconv(["verify", kind.place(hub, form.rawValue)] + options)
        #expect(try Self.essence(remote) == Self.essence(local))
        #expect(remote.errors == "")
    }

    @Test(
        "All commands say and write the same, of a folder and of its weights", .slow,
        arguments: PlaceKind.allCases, Form.allCases)
    func everything(kind: PlaceKind, form: Form) throws {
        let hub = try Hub()
        try form.write(to: hub)
        let folder = hub.model(form.rawValue)
        let places = [
            (folder, kind.place(hub, form.rawValue)),
            ("\(folder)/\(form.file)", FilePathText.join(kind.place(hub, form.rawValue), form.file)),
        ]
        for (path, place) in places {
            let json = ["--format", "json"]
            #expect(
                try Self.essence(hub.bertconv(["verify", place] + json))
                    == Self.essence(Tool.bertconv(["verify", path] + json)), "\(place)")
            let digests = [path, place].map { hub.bertconv(["digest", $0, "--quiet"]) }
            #expect(digests.map(\.status) == [0, 0], "\(digests[1].errors)")
            let lines = digests.map { $0.output.split(separator: "\n").filter { !$0.hasSuffix(form.file) }.dropLast() }
            #expect(lines[0] == lines[1])
            #expect(hub.bertconv(["diff", place, path, "--quiet"]).status == 0)
            let inspected = [path, place].map { hub.bertconv(["inspect", $0]) }
            #expect(inspected.map(\.status) == [0, 0], "\(inspected[1].errors)")
            #expect(
                inspected[0].output.split(separator: "\n").dropFirst()
                    == inspected[1].output.split(separator: "\n").dropFirst())
            let output = hub.home.file("\(UUID().uuidString).safetensors")
            let converted = hub.bertconv(["convert", place, output, "--quiet"])
            #expect(converted.status == 0, "\(converted.errors)")
            #expect(Tool.bertconv(["diff", output, path, "--quiet", "--weights-only"]).status == 0)
            let probed = [path, place].map { hub.bertconv(["probe", $0, "--ids", "1,2"]) }
            #expect(probed[0].status == probed[1].status, "\(probed[1].errors)")
            #expect(
                probed[0].output.replacingOccurrences(of: path, with: "")
                    == probed[1].output.replacingOccurrences(of: place, with: ""))
        }
    }

    @Test("The prefix of a TensorFlow checkpoint is a place", arguments: PlaceKind.allCases)
    func prefix(kind: PlaceKind) throws {
        let hub = try Hub()
        try Form.bundle.write(to: hub)
        let place = FilePathText.join(kind.place(hub, "bundle"), "bert_model.ckpt")
        let output = hub.home.file("model.safetensors")
        let run = hub.bertconv("convert", place, output, "--quiet")
        #expect(run.status == 0, "\(run.errors)")
        #expect(Tool.bertconv(["diff", output, hub.model("bundle") + "/bert_model.ckpt", "--quiet"]).status == 0)
        let absent = hub.bertconv("inspect", FilePathText.join(kind.place(hub, "bundle"), "other.ckpt"))
        #expect(absent.status == 2)
    }

    @Test("Names of a PyTorch file cost as few requests as those of a safetensors file")
    func torchCost() throws {
        let hub = try Hub()
        try hub.writeLarge()
        let bin = hub.model("torch") + "/pytorch_model.bin"
        #expect(Tool.bertconv(["convert", hub.model(), bin, "--quiet"]).status == 0)
        _ = Tool.run(["cp", hub.model() + "/config.json", hub.model("torch")])
        _ = try hub.requests()
        let run = hub.bertconv("verify", "hf://org/torch", "--headers-only")
        #expect(run.status == 0, "\(run.output)")
        // The report says what stands between this and a whole look at the file.
        #expect(run.output.contains("only the directory of the archive was read"))
        let requests = try hub.requests().filter { !$0.path.hasSuffix("config.json") }
        #expect(requests.count <= 4, "\(requests)")
        #expect(requests.reduce(0) { $0 + $1.sentBytes } <= 256 << 10)
        // With values, the headers of records come with the values.
        let whole = hub.bertconv("digest", "hf://org/torch", "--quiet")
        #expect(whole.status == 0, "\(whole.errors)")
        #expect(!whole.output.contains("only the directory"))
        let records = 39
        #expect(try hub.requests().count <= records + 8)
    }

    @Test("A damaged header of a record is found with the values")
    func damagedRecord() throws {
        let hub = try Hub()
        try hub.writeLarge()
        let bin = hub.model("torch") + "/pytorch_model.bin"
        #expect(Tool.bertconv(["convert", hub.model(), bin, "--quiet"]).status == 0)
        _ = Tool.run(["cp", hub.model() + "/config.json", hub.model("torch")])
        var data = Data(bytes(ofFile: bin))
        // The last record's own header, not that of the directory.
        let name = Data("/data/9".utf8)
        let place = try #require(data.range(of: name))
        data[place.lowerBound + 6] = UInt8(ascii: "x")
        try data.write(to: URL(fileURLWithPath: bin))
        for command in ["digest", "verify"] {
            let run = hub.bertconv(command, "hf://org/torch")
            #expect(run.status == 2, "\(run.output) \(run.errors)")
            #expect((run.output + run.errors).contains("has another name in its own header"))
        }
    }

    @Test("Rows that a test looks up one by one are no requests of their own", arguments: [true, false])
    func words(fits: Bool) throws {
        let hub = try Hub()
        var model = StreamModel()
        let count = 1400
        var state: UInt32 = 7
        func noise() -> Float {
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(state >> 8) / Float(1 << 24) - 0.5
        }
        // The second half has the plurals of the first: similar rows, if the vocabulary fits.
        let stems = (0..<count / 2).map { _ in (0..<StreamModel.hidden).map { _ in noise() } }
        let rows = (0..<count).flatMap { row in stems[row % (count / 2)].map { ($0 + noise() / 4) * 0.05 } }
        model.replace("embeddings.word_embeddings.weight", [count, StreamModel.hidden], rows)
        model.write(to: hub.folder, under: "org/words/")
        let words = (0..<count).map { row in
            let digits = String(row % (count / 2) + 1000).utf8.map { String(UnicodeScalar($0 + 49)) }.joined()
            return "word\(digits)" + (row < count / 2 ? "" : "s")
        }
        let text = (fits ? words : words.sorted()).joined(separator: "\n") + "\n"
        _ = hub.folder.write(text, to: "org/words/vocab.txt")
        let local = Tool.bertconv(["verify", hub.model("words"), "--format", "json"])
        _ = try hub.requests()
        let remote = hub.bertconv("verify", "hf://org/words", "--format", "json")
        #expect(try Self.essence(remote) == Self.essence(local))
        let requests = try hub.requests().filter { $0.path.hasSuffix("model.safetensors") }
        #expect(requests.count <= model.tensors.count + 24, "\(requests.count)")
    }

    @Test("A helper that asks for what the file does not have is given up")
    func hostileHelper() throws {
        let hub = try Hub()
        _ = Tool.run(["cp", Fixtures.path("h5py-3.16.0/latest-format.h5"), hub.model("keras") + "/tf_model.h5"])
        let programs = TemporaryFolder()
        for name in ["bertconv", "bertconv-fetch"] {
            _ = Tool.run(["cp", Tool.path(name), programs.file(name)])
        }
        for script in ["head -c 16 /dev/zero >&0; sleep 9", "printf '0123456789abcdef' >&0; sleep 9"] {
            _ = programs.program(script, named: "bertconv-hdf5")
            let run = Tool.run(
                [programs.file("bertconv"), "inspect", "hf://org/keras/tf_model.h5"],
                environment: ["HF_ENDPOINT=\(hub.endpoint)", "HOME='\(hub.home.path)'"])
            #expect(run.status == 2)
            #expect(run.errors.contains("it asked for bytes that the file does not have"), "\(run.errors)")
        }
    }

    @Test("HDF5 files are read through the helper, which asks for what it needs")
    func hdf5() throws {
        let hub = try Hub()
        let file = hub.model("keras") + "/tf_model.h5"
        for name in ["latest-format.h5", "gzip-chunked.h5", "user-block.h5", "shape-bomb.h5"] {
            _ = Tool.run(["cp", Fixtures.path("h5py-3.16.0/\(name)"), file])
            for command in ["inspect", "digest"] {
                let remote = hub.bertconv(command, "hf://org/keras/tf_model.h5")
                let local = Tool.bertconv([command, file])
                #expect(remote.status == local.status, "\(remote.errors)")
                #expect(
                    remote.errors.replacingOccurrences(of: "hf://org/keras/tf_model.h5", with: file) == local.errors)
            }
        }
    }

    @Test(
        "Models below a hub's and a bucket's folder are found; a web server lists none", arguments: PlaceKind.allCases)
    func recursive(kind: PlaceKind) throws {
        let hub = try Hub()
        hub.writeTiny()
        for name in ["a", "b/c"] {
            _ = hub.model("zoo/\(name)")
            _ = Tool.run(["cp", "-r", hub.model() + "/.", hub.model("zoo/\(name)")])
        }
        let run = hub.bertconv(
            "verify", "--recursive", kind.place(hub, "zoo"), "--headers-only", "--format", "jsonl")
        guard kind != .web else {
            #expect(run.status == 2)
            #expect(run.errors.contains("lists no files, so the models below it cannot be found"))
            return
        }
        #expect(run.status == 0, "\(run.output) \(run.errors)")
        let paths = try run.output.split(separator: "\n").map { line in
            try #require(try JSONParser.parse(Array(line.utf8)).object?["model"]?.object?["path"]?.string, "\(line)")
        }
        #expect(paths == ["a", "b/c"].map { "\(kind.place(hub, "zoo"))/\($0)" })
    }
}

/// Paths of tests.
enum FilePathText {
    static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
}
