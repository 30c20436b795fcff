import CheckpointReading
import TestSupport
import Testing

@Suite("What another package sees of a checkpoint")
struct OpeningTests {
    @Test(
        "A file of each format is opened, and its tensors have names, types, shapes and sizes",
        arguments: [
            ("transformers-4.44.2/BertModel/expected.safetensors", Checkpoint.Format.safetensors),
            ("torch/zip-2.13/pytorch_model.bin", .pytorch), ("torch/legacy-2.13/pytorch_model.bin", .pytorchLegacy),
            ("transformers-4.44.2/BertModel/tf_model.h5", .kerasHDF5),
        ])
    func formats(file: String, format: Checkpoint.Format) throws {
        let checkpoint = try open(file)
        #expect(checkpoint.format == format)
        #expect(checkpoint.path == Fixtures.path(file))
        #expect(checkpoint.files == [Fixtures.path(file)])
        #expect(checkpoint.tensors.count > 20)
        #expect(checkpoint.absentTensors.isEmpty)
        #expect(checkpoint.unreadEntries.isEmpty)
        for tensor in checkpoint.tensors {
            #expect(tensor.elementType == .float32)
            #expect(tensor.elementCount == tensor.shape.reduce(1, *))
            #expect(tensor.byteCount == tensor.elementCount * 4)
            #expect(tensor.file == Fixtures.path(file))
        }
    }

    @Test("A tensor is found by its name, in the order of the file otherwise")
    func names() throws {
        let folder = TemporaryFolder()
        let path = folder.write(
            SafetensorsBytes.file([
                StoredTensor("b", [2, 1], floats: [1, 2]), StoredTensor("a", [1], integers: [7]),
            ]), to: "model.safetensors")
        let checkpoint = try Checkpoint(opening: path)
        #expect(checkpoint.tensors.map(\.name) == ["b", "a"])
        #expect(checkpoint["a"]?.elementType == .int64)
        #expect(checkpoint["b"]?.shape == [2, 1])
        #expect(checkpoint["c"] == nil)
    }

    @Test(
        "The index of a sharded set and its folder are one checkpoint of all shards",
        arguments: ["damage/healthy-sharded", "damage/healthy-sharded/model.safetensors.index.json"])
    func shards(path: String) throws {
        let checkpoint = try open(path)
        #expect(checkpoint.files.count == 3)
        #expect(Set(checkpoint.tensors.map(\.file)) == Set(checkpoint.files))
        #expect(checkpoint.absentTensors.isEmpty)
    }

    @Test("A name that the index has and no shard is told")
    func absent() throws {
        #expect(try !open("damage/index-names-absent").absentTensors.isEmpty)
    }

    @Test("An entry that only a program's own code could rebuild is told, with the reason")
    func unread() throws {
        let unread = try #require(try open("torch/refused-types/complex128.pt").unreadEntries.first)
        #expect(!unread.name.isEmpty)
        #expect(!unread.error.reason.isEmpty)
    }

    @Test("Bytes that lie plainly in the file are where the checkpoint says")
    func bytesInFile() throws {
        let folder = TemporaryFolder()
        let bytes = SafetensorsBytes.file([StoredTensor("a", [3], floats: [1, 2, 3])])
        let checkpoint = try Checkpoint(opening: folder.write(bytes, to: "model.safetensors"))
        #expect(checkpoint["a"]?.bytesInFile == UInt64(bytes.count - 12)..<UInt64(bytes.count))
        for name in ["big-endian", "deflated"] {
            #expect(try open("torch/\(name)").tensors.allSatisfy { $0.bytesInFile == nil || $0.byteCount == 0 })
        }
    }

    @Test(
        "What is damaged, cut short, missing or of another format is refused with a code, a file and a reason",
        arguments: [
            ("damage/truncated-safetensors/model.safetensors", "safetensors."),
            ("damage/truncated-archive/pytorch_model.bin", "zip."), ("damage/empty-file/model.safetensors", "format."),
            ("damage/archive-named-safetensors/model.safetensors", "format."), ("damage/shard-missing", "format."),
            ("damage/tensor-in-two-shards", "format."), ("damage/index-broken", "json."),
            ("damage/no-weights", "format.no-weights"), ("nowhere/model.safetensors", "file.missing"),
            ("h5py-3.16.0/not-keras.h5", "keras."), ("h5py-3.16.0/external-storage.h5", "hdf5.external-storage"),
        ])
    func refusals(path: String, code: String) throws {
        let error = try #require(throws: CheckpointError.self) { try open(path) }
        #expect(error.code.rawValue.hasPrefix(code), "\(error.code.rawValue)")
        #expect(error.file?.hasPrefix(Fixtures.folder) == true)
        #expect(!error.reason.isEmpty)
        #expect(error.description.contains(error.reason))
    }

    @Test("Without its helper an HDF5 file is refused, and the error says which program is needed")
    func helperMissing() throws {
        let error = try #require(throws: CheckpointError.self) {
            let path = Fixtures.path("transformers-4.44.2/BertModel/tf_model.h5")
            _ = try Checkpoint(opening: path, hdf5Helper: "/nowhere/bertconv-hdf5")
        }
        #expect(error.code == .hdf5Helper)
        #expect(error.reason.contains("/nowhere/bertconv-hdf5"))
        #expect(error.remedy?.contains("swift build --product bertconv-hdf5") == true)
    }

    @Test("Checkpoints, tensors and errors can be sent to other threads")
    func sendability() {
        func accept<Value: Sendable>(_ type: Value.Type) {}
        accept(Checkpoint.self)
        accept(Checkpoint.Tensor.self)
        accept(CheckpointError.self)
    }
}

/// A checkpoint of `testdata/`.
func open(_ path: String) throws -> Checkpoint {
    try Checkpoint(opening: Fixtures.path(path), hdf5Helper: Tool.path("bertconv-hdf5"))
}
