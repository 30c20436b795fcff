package import ByteIO
internal import Formats

/// A file of a model's folder that holds no weights, such as config.json or vocab.txt, named in place of the model.
package struct Companion: Sendable {
    /// What it is, for a sentence: `the configuration of a model`.
    let title: String
    /// What the user means: the folder of the model, or the weights in the same folder; nil: there are none.
    package let model: String?

    /// - Returns: nil: there is no such file, or its name is not that of one.
    package init?(_ path: String) {
        guard PathKind(of: path) == .file, let title = Self.title(FilePath.name(of: path)) else { return nil }
        self.title = title
        model = Self.model(of: path)
    }

    /// What files of this name are; nil: their names do not tell.
    private static func title(_ name: String) -> String? {
        if let kind = kinds.first(where: { $0.names.contains(name) }) { return kind.title }
        if ConfigurationFile.otherNames.contains(name) { return configuration }
        if name.hasSuffix("_config.json") { return "a configuration" }
        return endings.first { name.hasSuffix($0.ending) }?.title
    }

    private static let configuration = "the configuration of a model"
    private static let tokenizer = "a part of a tokenizer"

    private static let kinds: [(title: String, names: Set<String>)] = [
        (configuration, ["config.json"]),
        ("the settings for generating text", ["generation_config.json"]),
        (
            tokenizer,
            [
                "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.txt",
                "vocab.json", "merges.txt", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model", "spm.model",
            ]
        ),
        ("the list of modules of sentence-transformers", ["modules.json"]),
        (
            "a configuration of sentence-transformers",
            ["config_sentence_transformers.json", "sentence_bert_config.json"]
        ),
        ("the configuration of an adapter", ["adapter_config.json"]),
        ("a text for people", ["LICENSE", "LICENSE.txt", "README", "README.txt", "NOTICE"]),
        ("a list for git", [".gitattributes", ".gitignore"]),
    ]

    private static let endings = [(ending: ".md", title: "a text for people"), (ending: ".py", title: "code")]

    private static func model(of path: String) -> String? {
        let folder = FilePath.folder(of: path)
        // A module of sentence-transformers is a part of the model above it.
        let above = folder == "." ? ".." : FilePath.folder(of: folder)
        if let list = try? SentenceModules(in: above),
            list.modules.contains(where: { !$0.isTransformer && $0.folder == FilePath.name(of: folder) })
        {
            return above
        }
        guard let library = try? Library.newest(), let place = try? ModelPlace(folder, library: library) else {
            return nil
        }
        if place.holdsModel { return folder }
        return place.files.first { !FileFormat.named($0).isEmpty }.map { FilePath.join(folder, $0) }
    }
}

extension Fault.Code {
    /// A file of a model's folder that holds no weights.
    package static let companion = Fault.Code("model.companion")
}

extension Fault {
    static func companion(_ path: String, _ companion: Companion) -> Fault {
        Fault(
            .companion, file: path, reason: "is \(companion.title), and holds no weights",
            remedy: companion.model.map { "name the model instead: " + (ShellWord.quoted(ShellWord.path($0)) ?? $0) }
                ?? "there are no weights in its folder")
    }

    /// The same fault of a file that was named in place of its model, with the command that names the model.
    ///
    /// - Parameter words: the program and its arguments; each that is such a file is replaced.
    package func naming(modelsIn words: [String]) -> Fault {
        guard code == .companion else { return self }
        let meant = words.map { word in Companion(word)?.model.map(ShellWord.path) ?? word }
        let quoted = meant.compactMap(ShellWord.quoted)
        guard meant != words, quoted.count == words.count else { return self }
        var fault = self
        fault.remedy = "name the model instead: " + quoted.joined(separator: " ")
        return fault
    }
}
