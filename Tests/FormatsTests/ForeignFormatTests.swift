import ByteIO
import Formats
import TestSupport
import Testing

@Suite("Files that are often taken for checkpoints")
struct ForeignFormatTests {
    @Test(
        "Each is named for what it is, with what to do",
        arguments: [
            ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "git-lfs pointer", "git lfs pull"),
            ("<!DOCTYPE html><html>", "HTML page", "fetch the file again"),
            ("<!doctype HTML>", "HTML page", "fetch"), ("<HTML lang=en>", "HTML page", "fetch"),
            (" \r\n\t<html>", "HTML page", "fetch"), ("<?xml version=\"1.0\"?><Error/>", "HTML page", "fetch"),
        ])
    func texts(text: String, name: String, remedy: String) {
        let error = fault(detecting: Array(text.utf8))
        #expect(error?.code == .foreignFormat)
        #expect(error?.reason.contains(name) == true)
        #expect(error?.remedy?.contains(remedy) == true)
    }

    /// The beginning of a file of each kind that another program reads, and a name that such a file has.
    static let others: [(name: String, bytes: [UInt8], words: String)] = [
        ("model.gguf", Array("GGUF\u{3}".utf8), "a GGUF file"),
        ("weights.npy", [0x93] + Array("NUMPY\u{1}".utf8), "a NumPy array"),
        ("weights.npz", zip("embeddings.npy"), "NumPy arrays"),
        ("model.zip", zip("metadata.json"), "Keras 3"), ("program.pt2", zip("program/byteorder"), "torch.export"),
        ("model.onnx", [8, 7, 0x12, 7] + Array("pytorch".utf8) + [0x1A, 5], "an ONNX model"),
        ("model.tflite", [0x1C, 0, 0, 0] + Array("TFL3".utf8) + [0, 0], "TensorFlow Lite"),
        ("model.weights.json", Array("{\"metadata\": {}, \"weight_map\": {}}".utf8), "shards of Keras 3"),
        ("model.json", Array("{\"modelTopology\": {}}".utf8), "TensorFlow.js"),
        ("flax_model.msgpack", [0x82, 0xA4] + Array("bert".utf8) + [0x81], "Flax"),
        ("flax_model.msgpack", [0xDE, 0, 20, 0xAA] + Array("embeddings".utf8) + [0x81], "Flax"),
        ("saved_model.pb", [8, 1, 0x12, 0x8A, 0x20, 0x0A], "a SavedModel"),
        ("bert_model.ckpt.data-00000-of-00001", [1, 2, 3, 0xBD], "a checkpoint of TensorFlow"),
        ("bert_model.ckpt.meta", [0x0A, 0xE4, 2], "a checkpoint of TensorFlow"),
        ("checkpoint", Array("model_checkpoint_path: \"bert_model.ckpt\"\n".utf8), "a checkpoint of TensorFlow"),
        ("__0_0.distcp", [0x50, 0x4B, 1], "distributed checkpoint"),
    ]

    /// A zip archive, as far as its first record's name.
    private static func zip(_ name: String) -> [UInt8] {
        [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0] + Array(name.utf8)
    }

    @Test("Another program's file is named, with what to do, and is no damage", arguments: others)
    func otherPrograms(name: String, bytes: [UInt8], words: String) {
        let error = fault(detecting: bytes, named: name)
        #expect(error?.code == .otherProgram)
        #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "")")
        #expect(error?.remedy?.isEmpty == false)
    }

    @Test(
        "A folder that holds nothing else names it, too",
        arguments: others.filter { !["checkpoint", "model.json", "model.zip"].contains($0.name) })
    func folders(name: String, bytes: [UInt8], words: String) {
        let fault = Fault.noWeights(in: "/model", looked: ["model.safetensors"], found: [name])
        #expect(fault.reason.contains(words) && fault.reason.contains("'\(name)'"), "\(fault.reason)")
        #expect(fault.remedy?.contains("it looks for") == false)
    }

    @Test("A zip archive of a model folder is to be unpacked", arguments: ["config.json", "bert/model.safetensors"])
    func zipped(record: String) {
        let error = fault(detecting: Self.zip(record), named: "model.zip")
        #expect(error?.code == .foreignFormat)
        #expect(error?.remedy?.contains("unzip") == true)
    }

    @Test("Archives are to be unpacked first")
    func archives() {
        var tar = [UInt8](repeating: 0, count: 512)
        tar.replaceSubrange(257..<262, with: Array("ustar".utf8))
        let archives: [([UInt8], String, String)] = [
            ([0x1F, 0x8B, 8, 0], "gzip archive", "gunzip"),
            ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "7z archive", "unpack"), (tar, "tar archive", "tar -xf"),
        ]
        for (bytes, name, remedy) in archives {
            let error = fault(detecting: bytes, named: "tf_model.h5")
            #expect(error?.code == .foreignFormat)
            #expect(error?.reason.contains(name) == true)
            #expect(error?.remedy?.contains(remedy) == true)
        }
    }

    @Test(
        "What only resembles one is not called so",
        arguments: ["version 2 of the weights", "<p>html</p>", "html", "GGU", "usta", "ustar at the beginning"])
    func nearMisses(text: String) {
        #expect(fault(detecting: Array(text.utf8))?.code == .unrecognisedFormat)
    }
}
