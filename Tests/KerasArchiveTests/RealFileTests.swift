import ByteIO
import JSONText
import KerasArchive
import Tensors
import TestSupport
import Testing

@Suite("Files that TensorFlow wrote")
struct RealFileTests {
    @Test(
        "All weights of a class are listed in Keras' order, with the names and shapes it gave them",
        arguments: Fixtures.classes)
    func classes(name: String) throws {
        let contents = try Self.read("transformers-4.44.2/\(name)/tf_model.h5")
        let expected = try ListedWeights(ofClass: name)
        #expect(contents.table.entries.map(\.name) == expected.weights.map(\.name))
        #expect(contents.table.entries.map(\.shape.dimensions) == expected.weights.map(\.shape))
        #expect(contents.table.entries.allSatisfy { $0.elementType == .float32 && $0.range != nil })
        #expect(contents.absent.isEmpty)
        #expect(contents.unlisted.isEmpty)
    }

    @Test(
        "Each variant of the layout gives as many weights of its type as were saved",
        arguments: [
            ("transformers-4.44.2/48-layers/tf_model.h5", 777, ElementType.float32),
            ("transformers-4.44.2/bfloat16-policy/tf_model.h5", 25, .bfloat16),
            ("transformers-4.44.2/float16-policy/tf_model.h5", 25, .float16),
            ("transformers-4.44.2/cross-attention/tf_model.h5", 41, .float32),
            ("transformers-4.44.2/functional-model/tf_model.h5", 25, .float32),
            ("transformers-4.44.2/main-layer/tf_model.h5", 25, .float32),
            ("transformers-4.44.2/second-instance/tf_model.h5", 25, .float32),
            ("transformers-4.44.2/untied/tf_model.h5", 31, .float32),
            ("h5py-3.16.0/fixed-length-attributes.h5", 25, .float32),
            ("h5py-3.16.0/gzip-chunked.h5", 25, .float32),
            ("h5py-3.16.0/big-endian.h5", 25, .float32),
            ("h5py-3.16.0/old-embedding-names.h5", 25, .float32),
            ("h5py-3.16.0/empty-dropout-groups.h5", 25, .float32),
            ("h5py-3.16.0/compact-layout.h5", 25, .float32),
            ("h5py-3.16.0/user-block.h5", 25, .float32),
            ("h5py-3.16.0/latest-format.h5", 25, .float32),
            ("h5py-3.16.0/masked-lm-with-pooler.h5", 33, .float32),
        ])
    func variants(path: String, count: Int, elementType: ElementType) throws {
        let contents = try Self.read(path)
        #expect(contents.table.count == count)
        #expect(contents.table.entries.allSatisfy { $0.elementType == elementType })
        #expect(contents.absent.isEmpty)
        #expect(contents.unlisted.isEmpty)
    }

