import ByteIO
import Formats
import ModelSchema
import Tensors
import TestSupport
import Testing

/// The reader as the program uses it.
private let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))

/// What every command opens at `path`.
private func opened(_ path: String) throws(Fault) -> Checkpoint {
    try ModelPlace(path, library: try Library.newest()).open(reader)
}

/// The fault that opening `path` ends in; nil when it opens.
private func fault(opening path: String) -> Fault? {
    do throws(Fault) {
        _ = try opened(path)
        return nil
    } catch {
        return error
    }
}

@Suite("Where a model lies: what every command opens")
struct ModelFolderTests {
    @Test("Weights are looked for in the order of the loaders, and the rest is told")
    func order() throws {
        let folder = TemporaryFolder()
        let shard = folder.write(SafetensorsBytes.file([StoredTensor("x", [1], floats: [1])]), to: "shard.safetensors")
        _ = folder.write("{\"weight_map\": {\"x\": \"shard.safetensors\"}}", to: "model.safetensors.index.json")
        _ = folder.copy(Fixtures.path("transformers-4.44.2/BertModel/tf_model.h5"))
        let sharded = try opened(folder.path)
        #expect(sharded.path == folder.file("model.safetensors.index.json"))
        #expect(sharded.otherWeights == ["tf_model.h5"])
        _ = folder.copy(shard, as: "model.safetensors")
        let whole = try opened(folder.path)
        #expect(whole.path == folder.file("model.safetensors"))
        #expect(whole.otherWeights == ["model.safetensors.index.json", "tf_model.h5"])
    }

    @Test("A config.json counts where it is beside the weights, and only as a file")
    func configuration() throws {
        let folder = TemporaryFolder()
        let model = TinyBert()
        let path = model.writeWeights(to: folder)
        #expect(try opened(path).configurationPath == nil)
        #expect(Tool.run(["mkdir", folder.file("config.json")]).status == 0)
        #expect(try opened(path).configurationPath == nil)
        #expect(Tool.run(["rmdir", folder.file("config.json")]).status == 0)
        _ = model.write(to: folder)
        #expect(try opened(path).configurationPath == folder.file("config.json"))
        #expect(try opened(folder.path).configurationPath == folder.file("config.json"))
    }

    @Test("A folder without weights says what it looked for and what it found", arguments: [0, 1, 12])
    func noWeights(count: Int) throws {
        let folder = TemporaryFolder()
        for number in 0..<count { _ = folder.write("x", to: "file-\(10 + number)") }
        let error = fault(opening: folder.path)
        #expect(error?.code == .noWeights)
        #expect(error?.file == folder.path)
        #expect(
            [
                "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
                "pytorch_model.bin.index.json",
                "tf_model.h5", "tf_model.h5.index.json",
            ].allSatisfy { error?.remedy?.contains($0) == true })
        let said = error?.causes.first ?? ""
        #expect(said.hasPrefix(count == 0 ? "the folder is empty" : "the folder holds file-10"))
        #expect(said.hasSuffix(", …") == (count > 10))
        #expect(folder.names.count == count)
    }

    @Test("A folder of a weights' name is no weights")
    func folderOfThatName() throws {
        let folder = TemporaryFolder()
        #expect(Tool.run(["mkdir", folder.file("model.safetensors")]).status == 0)
        #expect(fault(opening: folder.path)?.code == .noWeights)
        #expect(folder.names == ["model.safetensors"])
    }

    @Test("What is no file is refused and not waited for", arguments: ["/dev/null", "/dev/zero"])
    func device(path: String) throws {
        #expect(fault(opening: path)?.code == .fileNotRegular)
    }

    @Test("What is not there is missing")
    func missing() throws {
        let folder = TemporaryFolder()
        let path = folder.file("nothing")
        let error = fault(opening: path)
        #expect(error?.code == .fileMissing)
        #expect(error?.file == path)
        #expect(folder.names.isEmpty)
    }

    @Test("Decoding replaces the encoded tensors of a Keras file and leaves every other checkpoint as it is")
    func decoding() throws {
        let folder = TemporaryFolder()
        let chunked = try opened(Fixtures.path("h5py-3.16.0/gzip-chunked.h5"))
        let decoded = try reader.decoded(chunked, scratchFolder: folder.path)
        #expect(chunked.table.entries.allSatisfy { $0.isEncoded })
        #expect(!decoded.table.entries.contains { $0.isEncoded })
        #expect(decoded.table.entries.map(\.name) == chunked.table.entries.map(\.name))
        let plain = try opened(Fixtures.path("transformers-4.44.2/BertModel/expected.safetensors"))
        let same = try reader.decoded(plain, scratchFolder: "/nowhere")
        #expect(same.table.entries.map(\.range?.offset) == plain.table.entries.map(\.range?.offset))
        #expect(folder.names.isEmpty)
    }
}
