import ByteIO
import JSONText
import TensorBundle
import Tensors
import TestSupport
import Testing

@Suite("Bundles that TensorFlow wrote")
struct RealFileTests {
    private static func read(_ path: String) throws -> BundleContents {
        try BundleReader.read(try InputFile(path: Fixtures.path("tensorflow-2.18.1/\(path).index")))
    }

    @Test("Every element type has the bytes that TensorFlow gave it; types of no weight are named")
    func elementTypes() throws {
        let contents = try Self.read("element-types/types.ckpt")
        let expected = try #require(
            JSONParser.parse(bytes(ofFile: Fixtures.path("tensorflow-2.18.1/element-types/expected.json"))).object)
        for entry in contents.table.entries {
            #expect(try String(hexadecimal: dense(entry)) == expected[entry.name]?.string, "\(entry.name)")
        }
        #expect(contents.unreadable.map(\.name).sorted() == ["complex128", "int4"])
        #expect(contents.table.count == expected.members.count - 2)
    }

    @Test("Tensors in three data files are found in theirs")
    func shards() throws {
        let contents = try Self.read("shards/shards.ckpt")
        #expect(contents.files.count == 3)
        let values = try contents.table.entries.map { entry in (entry.name, try dense(entry)) }
        let floats: [String: [Float]] = ["a": [1, 2], "b": [3, 4], "c": [5], "d": [6, 7]]
        #expect(values.count == 4)
        for (name, bytes) in values {
            #expect(bytes == StoredTensor.littleEndian(floats[name]?.map(\.bitPattern) ?? []), "\(name)")
        }
    }

    @Test(
        "A model's tensors are counted, and what belongs to the training is set aside",
        arguments: [
            ("bert_model/bert_model.ckpt", 46, 0, 0, 0), ("tensorflow1-classifier/model.ckpt", 41, 82, 0, 1),
            ("tensorflow1-squad/model.ckpt", 41, 82, 0, 1), ("tensorflow1-averages/model.ckpt", 39, 78, 39, 3),
            ("tensorflow1-partitioned/model.ckpt", 46, 0, 0, 0), ("garden-2.3/bert_model.ckpt-1", 39, 0, 0, 1),
            ("garden-encoder/bert_model.ckpt-1", 39, 0, 0, 1), ("garden-encoder-v2/bert_model.ckpt-1", 39, 0, 0, 1),
            ("transformers-checkpoint/ckpt-1", 46, 0, 0, 1), ("transformers-save-weights/weights", 41, 82, 0, 2),
            ("transformers-saved-model/saved_model/variables/variables", 41, 0, 0, 0),
        ])
    func training(path: String, tensors: Int, slots: Int, averages: Int, counters: Int) throws {
        let contents = try Self.read(path)
        #expect(contents.table.count == tensors)
        #expect(contents.training.optimizerCount == slots)
        #expect(contents.training.averages.count == averages)
        #expect(contents.training.counters.count == counters, "\(contents.training.counters)")
        #expect(contents.unreadable.isEmpty)
        #expect(contents.uncovered.isEmpty)
        for entry in contents.table.entries where !entry.isEncoded { #expect(try !dense(entry).isEmpty) }
    }

    @Test("In files of TensorFlow 2, tensors have the variables' own names, and not the paths to them")
    func fullNames() throws {
        let names = Set(
            try Self.read("transformers-saved-model/saved_model/variables/variables").table.entries.map(\.name))
        #expect(
            names.contains("tf_bert_for_sequence_classification/bert/encoder/layer_._1/attention/self/query/kernel"))
        #expect(names.contains("tf_bert_for_sequence_classification/classifier/bias"))
        let garden = Set(try Self.read("garden-2.3/bert_model.ckpt-1").table.entries.map(\.name))
        #expect(garden.contains("transformer/layer_0/self_attention/query/kernel"))
    }

    @Test("The parts of partitioned variables give the values of the whole ones")
    func partitioned() throws {
        let folder = TemporaryFolder()
        let whole = try Self.read("bert_model/bert_model.ckpt").table
        let parts = try Self.read("tensorflow1-partitioned/model.ckpt").table
        #expect(
            parts.entries.filter(\.isEncoded).map(\.name).sorted() == [
                "bert/embeddings/position_embeddings", "bert/embeddings/token_type_embeddings",
                "bert/embeddings/word_embeddings",
            ])
        let joined = try BundleDecoder.decode(parts, scratchFolder: folder.path)
        for entry in whole.entries {
            #expect(try dense(try #require(joined[entry.name])) == dense(entry), "\(entry.name)")
        }
    }

    @Test("A checkpoint of TensorFlow's first format is refused by name")
    func version1() throws {
        let folder = TemporaryFolder()
        let old = folder.write(
            bytes(ofFile: Fixtures.path("tensorflow-2.18.1/tensorflow1-v1/old.ckpt")), to: "old.index")
        let fault = try #require(throws: Fault.self) { try BundleReader.read(try InputFile(path: old)) }
        #expect(fault.code == .bundleVersion1)
    }

    @Test("Each form of a path leads to the index")
    func names() {
        let index = Fixtures.path("tensorflow-2.18.1/bert_model/bert_model.ckpt.index")
        let prefix = String(index.dropLast(".index".count))
        for path in [prefix, index, prefix + ".data-00000-of-00001", prefix + ".meta"] {
            #expect(BundleName.index(path) == index)
        }
        #expect(BundleName.index(prefix + ".data-0-of-1") == nil)
        #expect(BundleName.index(prefix + "-7") == nil)
    }

    @Test(
        "A prefix may be named as the files of another bundle are",
        arguments: ["a.index", "b.meta", "c.data-00000-of-00001"])
    func oddNames(prefix: String) {
        let folder = TemporaryFolder()
        let index = folder.write([0], to: prefix + ".index")
        #expect(BundleName.index(FilePath.join(folder.path, prefix)) == index)
    }
}