    @Test("A list in two pieces is read to its end, in order")
    func chunkedLists() throws {
        let names = try Self.read("transformers-4.44.2/48-layers/tf_model.h5").table.entries.map(\.name)
        let layers = names.compactMap { name -> Int? in
            guard name.hasSuffix("/output/dense/kernel:0"), !name.contains("attention") else { return nil }
            return name.firstMatch(of: #/layer_\._(\d+)\//#).flatMap { Int($0.output.1) }
        }
        #expect(layers == Array(0..<48))
        #expect(names.last == "classifier/tf_bert_for_sequence_classification/classifier/bias:0")
    }

    @Test("In a model of a user's own the names have the levels that he gave them")
    func usersModels() throws {
        let functional = try Self.read("transformers-4.44.2/functional-model/tf_model.h5").table
        #expect(functional["tf_bert_model/tf_bert_model/bert/pooler/dense/kernel:0"]?.shape.dimensions == [8, 8])
        #expect(functional["sentiment/sentiment/kernel:0"]?.shape.dimensions == [8, 3])
        let main = try Self.read("transformers-4.44.2/main-layer/tf_model.h5").table
        #expect(main["bert/bert/pooler/dense/kernel:0"]?.shape.dimensions == [8, 8])
    }

    @Test("In a shard the layers' names are those of the weights")
    func shards() throws {
        var names: [String] = []
        for number in 1...2 {
            let shard = "transformers-4.44.2/sharded-h5/tf_model-0000\(number)-of-00002.h5"
            let contents = try Self.read(shard)
            #expect(contents.absent.isEmpty)
            #expect(contents.unlisted.isEmpty)
            names += contents.table.entries.map(\.name)
        }
        #expect(names.count == 25)
        #expect(names.contains("bert/pooler/dense/kernel:0"))
        #expect(names.contains("classifier/bias:0"))
    }

    @Test(
        "The bytes at each offset are those that libhdf5 decodes",
        arguments: [
            "transformers-4.44.2/BertForPreTraining/tf_model.h5", "transformers-4.44.2/bfloat16-policy/tf_model.h5",
            "transformers-4.44.2/48-layers/tf_model.h5", "h5py-3.16.0/user-block.h5", "h5py-3.16.0/latest-format.h5",
        ])
    func offsets(path: String) throws {
        let file = try InputFile(path: Fixtures.path(path))
        let entries = try KerasReader.read(file, helper: Self.helper).table.entries
        let folder = TemporaryFolder()
        let scratch = try InputFile.scratch(in: folder.path, standingFor: file.path)
        try Self.helper.decode(entries.map { "/" + $0.name }, of: file, into: scratch)
        let decoded = try scratch.finished()
        var offset: UInt64 = 0
        for entry in entries {
            let range = try #require(entry.range)
            let stored = try file.bytes(at: range.offset, count: range.count)
            #expect(try stored == decoded.bytes(at: offset, count: range.count), "\(entry.name)")
            offset += UInt64(range.count)
        }
        #expect(decoded.byteCount == offset)
        #expect(folder.names.isEmpty)
    }

    @Test(
        "Weights that are compressed, in chunks, big-endian or within headers decode to the plain ones",
        arguments: ["gzip-chunked", "big-endian", "compact-layout"])
    func decoding(name: String) throws {
        let folder = TemporaryFolder()
        let plain = try Self.read("transformers-4.44.2/second-instance/tf_model.h5").table
        let encoded = try Self.read("h5py-3.16.0/\(name).h5").table
        #expect(encoded.entries.contains { $0.isEncoded })
        let decoded = try KerasDecoder.decode(encoded, helper: Self.helper, scratchFolder: folder.path)
        #expect(decoded.entries.map(\.name) == plain.entries.map(\.name))
        for (entry, other) in zip(decoded.entries, plain.entries) {
            #expect(entry.shape == other.shape)
            #expect(try TensorComparison(entry, transposed: false, other, transposed: false) == nil, "\(entry.name)")
        }
        #expect(folder.names.isEmpty)
    }

    @Test("What is listed and not there, and what is there and not listed, is told")
    func disagreements() throws {
        let kernel = "bert/tf_bert_for_sequence_classification_1/bert/encoder/layer_._0/attention/self/query/kernel:0"
        let deleted = try Self.read("h5py-3.16.0/one-kernel-deleted-still-listed.h5")
        #expect(deleted.absent == [kernel])
        #expect(deleted.unlisted.isEmpty)
        let silent = try Self.read("h5py-3.16.0/one-kernel-deleted.h5")
        #expect(silent.absent.isEmpty)
        #expect(silent.table[kernel] == nil)
        #expect(silent.table.count == 24)
        let extra = try Self.read("h5py-3.16.0/unlisted-dataset.h5")
        #expect(extra.unlisted.count == 1)
        #expect(extra.unlisted.first?.hasSuffix("/adapter/kernel:0") == true)
        #expect(extra.table.count == 25)
        let renamed = try Self.read("h5py-3.16.0/group-renamed-still-listed.h5")
        #expect(renamed.absent == ["bert"])
        #expect(renamed.unlisted.count == 23)
        #expect(renamed.unlisted.allSatisfy { $0.hasPrefix("my_bert/") })
    }

    private static let helper = HDF5Helper(executable: Tool.path("bertconv-hdf5"))

    private static func read(_ path: String) throws -> KerasContents {
        try KerasReader.read(try InputFile(path: Fixtures.path(path)), helper: helper)
    }
}

/// What TensorFlow stores of a class, as `testdata/schema/tensorflow-4.44.json` tells it, with the sizes of the fixtures.
private struct ListedWeights {
    let weights: [(name: String, shape: [Int])]

    init(ofClass name: String) throws {
        let root = try JSONParser.parse(bytes(ofFile: Fixtures.path("schema/tensorflow-4.44.json")))
        let model = try #require(root.object?["TF" + name]?.object)
        let modelName = try #require(model["model_name"]?.string)
        let layers = try #require(model["layer_names"]?.array).compactMap(\.string)
        let labels = name == "BertForTokenClassification" ? 5 : name == "BertForSequenceClassification" ? 3 : 2
        let sizes = [
            "vocab_size": 61, "hidden_size": 16, "intermediate_size": 40, "max_position_embeddings": 24,
            "type_vocab_size": 3, "num_labels": labels, "1": 1, "2": 2,
        ]
        var weights: [(name: String, shape: [Int])] = []
        for layer in layers {
            let listed = (model["groups"]?.object?[layer]?.array ?? []).compactMap(\.object)
            let templates = listed.map { entry in
                let symbols = entry["shape"]?.array ?? []
                return (
                    name: layer + "/" + (entry["h5"]?.string ?? "").replacing("{model}", with: modelName),
                    shape: symbols.map { $0.integer ?? sizes[$0.string ?? ""] ?? -1 }
                )
            }
            let first = templates.firstIndex { $0.name.contains("{i}") } ?? templates.endIndex
            let last = templates.lastIndex { $0.name.contains("{i}") } ?? templates.startIndex - 1
            weights += templates[..<first]
            for index in first <= last ? 0..<2 : 0..<0 {
                weights += templates[first...last].map { ($0.name.replacing("{i}", with: "\(index)"), $0.shape) }
            }
            weights += templates[(first <= last ? last + 1 : templates.endIndex)...]
        }
        self.weights = weights
    }
}
