extension RulePage {
    static let bc202 = RulePage(
        number: "BC202",
        title: "One of two biases would be filled with zeros",
        checks: """
            Whether a model that is not tied (`tie_word_embeddings` is false) has only
            `cls.predictions.bias` and not `cls.predictions.decoder.bias`. TensorFlow's files are
            left alone: there the two are one.
            """,
        harm: """
            Before version 5 transformers had one parameter under both names, tied or not, and saved
            only the first into safetensors. Version 5 has two when the model is untied, and
            computes with `decoder.bias`, the one that is not there. It reports it as missing and
            fills it with zeros. In a small test that moved logits by up to 2.0.
            """,
        example: """
            [transformers] BertForMaskedLM LOAD REPORT from: model
            Key                          | Status  |
            -----------------------------+---------+-
            cls.predictions.decoder.bias | MISSING |
            """,
        remedy: """
            A conversion writes the values under both names, which every version reads alike:

                bertconv convert model.safetensors mended.safetensors

            If the model only ever runs under transformers 4, a policy file can allow the rule, with
            that as its reason.
            """)
}
