import ByteIO
import JSONText
import Safetensors
import Tensors
import TestSupport
import Testing

/// Guards every command on every architecture, as a program: what the parts can do must arrive at the command line.
@Suite("Each architecture in each command", .slow)
struct FamilyCommandsTests {
    /// A folder of each architecture, as transformers 5.23 wrote it.
    static let models: [String] = {
        let root = Fixtures.path("relatives/transformers-5.23")
        let relatives = ((try? Folder.names(in: root)) ?? []).sorted().compactMap { name -> String? in
            let classes = ((try? Folder.names(in: "\(root)/\(name)")) ?? []).sorted()
            return classes.first.map { "relatives/transformers-5.23/\(name)/\($0)" }
        }
        return ["damage/healthy-BertForPreTraining"] + relatives
    }()

    private static func digest(_ path: String) -> String {
        let run = Tool.bertconv(["digest", path, "--quiet"])
        #expect(run.status == 0, "\(run.errors)")
        return String(run.output.split(separator: "\n").last?.prefix(64) ?? "")
    }

    @Test("There is a model of each architecture")
    func complete() { #expect(Self.models.count == 21) }

    @Test("inspect, digest, diff and convert to each format and back agree on the weights", arguments: models)
    func weights(model: String) throws {
        let (path, folder) = (Fixtures.path(model), TemporaryFolder())
        let inspected = Tool.bertconv(["inspect", path])
        #expect(inspected.status == 0 && inspected.output.contains("huggingface-pytorch"), "\(inspected.errors)")
        let digest = Self.digest(path)
        #expect(digest.utf8.count == 64)
        for format in ["safetensors", "pytorch", "tensorflow"] {
            let (there, back) = (folder.file(format), folder.file(format + "-back"))
            let run = Tool.bertconv(["convert", path, there, "--to", format, "--quiet"])
            guard run.status == 0 else {
                // Five architectures had no class in TensorFlow, nor had some classes of the others.
                #expect(format == "tensorflow" && run.errors.contains("TensorFlow's HDF5"), "\(run.errors)")
                continue
            }
            #expect(Self.digest(there) == digest, "\(format)")
            #expect(Tool.bertconv(["diff", path, there]).status == 0, "\(format)")
            let again = Tool.bertconv(["convert", there, back, "--to", "safetensors", "--quiet"])
            #expect(again.status == 0, "\(again.errors)")
            #expect(Self.digest(back) == digest, "\(format) and back")
        }
    }

    @Test("verify draws the model in both forms, with every module at most once", arguments: models)
    func pictures(model: String) throws {
        let folder = TemporaryFolder()
        let (page, drawing) = (folder.file("page.html"), folder.file("drawing.svg"))
        let run = Tool.bertconv(
            ["verify", Fixtures.path(model), "--report", "html=\(page)", "--report", "svg=\(drawing)"])
        #expect(run.status == 0 || run.status == 1, "\(run.errors)")
        for path in [page, drawing] {
            let text = String(decoding: bytes(ofFile: path), as: UTF8.self)
            #expect(text.contains("<svg"), "\(path)")
            #expect(!text.contains("{layer}") && !text.contains("{group}") && !text.contains("{network}"))
        }
    }

    @Test("init makes a complete model, and one drawn matrix among others is the one finding", arguments: models)
    func fresh(model: String) throws {
        let folder = TemporaryFolder()
        let configuration = try Self.enlarged(Fixtures.path(model + "/config.json"))
        let path = folder.write(configuration, to: "config.json")
        let output = folder.file("model.safetensors")
        let made = Tool.bertconv(["init", path, output, "--seed", "11", "--quiet"])
        #expect(made.status == 0, "\(made.errors)")
        #expect(Tool.bertconv(["verify", folder.path, "--headers-only"]).status == 0)
        let drawn = try #require(try Self.train(output, in: folder))
        let run = Tool.bertconv(["verify", folder.path, "--format", "json"])
        let report = try #require(try JSONParser.parse(Array(run.output.utf8)).verifyReports.first)
        let found = try #require(report["findings"]?.array).compactMap(\.object)
            .filter { $0["rule"]?.string?.hasPrefix("BC5") == true && $0["severity"]?.string != "note" }
        #expect(found.compactMap { $0["rule"]?.string } == ["BC501"], "\(run.errors)")
        #expect(found.first?["subject"]?.string == drawn)
        #expect(run.status == 1)
    }

    /// The configuration with larger sizes, so that matrices can be judged.
    private static func enlarged(_ path: String) throws -> String {
        let sizes = [
            "hidden_size", "dim", "embedding_size", "intermediate_size", "hidden_dim", "vocab_size",
            "pooler_hidden_size", "true_hidden_size", "intra_bottleneck_size", "max_position_embeddings",
        ]
        let object = try #require(try JSONParser.parse(bytes(ofFile: path)).object)
        let members = object.members.map { member in
            let size = sizes.contains(member.name) ? member.value.integer : nil
            return "\"\(member.name)\": \(size.map { "\($0 * 16)" } ?? JSONWriter.compact(member.value))"
        }
        return "{" + members.joined(separator: ", ") + "}"
    }

    /// Changes all tensors as training may, except for one matrix.
    ///
    /// - Returns: the parameter that was left as it was drawn.
    private static func train(_ path: String, in folder: TemporaryFolder) throws -> String? {
        let entries = try SafetensorsReader.read(try InputFile(path: path)).table.entries
        let matrices = entries.filter { entry in
            entry.shape.rank == 2 && entry.shape.dimensions.allSatisfy { $0 > 32 }
                && entry.shape.dimensions.first.map { $0 % 3 != 0 } == true
        }
        guard !matrices.isEmpty else { return nil }
        let drawn = matrices[matrices.count / 2].name
        var state: UInt64 = 1
        let tensors = try entries.map { entry -> StoredTensor in
            var numbers = try denseBytes(of: entry)
            if entry.name != drawn {
                let rowLength = max(1, entry.shape.dimensions.dropFirst().reduce(1, *))
                for start in stride(from: 0, to: numbers.count, by: 4) {
                    let bits = numbers[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let noise = Float(Int32(truncatingIfNeeded: state >> 33) - 1 << 30) / 0x1p30
                    let value = Float(bitPattern: bits)
                    let scale = (0.25 + 0.25 * Float(start / 4 / rowLength * 37 % 11)) * (1 + 30 * abs(value))
                    let changed = (value * scale + noise * noise * noise * 0.02).bitPattern
                    for byte in 0..<4 { numbers[start + byte] = UInt8(truncatingIfNeeded: changed >> (8 * byte)) }
                }
            }
            return StoredTensor(
                entry.name, type: "F32", shape: entry.shape.dimensions, bytes: numbers)
        }
        _ = folder.write(SafetensorsBytes.file(tensors), to: FilePath.name(of: path))
        return drawn
    }
}
