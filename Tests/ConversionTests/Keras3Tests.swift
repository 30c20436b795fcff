import ByteIO
import Conversion
import Formats
import KerasArchive
import ModelSchema
import Safetensors
import Tensors
import TestSupport
import Testing

/// Each fixture was written by KerasHub with the values of tensorflow-2.18.1/expected.safetensors.
@Suite("Keras 3")
struct Keras3Tests {
    private static let folder = "keras-hub-0.32.0/"

    private static func expected() throws -> [String: StoredTensor] {
        let file = bytes(ofFile: Fixtures.path("tensorflow-2.18.1/expected.safetensors"))
        let tensors = try #require(SafetensorsBytes.tensors(in: file))
        return Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    @Test(
        "A preset, weights alone, an archive and a checkpoint of TensorFlow become the same weights",
        arguments: [
            ("preset", []), ("preset/model.weights.h5", []), ("classifier.weights.h5", ["classifier."]),
            ("masked.keras", ["cls.predictions."]), ("classifier.ckpt", ["classifier."]),
        ])
    func values(path: String, heads: [String]) throws {
        let converted = try Converted(Fixtures.path(Self.folder + path))
        let written = try #require(SafetensorsBytes.tensors(in: converted.file))
        let start = heads.isEmpty ? "bert." : ""
        let wanted = try Self.expected().values.filter { tensor in
            (["bert."] + heads).contains(where: tensor.name.hasPrefix)
        }
        #expect(written.map { start + $0.name }.sorted() == wanted.map(\.name).sorted())
        for tensor in written {
            let reference = try Self.expected()[start + tensor.name]
            #expect(tensor.bytes == reference?.bytes && tensor.shape == reference?.shape, "\(tensor.name)")
        }
        #expect(converted.plan.unmapped.isEmpty)
    }

    @Test("The config.json of Keras is not taken for one of transformers, and the optimizer's state is said")
    func configuration() throws {
        let library = try Library.newest()
        let place = try ModelPlace(Fixtures.path(Self.folder + "preset"), library: library)
        #expect(place.configuration == nil)
        #expect(place.weights?.library.name == "keras-3")
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let trained = try reader.open(Fixtures.path(Self.folder + "classifier.weights.h5"))
        #expect(trained.notes.contains { $0.contains("optimizer's state") })
    }

    @Test("Keras knows the classes in its own config.json, so the sizes in it are compared with the weights")
    func ownConfiguration() throws {
        let keras = try Library.named("keras-3")
        let place = try ModelPlace(Fixtures.path(Self.folder + "preset"), library: keras)
        #expect(place.problems.isEmpty)
        let configuration = try #require(place.configuration)
        #expect(configuration.architecture?.name == "bert")
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let model = try ModelCase(try place.open(reader), at: place, .diagnostic)
        #expect(model.problems.isEmpty && model.loading.missing.isEmpty)
        let folder = TemporaryFolder()
        let text = String(decoding: bytes(ofFile: configuration.path), as: UTF8.self)
        _ = folder.write(text.replacing("\"num_layers\": 2", with: "\"num_layers\": 3"), to: "config.json")
        _ = folder.write(
            bytes(ofFile: Fixtures.path(Self.folder + "preset/model.weights.h5")), to: "model.weights.h5")
        let other = try ModelPlace(folder.path, library: keras)
        let deeper = try ModelCase(try other.open(reader), at: other, .diagnostic)
        #expect(deeper.loading.missing.count == 16)
    }

    /// An archive of Keras with this config.json, and the weights of a sound model; nil: it has no config.json.
    private static func archive(_ configuration: String?) -> [UInt8] {
        let weights = bytes(ofFile: Fixtures.path(folder + "preset/model.weights.h5"))
        var records = [ZipArchive.Record("model.weights.h5", weights)]
        if let configuration { records.insert(ZipArchive.Record("config.json", Array(configuration.utf8)), at: 0) }
        return ZipArchive(records).bytes
    }

    @Test("An archive is read whose first record is config.json, as Keras loads one without metadata.json")
    func withoutMetadata() throws {
        let file = TemporaryFolder()
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let text = String(decoding: bytes(ofFile: Fixtures.path(Self.folder + "preset/config.json")), as: UTF8.self)
        #expect(try reader.open(file.write(Self.archive(text), to: "m.keras")).table.count == 39)
    }

    @Test(
        "Keras builds the model of an archive from config.json: without a description of one the file is refused",
        arguments: [nil, "", "{", "[]", "{}", #"{"class_name": 1, "config": {}}"#, #"{"class_name": "BertBackbone"}"#])
    func undescribed(configuration: String?) throws {
        let file = TemporaryFolder()
        let path = file.write(Self.archive(configuration), to: "m.keras")
        let fault = try #require(throws: Fault.self) {
            try CheckpointReader(helperPath: Tool.path("bertconv-hdf5")).open(path)
        }
        #expect(fault.file == path)
        #expect(fault.description.contains("config.json"), "\(fault)")
    }

    @Test("An HDF5 file with the name of an archive is refused, as Keras refuses it")
    func wrongName() throws {
        let file = TemporaryFolder()
        let path = file.write(bytes(ofFile: Fixtures.path(Self.folder + "preset/model.weights.h5")), to: "m.keras")
        let fault = try #require(throws: Fault.self) {
            try CheckpointReader(helperPath: Tool.path("bertconv-hdf5")).open(path)
        }
        #expect(fault.code == .kerasLayout && fault.file == path && fault.reason.contains("zip archive"))
    }

    @Test("A config.json is made from the tensors, with the heads that the kernels have")
    func made() throws {
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let place = try ModelPlace(Fixtures.path(Self.folder + "preset"), library: try Library.newest())
        let model = try ModelCase(try place.open(reader), at: place, .strict)
        let made = try #require(try MadeConfiguration(of: model))
        #expect(made.assumptions == ["hidden_act gelu_pytorch_tanh"])
        #expect(model.tree.configuration.integer("num_attention_heads") == 2)
    }

    @Test("A damaged value in an archive is found by the archive's checksum before any value is passed on")
    func checksum() throws {
        let folder = TemporaryFolder()
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        var archive = bytes(ofFile: Fixtures.path(Self.folder + "masked.keras"))
        let sound = try reader.open(folder.write(archive, to: "sound.keras"))
        let range = try #require(sound.table.entries.first { $0.shape.rank == 2 }?.range)
        #expect(try reader.decoded(sound, scratchFolder: folder.path).table.count == sound.table.count)
        archive[Int(range.offset) + range.count / 2] ^= 1
        let damaged = try reader.open(folder.write(archive, to: "damaged.keras"))
        let fault = try #require(throws: Fault.self) {
            try reader.decoded(damaged, scratchFolder: folder.path)
        }
        #expect(fault.code == .checksum)
        #expect(fault.subject == "record 'model.weights.h5'")
    }

    @Test("An archive without weights is refused, and so is one whose weights are compressed")
    func archives() throws {
        let folder = TemporaryFolder()
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let zip = bytes(ofFile: Fixtures.path(Self.folder + "masked.keras"))
        let name = Array("model.weights.h5".utf8)
        var renamed = zip
        for start in zip.indices where zip[start...].starts(with: name) { renamed[start] = UInt8(ascii: "M") }
        let missing = try #require(throws: Fault.self) {
            try reader.open(folder.write(renamed, to: "renamed.keras"))
        }
        #expect(missing.code == .kerasLayout)
        let cut = try #require(throws: Fault.self) {
            try reader.open(folder.write(Array(zip.dropLast(40)), to: "cut.keras"))
        }
        #expect(cut.code.description.hasPrefix("zip."), "\(cut)")
    }
}
