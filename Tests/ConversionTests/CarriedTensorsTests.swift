import ByteIO
import Conversion
import Formats
import ModelSchema
import Tensors
import TestSupport
import Testing

/// The whole way by the command, through one format after the other: what goes in comes out, whatever it is.
///
/// The model has no place for the tensors.
@Suite("Tensors that go along with a model")
struct CarriedTensorsTests {
    /// A checkpoint's tensors, read.
    private static func tensors(of path: String) throws -> [String: StoredTensor] {
        let scratch = TemporaryFolder()
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let checkpoint = try reader.decoded(
            try ModelPlace(path, library: try Library.newest()).open(reader), scratchFolder: scratch.path)
        var stream = TensorStream()
        var tensors: [String: StoredTensor] = [:]
        for entry in checkpoint.table.entries {
            try stream.open(entry)
            var bytes: [UInt8] = []
            while let block = try unsafe stream.next() { unsafe bytes += block }
            tensors[entry.name] = StoredTensor(
                entry.name, type: entry.elementType.rawValue, shape: entry.shape.dimensions, bytes: bytes)
        }
        return tensors
    }

    private static func expectEqual(_ found: [String: StoredTensor], _ path: [String]) {
        for tensor in CarriedTensors.all {
            let other = found[tensor.name]
            #expect(other?.type == tensor.type, "\(tensor.name) \(path)")
            #expect(other?.shape == tensor.shape, "\(tensor.name) \(path)")
            #expect(other?.bytes == tensor.bytes, "\(tensor.name) \(path)")
        }
    }

    /// Chains of formats: each is written from the one before.
    @Test(
        "Through any chain of formats, every tensor is what it was", .slow,
        arguments: [
            ["model.safetensors"], ["model.bin"], ["model.safetensors", "model.bin"],
            ["model.bin", "model.safetensors"],
            ["model.bin", "model.pt"],
        ])
    func chain(names: [String]) throws {
        let folder = TemporaryFolder()
        var model = TinyBert("BertModel")
        model.tensors += CarriedTensors.all
        var path = model.write(to: folder, as: "source.safetensors")
        Self.expectEqual(try Self.tensors(of: path), ["source"])
        for (step, name) in names.enumerated() {
            let output = folder.file("\(step).\(name)")
            let run = Tool.bertconv(["convert", "--quiet", path, output])
            try #require(run.status == 0, "\(run.errors)")
            path = output
        }
        let found = try Self.tensors(of: path)
        Self.expectEqual(found, names)
        #expect(found.count == model.tensors.count)
    }

    @Test(
        "Cut into shards of any size, every tensor is what it was, in both formats", arguments: ["safetensors", "bin"])
    func shards(ending: String) throws {
        let folder = TemporaryFolder()
        var model = TinyBert("BertModel")
        model.tensors += CarriedTensors.all
        let path = model.write(to: folder, as: "source.safetensors")
        let output = folder.file("model.\(ending)")
        let run = Tool.bertconv(["convert", "--quiet", "--max-shard-size", "700B", path, output])
        try #require(run.status == 0, "\(run.errors)")
        let found = try Self.tensors(of: output + ".index.json")
        Self.expectEqual(found, [ending])
        #expect(found.count == model.tensors.count)
    }

    @Test("What TensorFlow's format has no place for is refused by name, unless it is to be dropped")
    func tensorflow() throws {
        let folder = TemporaryFolder()
        var model = TinyBert("BertModel")
        model.tensors += CarriedTensors.all
        let path = model.write(to: folder)
        let output = folder.file("tf_model.h5")
        let refused = Tool.bertconv(["convert", path, output])
        #expect(refused.status == 2)
        #expect(refused.errors.contains("--drop-unmapped"))
        #expect(folder.names == ["config.json", "model.safetensors"])
        let dropped = Tool.bertconv(["convert", "--quiet", "--drop-unmapped", path, output])
        #expect(dropped.status == 0, "\(dropped.errors)")
    }
}
