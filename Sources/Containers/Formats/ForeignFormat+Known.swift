extension ForeignFormat {
    static let all: [ForeignFormat] =
        failures + [
            // What has a mark of its own, before what is only likely.
            sound("a GGUF file", "verify the model that it was made from", [text("gguf")], [".gguf"]),
            sound(
                "a GGML file", "verify the model that it was made from", [text("lmgg"), text("fmgg"), text("tjgg")],
                [".ggml"]),
            sound("a NumPy array", exported, [text("numpy", at: 1)], [".npy"]) { $0.first == 0x93 },
            numpyArchive, kerasArchive,
            sound("a TensorFlow Lite model", exported, [text("tfl3", at: 4)], [".tflite"]),
            sound(
                "a model of TensorFlow.js", exported,
                [
                    text("{\"modeltopology\""), text("{\"format\":\"graph-model\""),
                    text("{\"format\": \"graph-model\""),
                ],
                ["group1-shard1of1.bin"]),
            sound("an ExecuTorch program", exported, [text("et12", at: 4)], [".pte"]),
            sound("a program of torch.export", exported, [], [".pt2"]),
            // `ir_version`, then `producer_name` (onnx.proto, ModelProto).
            sound("an ONNX model", exported, [bytes([0x08])], [".onnx", ".onnx_data", ".ort"]) { start in
                start.count > 4 && start[1] <= 32 && start[2] == 0x12
                    && hasText(start, at: 4, length: min(Int(start[3]), start.count - 4))
            },
            // A map of texts: a fixmap or map 16, then a fixstr (msgpack's specification).
            sound(
                "a Flax checkpoint (msgpack)",
                "convert it with transformers before version 5: from_pretrained(path, from_flax=True), then "
                    + "save_pretrained",
                [], [".msgpack"]
            ) { start in
                let key = start.first == 0xDE ? 3 : 1
                guard let first = start.first, (0x81...0x8F).contains(first) || first == 0xDE, start.count > key else {
                    return false
                }
                return (0xA1...0xBF).contains(start[key])
                    && hasText(start, at: key + 1, length: Int(start[key]) - 0xA0)
            },
            sound(
                "a list of shards of Keras 3",
                "load it with Keras 3 and save it whole: model.save_weights('model.weights.h5')", [], [".weights.json"]),
            sound("a SavedModel of TensorFlow", exported, [], ["saved_model.pb"]),
            sound("a frozen graph of TensorFlow", exported, [], [".pb"]),
            sound(
                "a part of a checkpoint of TensorFlow", withIndex, [text("model_checkpoint_path:")],
                [".meta", ".data-00000-of-00001"]),
            sound("a shard of torch's distributed checkpoint", merged, [], [".distcp"]),
            sound("a model of OpenVINO", exported, [], ["openvino_model.xml", "openvino_model.bin"]),
            sound("a Core ML model", exported, [], [".mlmodel", ".mlpackage"]),
            sound("an engine of TensorRT", exported, [], [".engine", ".plan"]),
            sound("a checkpoint of PaddlePaddle", exported, [], [".pdparams"]),
            sound("a model of rust-bert", exported, [], [".ot"]),
        ]

    static let numpyArchive = sound("an archive of NumPy arrays", exported, [], [".npz"])
    static let kerasArchive = sound(
        "an archive of Keras 3",
        "give it its name, which ends in .keras; if it has model.weights.npz, load it with Keras 3 and save it again",
        [],
        [])
    static let zippedFolder = ForeignFormat(
        "a zip archive of a folder", "unpack it with 'unzip', and verify the folder")

    private static let exported = "verify the model that it was exported from"
    private static let withIndex = "fetch its file that ends in .index too: it has the names of the tensors"
    private static let merged =
        "merge the shards: python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER pytorch_model.bin"

    /// What is left of a download, or was packed.
    private static let failures: [ForeignFormat] = [
        ForeignFormat(
            "a git-lfs pointer, a text in place of the real file", "run 'git lfs pull' to fetch the file itself",
            [text("version https://git-lfs")]),
        ForeignFormat(
            "an HTML page", "the download got a web page, such as a login or an error: fetch the file again",
            [text("<!doctype html"), text("<html"), text("<?xml")]),
        ForeignFormat(
            "a PyTorch file of the 1.0 preview", "load it with torch 1.0 and save it again", [text("pytorch1")]),
        ForeignFormat(
            "a plain pickle", "only torch.save's own files are read; a bare pickle can hold anything",
            [bytes([0x80, 2]), bytes([0x80, 3]), bytes([0x80, 4]), bytes([0x80, 5])]),
        ForeignFormat("a gzip archive", "unpack it with 'gunzip' first", [bytes([0x1F, 0x8B])]),
        ForeignFormat("a 7z archive", "unpack it first", [bytes([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C])]),
        ForeignFormat(
            "a tar archive", "unpack it with 'tar -xf'; if torch 0.1 wrote it, save it again with torch 1.0",
            [text("ustar", at: 257)]),
    ]

    private init(_ name: String, _ remedy: String, _ signatures: [Signature] = []) {
        self.init(name: name, remedy: remedy, isSound: false, signatures: signatures, endings: [], check: nil)
    }

    private static func sound(
        _ name: String, _ remedy: String, _ signatures: [Signature], _ endings: [String],
        _ check: (@Sendable ([UInt8]) -> Bool)? = nil
    ) -> ForeignFormat {
        ForeignFormat(
            name: name, remedy: remedy, isSound: true, signatures: signatures, endings: endings, check: check)
    }

    private static func text(_ text: String, at offset: Int = 0) -> Signature {
        Signature(bytes: Array(text.utf8), offset: offset)
    }

    private static func bytes(_ bytes: [UInt8]) -> Signature { Signature(bytes: bytes, offset: 0) }
}
