import ByteIO
import Conversion
import Formats
import ModelSchema
import Safetensors
import Tensors
import TestSupport
import Testing

/// Every fixture holds the same weights, whoever named and stored them.
@Suite("TensorFlow's own checkpoints")
struct BundleTests {
    private static func expected() throws -> [String: StoredTensor] {
        let file = bytes(ofFile: Fixtures.path("tensorflow-2.18.1/expected.safetensors"))
        let tensors = try #require(SafetensorsBytes.tensors(in: file))
        return Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter heads: the components beside the backbone, by the beginning of their names.
    private static func expectSame(_ path: String, as className: String? = nil, heads: [String]) throws {
        let converted = try Converted(Fixtures.path("tensorflow-2.18.1/\(path)"), as: className)
        let written = try #require(SafetensorsBytes.tensors(in: converted.file))
        let isBare = heads.isEmpty
        let wanted = try expected().values.filter { tensor in
            (["bert."] + heads).contains(where: tensor.name.hasPrefix)
        }
        #expect(written.map { isBare ? "bert." + $0.name : $0.name }.sorted() == wanted.map(\.name).sorted())
        for tensor in written {
            let reference = try expected()[isBare ? "bert." + tensor.name : tensor.name]
            #expect(tensor.bytes == reference?.bytes && tensor.shape == reference?.shape, "\(tensor.name)")
        }
        #expect(converted.plan.unmapped.isEmpty)
        #expect(converted.leftovers.isEmpty)
    }

    @Test(
        "TensorFlow 1: each head has its orientation, and what belongs to the training is left out",
        arguments: [
            ("bert_model", ["cls."]), ("tensorflow1-classifier", ["classifier."]),
            ("tensorflow1-squad", ["qa_outputs."]), ("tensorflow1-averages", []), ("tensorflow1-partitioned", ["cls."]),
        ])
    func tensorFlow1(folder: String, heads: [String]) throws {
        try Self.expectSame(folder, heads: heads)
    }

    @Test(
        "TensorFlow 2: the object graph has the names, and Model Garden's heads are joined",
        arguments: [
            ("garden-2.3", []), ("garden-encoder", []), ("garden-encoder-v2", []), ("garden-pretrainer", ["cls."]),
            ("transformers-checkpoint", ["cls."]),
            ("transformers-save-weights", ["classifier."]), ("transformers-saved-model/saved_model", ["classifier."]),
        ])
    func tensorFlow2(folder: String, heads: [String]) throws {
        try Self.expectSame(folder, heads: heads)
    }

    @Test("A name that one program gives to several heads is decided by the class, and never guessed")
    func ambiguousName() throws {
        let fault = try #require(throws: Fault.self) {
            try Converted(Fixtures.path("tensorflow-2.18.1/garden-span-labeler"), as: nil)
        }
        #expect(fault.code.description == "model.ambiguous-name")
        #expect(fault.description.contains("predictions/transform/logits/"))
        try Self.expectSame("garden-span-labeler", as: "BertForQuestionAnswering", heads: ["qa_outputs."])
    }

    @Test("A pooler that Model Garden's pretrainer never trains is left out, and its head's own is taken")
    func untrainedPooler() throws {
        let converted = try Converted(Fixtures.path("tensorflow-2.18.1/garden-pretrainer"), as: nil)
        let left = converted.plan.leftOut.filter { $0.reason == .neverTrained }.map(\.name)
        #expect(left.sorted() == ["pooler_transform/bias", "pooler_transform/kernel"])
    }

    @Test(
        "That pooler is taken for no other class either, as the program that wrote the file has two",
        arguments: ["BertModel", "BertForMaskedLM"])
    func untrainedPooler(className: String) throws {
        let converted = try Converted(Fixtures.path("tensorflow-2.18.1/garden-pretrainer"), as: className)
        #expect(converted.reason("pooler_transform/kernel") == .neverTrained)
        let written = try #require(SafetensorsBytes.tensors(in: converted.file))
        let pooler = try #require(written.first { $0.name.hasSuffix("pooler.dense.weight") })
        #expect(pooler.bytes == (try Self.expected()["bert.pooler.dense.weight"]?.bytes))
    }

    @Test("A module of TensorFlow Hub has one more word before its names")
    func hubModule() throws {
        let folder = TemporaryFolder()
        let source = Fixtures.path("tensorflow-2.18.1/bert_model/")
        let data = ".data-00000-of-00001"
        _ = folder.write(bytes(ofFile: source + "bert_model.ckpt" + data), to: "variables" + data)
        _ = folder.write(bytes(ofFile: source + "bert_config.json"), to: "bert_config.json")
        let pairs = BundleBytes.pairs(of: bytes(ofFile: source + "bert_model.ckpt.index"))
        let index = BundleBytes.table(
            pairs.map { ($0.key.isEmpty ? [] : Array("module/".utf8) + $0.key, $0.value) })
        let converted = try Converted(folder.write(index, to: "variables.index"))
        let plain = try Converted(source + "bert_model.ckpt")
        #expect(converted.file == plain.file)
        #expect(converted.plan.unmapped.isEmpty && converted.plan.unwrapped.isEmpty)
    }

    @Test("The configuration of a SavedModel is found where transformers puts it, above the SavedModel")
    func configurationAbove() throws {
        let library = try Library.newest()
        let folder = Fixtures.path("tensorflow-2.18.1/transformers-saved-model")
        for path in ["", "/variables/variables", "/variables/variables.index", "/saved_model.pb"] {
            let place = try ModelPlace(folder + "/saved_model" + path, library: library)
            #expect(place.configuration?.path == folder + "/bert_config.json", "\(path)")
            #expect(place.weights?.path == folder + "/saved_model/variables/variables.index", "\(path)")
        }
    }

    @Test(
        "The prefix, the index, a data file and `checkpoint` mean the same checkpoint as the folder",
        arguments: [
            "model.ckpt", "model.ckpt.index", "model.ckpt.data-00000-of-00001", "checkpoint",
        ])
    func places(name: String) throws {
        try Self.expectSame("tensorflow1-classifier/\(name)", heads: ["classifier."])
    }

    @Test("Of several checkpoints, the one that `checkpoint` names is taken; without it, none")
    func several() throws {
        let library = try Library.newest()
        let folder = TemporaryFolder()
        for name in ["a", "b"] { _ = folder.write([0, 0], to: name + ".index") }
        #expect(
            try ModelPlace(folder.path, library: library).obstacle?.code.description == "format.several-checkpoints")
        _ = folder.write("model_checkpoint_path: \"/somewhere/else/../b\"\n", to: "checkpoint")
        #expect(try ModelPlace(folder.path, library: library).weights?.path == folder.file("b.index"))
        _ = folder.write("model_checkpoint_path: \"../a/..\"\n", to: "checkpoint")
        #expect(try ModelPlace(folder.path, library: library).weights == nil)
    }

    @Test("A folder with weights that the library loads is not taken for a checkpoint")
    func otherWeights() throws {
        let folder = TemporaryFolder()
        _ = folder.write([0, 0], to: "bert_model.ckpt.index")
        let path = folder.write([], to: "model.safetensors")
        #expect(try ModelPlace(folder.path, library: try Library.newest()).weights?.path == path)
    }
}
