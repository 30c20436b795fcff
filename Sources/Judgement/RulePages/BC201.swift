extension RulePage {
    static let bc201 = RulePage(
        number: "BC201",
        title: "Tied weights are both in the file and differ",
        checks: """
            Whether two parameters that config.json ties have the same values, where the file has
            both: `cls.predictions.decoder.weight` and the word embeddings,
            `cls.predictions.decoder.bias` and `cls.predictions.bias`. With `tie_word_embeddings`
            set to false they may differ.

            The values are needed: `--headers-only` leaves this rule out.
            """,
        harm: """
            The file and its configuration contradict each other, and each library settles it in its
            own way. transformers 4 keeps the word embeddings and drops the decoder's own weights
            without a word; version 5 logs a warning, unties the two and keeps both. The logits
            differ between the two, and at least one of them is not the model that was evaluated.
            Reports of what can come of tying:
            https://github.com/huggingface/transformers/issues/38870 and
            https://github.com/huggingface/transformers/issues/45005.
            """,
        example: """
            config.json
              "tie_word_embeddings": true

            bert.embeddings.word_embeddings.weight  F32  [30522, 768]  -0.0102, -0.0615, -0.0265, …
            cls.predictions.decoder.weight          F32  [30522, 768]  -0.0102, -0.0614, -0.0265, …
            """,
        remedy: """
            If both were trained, say so in config.json:

                "tie_word_embeddings": false

            If one is left over from an earlier state, take it out of the file; of two tied
            parameters one is enough. Which one is right shows in the model's own evaluation, not in
            the file. `bertconv convert` writes nothing before the two agree or are untied.
            """)
}
