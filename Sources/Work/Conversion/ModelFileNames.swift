/// What the name of a file in a model's folder says about it.
package enum ModelFileNames {
    /// Says which weights are added to the model's; without them it keeps a loader from loading anything.
    static let adapterConfiguration = "adapter_config.json"
    /// Endings of files with weights.
    private static let weightEndings = [
        ".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".gguf", ".onnx", ".ot",
    ]
    /// Configuration and tokenizer of any model.
    private static let common: Set<String> = [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt",
        "special_tokens_map.json", "added_tokens.json",
    ]
    /// What else libraries read beside the weights.
    private static let others: Set<String> = [
        adapterConfiguration, "config_sentence_transformers.json", "merges.txt", "modules.json",
        "preprocessor_config.json", "sentence_bert_config.json", "sentencepiece.bpe.model", "spiece.model",
        "tokenizer.model", "vocab.json",
    ]

    /// Whether a file of this name belongs to a model, in a folder that need not be a model's own.
    package static func belongsToModel(_ name: String) -> Bool {
        isWeight(name) || isCommon(name) || others.contains(name)
            || name.hasPrefix("config.") && name.hasSuffix(".json")
    }

    /// Whether a file of this name has weights, or is the index of such files.
    static func isWeight(_ name: String) -> Bool {
        weightEndings.contains { name.hasSuffix($0) } || name.hasSuffix(".index.json")
    }

    /// Whether it is code, or a pickle that runs code when something loads it.
    static func isCode(_ name: String) -> Bool {
        [".py", ".pyc", ".pkl", ".pickle", ".joblib", ".dill"].contains(where: name.hasSuffix)
    }

    /// Whether a folder of this name holds code that a library runs (`generate` of transformers 5).
    static func isCodeFolder(_ name: String) -> Bool { name == "custom_generate" || name == "__pycache__" }

    /// Whether it is configuration or tokenizer.
    static func isCommon(_ name: String) -> Bool { common.contains(name) }
}
