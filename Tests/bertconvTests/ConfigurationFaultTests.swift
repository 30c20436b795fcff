import TestSupport
import Testing

@Suite("A config.json that does not fit")
struct ConfigurationFaultTests {
    private static let folder = "transformers-4.44.2/BertForSequenceClassification"

    @Test("An unknown architecture is named, with those that are known")
    func unknownArchitecture() {
        expectConfigurationRefused(
            ["model_type": "\"t5\""],
            saying: ["'model_type'", "does not know the architecture 't5'", "supported: bert"])
    }

    @Test("An unknown class is named, with those that are known")
    func unknownClass() {
        expectConfigurationRefused(
            ["architectures": "[\"BertForEverything\"]"],
            saying: ["'architectures'", "'BertForEverything'", "--as", "BertForMaskedLM"])
    }

    @Test(
        "A field with an impossible value is named, with its place and what it should be",
        arguments: [
            ("vocab_size", "\"five\"", "is a string, expected an integer"),
            ("vocab_size", "0", "is 0, must be at least 1"),
            ("num_hidden_layers", "10001", "must be at least 0 and at most 10000"),
            ("num_attention_heads", "3", "3 does not divide hidden_size, which is 4"),
            ("hidden_size", "4.0", "is a number, expected an integer"),
            ("tie_word_embeddings", "\"yes\"", "expected true or false"),
            ("position_embedding_type", "\"sine\"", "is 'sine', must be one of: absolute, relative_key"),
            ("architectures", "\"BertModel\"", "expected an array of strings"),
            ("model_type", "[\"bert\"]", "expected a string"),
        ])
    func impossibleValue(field: String, value: String, words: String) {
        expectConfigurationRefused([field: value], saying: ["field '\(field)', byte ", words])
    }

    @Test(
        "A config.json that is no JSON object says where it stops being one",
        arguments: [
            ("", "byte 0"), ("[]", "is an array, not an object"), ("{\"model_type\": \"bert\"", "byte 21"),
            ("{\"model_type\": \"bert\",}", "byte 22"),
            ("{\"hidden_size\": 4, \"hidden_size\": 4}", "byte 19: the name 'hidden_size' occurs twice"),
        ])
    func notJSON(text: String, words: String) {
        let folder = TemporaryFolder()
        let input = TinyBert().write(to: folder)
        let configuration = folder.write(text, to: "config.json")
        expectRefused(input, in: folder, first: configuration + ":", saying: [words])
    }

    @Test("A configuration that disagrees with the shapes is compared with them, size by size and tensor by tensor")
    func sizesDisagree() {
        let folder = TemporaryFolder()
        var model = TinyBert()
        model.configuration["intermediate_size"] = "8"
        expectRefused(
            model.write(to: folder), in: folder,
            saying: [
                "disagree with config.json", "use the config.json that was saved with these weights",
                "config.json says intermediate_size = 8, the tensor has 6",
                "cause: 'bert.encoder.layer.0.intermediate.dense.weight' is [6, 4]; "
                    + "'bert.encoder.layer.0.intermediate.dense.weight' must be [8, 4]",
            ])
    }

    @Test("A TensorFlow kernel that was stored the PyTorch way round is a disagreement, not a scrambled matrix")
    func kernelNotTransposed() {
        let folder = TemporaryFolder()
        _ = folder.copy(Fixtures.path("h5py-3.16.0/config.json"))
        expectRefused(
            folder.copy(Fixtures.path("h5py-3.16.0/kernel-not-transposed.h5")), in: folder,
            saying: ["intermediate/dense/kernel:0' is [12, 8], transposed [8, 12]", "must be [12, 8]"])
    }

    @Test("A weight without a shape where a vector belongs is a disagreement")
    func scalar() {
        let folder = TemporaryFolder()
        _ = folder.copy(Fixtures.path("h5py-3.16.0/config.json"))
        expectRefused(
            folder.copy(Fixtures.path("h5py-3.16.0/scalar-weight.h5")), in: folder,
            saying: ["query/bias:0' is []", "must be [8]"])
    }

    @Test("Question answering with more than two labels works nowhere and is refused")
    func questionAnsweringLabels() {
        let folder = TemporaryFolder()
        var model = TinyBert("BertForQuestionAnswering")
        model.configuration["num_labels"] = "3"
        let input = model.write(to: folder)
        expectRefused(
            input, in: folder, first: folder.file("config.json") + ":",
            saying: ["field 'num_labels'", "is 3, but BertForQuestionAnswering works only with 2"])
    }

    /// Converts a sound model whose config.json has these fields instead of its own.
    private func expectConfigurationRefused(
        _ fields: [String: String], saying words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let folder = TemporaryFolder()
        var model = TinyBert()
        for (field, value) in fields { model.configuration[field] = value }
        let input = model.write(to: folder)
        expectRefused(
            input, in: folder, first: folder.file("config.json") + ":", saying: words, sourceLocation: sourceLocation)
    }
}
