import ByteIO
import Safetensors
import Tensors
import TestSupport
import Testing

/// Guards the order in which one stream of random numbers runs through a model, and every bit of the file.
@Suite("Fresh models are those of transformers 5.23")
struct RecordedModelTests {
    /// The file that `init` makes where transformers made `model`.
    private static func file(_ model: RecordedModel) -> (bytes: [UInt8], errors: String) {
        let folder = TemporaryFolder()
        let run = Tool.bertconv([
            "init", folder.write(model.configuration, to: "config.json"), folder.file("model.safetensors"),
            "--seed", model.seed, "--initializer", model.initializer, "--dtype", model.dtype,
        ])
        return (bytes(ofFile: folder.file("model.safetensors")), run.errors)
    }

    @Test("The file has the bytes that save_pretrained gave it", .slow, arguments: RecordedModel.all)
    func bytesOfFile(model: RecordedModel) {
        let (file, errors) = Self.file(model)
        #expect(SHA256.hex(file) == model.digest, "\(errors)")
    }

    @Test("The recorded models are 9 classes of 2 seeds, and what is unusual")
    func complete() {
        #expect(RecordedModel.all.count == 33)
        for name in Fixtures.classes {
            #expect(RecordedModel.all.contains { $0.name == "\(name)-0" })
            #expect(RecordedModel.all.contains { $0.name == "\(name)-42" })
        }
    }

    @Test("Tensor by tensor, a model has the values of the one that is kept")
    func tensors() throws {
        let name = "BertForPreTraining-42"
        let kept = try SafetensorsReader.read(try InputFile(path: Fixtures.path("fresh/\(name).safetensors"))).table
        let folder = TemporaryFolder()
        let path = folder.write(Self.file(try #require(RecordedModel.all.first { $0.name == name })).bytes, to: "x")
        let found = try SafetensorsReader.read(try InputFile(path: path)).table
        #expect(found.entries.map(\.name) == kept.entries.map(\.name))
        for entry in kept.entries {
            let other = try #require(found[entry.name])
            #expect((try denseBytes(of: other) == denseBytes(of: entry)) as Bool, "\(entry.name)")
        }
    }
}
