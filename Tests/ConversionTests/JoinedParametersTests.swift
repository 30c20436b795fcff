import ByteIO
import Conversion
import Formats
import ModelSchema
import Safetensors
import Tensors
import TestSupport
import Testing

/// Guards the names and the joined tensors of files: the library's own classes and the model's first code read only these.
@Suite("Parameters that the library stores in one tensor")
struct JoinedParametersTests {
    static let folders = ["nomic-bert/NomicBertModel", "gte/GteModel", "jina-embeddings-v3/JinaEmbeddingsV3Model"]

    /// A model with each parameter by itself, under its name in the state_dict.
    private struct Apart {
        let original: TensorTable
        let configuration: String
        var tensors: [StoredTensor]

        init(_ folder: String) throws {
            configuration = Fixtures.path("relatives/transformers-5.23/\(folder)/config.json")
            let path = FilePath.folder(of: configuration)
            original = try SafetensorsReader.read(try InputFile(path: path + "/model.safetensors")).table
            let place = try ModelPlace(path, library: try Library.newest())
            let checkpoint = try place.open(CheckpointReader(helperPath: Tool.path("bertconv-hdf5")))
            tensors = try ModelCase(checkpoint, at: place, .strict).checkpoint.table.entries.map { entry in
                StoredTensor(
                    entry.name, type: entry.elementType.rawValue.uppercased(), shape: entry.shape.dimensions,
                    bytes: try denseBytes(of: entry))
            }
        }

        /// The tensors of the output of a conversion to safetensors.
        func converted() throws -> TensorTable {
            let folder = TemporaryFolder()
            _ = folder.copy(configuration)
            let input = folder.write(SafetensorsBytes.file(tensors), to: "model.safetensors")
            let file = try Converted(input).file
            return try SafetensorsReader.read(try InputFile(path: folder.write(file, to: "out.safetensors"))).table
        }

        /// A key of the first layer.
        var key: Int? { tensors.firstIndex { $0.name.hasSuffix("layers.0.self_attn.k_proj.weight") } }
    }

    @Test("They are joined as the library joins them, bit for bit", arguments: folders)
    func joined(folder: String) throws {
        let apart = try Apart(folder)
        #expect(apart.key != nil)
        let written = try apart.converted()
        #expect(Set(written.entries.map(\.name)) == Set(apart.original.entries.map(\.name)))
        for entry in apart.original.entries {
            let own = try #require(written[entry.name], "\(entry.name)")
            #expect(own.shape == entry.shape)
            #expect(try denseBytes(of: own) == denseBytes(of: entry), "\(entry.name)")
        }
    }

    @Test("If one of them is missing or has another type, they are written by themselves", arguments: folders)
    func apart(folder: String) throws {
        var missing = try Apart(folder)
        missing.tensors.remove(at: try #require(missing.key))
        var other = try Apart(folder)
        let key = try #require(other.key)
        other.tensors[key].type = "F64"
        other.tensors[key].bytes += other.tensors[key].bytes
        for (model, count) in [(missing, 2), (other, 3)] {
            let names = try model.converted().entries.map(\.name)
            let first = names.filter { $0.contains(".0.") && $0.hasSuffix("weight") }
            #expect(first.count { $0.contains("self_attn.") && !$0.contains("o_proj") } == count, "\(first)")
            #expect(!first.contains { $0.contains("qkv") })
        }
    }
}
