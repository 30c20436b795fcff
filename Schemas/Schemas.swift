/// What bertconv knows of models and of the libraries that load them, as the text of its schema files.
///
/// The files are compiled in: the program needs no file beside it to know what a BERT is.
package enum Schemas {
    /// The model families in the order in which they are tried: files in `architectures/`, by `architecture.schema.json`.
    package static let architectures: [[UInt8]] = [
        PackageResources.bert_json, PackageResources.roberta_json, PackageResources.mpnet_json,
        PackageResources.distilbert_json, PackageResources.electra_json, PackageResources.deberta_v2_json,
        PackageResources.modernbert_json, PackageResources.albert_json, PackageResources.nomic_bert_json,
        PackageResources.gte_json, PackageResources.deberta_json, PackageResources.mobilebert_json,
        PackageResources.convbert_json, PackageResources.longformer_json, PackageResources.squeezebert_json,
        PackageResources.jina_embeddings_v3_json, PackageResources.xlm_roberta_xl_json,
        PackageResources.roberta_prelayernorm_json, PackageResources.ernie_json,
    ]
    /// What an architecture's file must be, as a JSON Schema: `architecture.schema.json`.
    package static let architectureSchema: [UInt8] = PackageResources.architecture_schema_json
    /// The libraries that load models: one file each in `libraries/`, by `library.schema.json`.
    ///
    /// The first is the one that `verify` follows unless it is told otherwise.
    package static let libraries: [[UInt8]] = [
        PackageResources.transformers_5_23_json, PackageResources.transformers_4_44_tensorflow_json,
        PackageResources.tensorflow_checkpoint_json, PackageResources.keras_3_json,
    ]
    /// What sentence-transformers does with the folder of a model: `sentence-transformers.json`.
    package static let sentenceTransformers: [UInt8] = PackageResources.sentence_transformers_json
    /// Sentences that a model is run on: `sentences.json`, by `sentences.schema.json`.
    package static let sentences: [UInt8] = PackageResources.sentences_json
    /// What the classes of transformers make of the files of a tokenizer: `tokenizers.json`.
    package static let tokenizers: [UInt8] = PackageResources.tokenizers_json
    /// What training programs and quantisers leave in names: `wrappers.json`, by `wrappers.schema.json`.
    package static let wrappers: [UInt8] = PackageResources.wrappers_json
}
