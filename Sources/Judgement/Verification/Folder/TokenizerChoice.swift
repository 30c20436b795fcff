internal import ByteIO
internal import JSONText
internal import ModelSchema
internal import Vocabularies

/// The tokenizer that transformers makes of the files in a model's folder (`Schemas/tokenizers.json`).
package struct TokenizerChoice: Sendable {
    /// The file that names the class, or that asks for a tokenizer.
    let file: String
    /// The path of tokenizer.json, whether it is there or not.
    let stored: String
    /// The class that the library takes: `RobertaTokenizer`.
    let className: String
    /// Whether a field names it; if not, it is the usual one of the `model_type`.
    let isNamed: Bool
    /// The kind of model that the class builds, whatever tokenizer.json has: `BPE`; nil: it takes the stored one.
    let model: String?
    /// The kind of model in tokenizer.json; nil: there is no such file, or it does not say.
    let storedModel: String?
    /// The names that were looked for if no file has words; nil: there is one.
    let absentVocabularies: [String]?

    /// - Parameter tokenizer: what tokenizer.json holds; nil: there is none.
    /// - Returns: nil: nothing asks for a tokenizer, or its class is not known or is the model's own code.
    /// - Throws: ``Fault`` `file.*`, `json.*`, `folder.vocabulary`.
    init?(_ place: ModelPlace, tokenizer: JSONObject?) throws(Fault) {
        let folder = place.folder
        let settings = FilePath.join(folder, "tokenizer_config.json")
        let configuration = try VocabularyFile.object(settings)
        let asking = [settings, FilePath.join(folder, "special_tokens_map.json")].first { PathKind(of: $0) == .file }
        guard tokenizer != nil || asking != nil, configuration?["auto_map"] == nil else { return nil }
        let classes = try TokenizerClasses.known()
        let named = configuration?["tokenizer_class"]?.string ?? place.configuration?.text("tokenizer_class")
        guard let chosen = classes.chosen(named, modelType: place.configuration?.text("model_type")),
            let kind = classes.modelKind(of: chosen.name)
        else { return nil }
        (className, isNamed) = chosen
        if case .made(let kind) = kind { model = kind } else { model = nil }
        stored = FilePath.join(folder, "tokenizer.json")
        file = asking ?? stored
        storedModel = tokenizer?["model"]?.object?["type"]?.string
        let hasWords =
            classes.vocabularies.contains { PathKind(of: FilePath.join(folder, $0)) == .file }
            || place.files.contains(where: classes.mayHaveWords)
        absentVocabularies = hasWords ? nil : classes.vocabularies
    }

    /// Whether the class builds another kind of model from the words of tokenizer.json.
    ///
    /// A list of whole words stays one in a WordPiece model.
    var isOtherModel: Bool {
        guard let model, let storedModel else { return false }
        return model != storedModel && !(model == "WordPiece" && storedModel == "WordLevel")
    }
}
