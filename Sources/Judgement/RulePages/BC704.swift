extension RulePage {
    static let bc704 = RulePage(
        number: "BC704",
        title: "Relative positions, which transformers 5 has no more",
        checks: """
            Whether `position_embedding_type` in config.json is `relative_key` or
            `relative_key_query`.
            """,
        harm: """
            Such a model adds a `distance_embedding` to each attention. transformers 5 has removed
            it: the tensors are unexpected names in a report, the model is computed with absolute
            positions, and the outputs are wrong. In a small test they moved by up to 1.2. Nothing
            fails.

            TensorFlow's BERT never had it; a conversion to HDF5 is refused.
            """,
        example: """
            config.json
              "position_embedding_type": "relative_key"

            bert.encoder.layer.0.attention.self.distance_embedding.weight  F32  [1023, 64]
            """,
        remedy: """
            Run the model with transformers 4, and say so where it is deployed:

                transformers>=4.44,<5

            A conversion to `.safetensors` or `.bin` keeps the tensors. There is no way to turn them
            into absolute positions but to train again. Where the version is pinned, allow the rule
            in a policy file with that as its reason.
            """)
}
