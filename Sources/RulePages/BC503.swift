extension RulePage {
    static let bc503 = RulePage(
        number: "BC503",
        title: "Some rows of an embedding were never trained",
        checks: """
            Whether runs of rows of the word, position or token type embeddings are still as the
            random generator left them, by the test of BC501, row by row. The finding gives the
            range and the length up to which the embedding can be used. It needs float32 values.
            `--headers-only` leaves this rule out.
            """,
        harm: """
            A row is trained when its token, position or type occurs. If no training text was longer
            than 230 tokens, the rows from 230 on are noise, and a longer input gets random numbers
            added to each further token. The table still says 512. A published model of antibodies
            has 282 such position rows; the limit was found to the row.

            Rows of `[unused]` tokens and rows that pad the vocabulary are the harmless kind:
            nothing looks them up.
            """,
        example: """
            config.json
              "max_position_embeddings": 512

            bert.embeddings.position_embeddings.weight  F32  [512, 768]
              rows 0-229    trained
              rows 230-511  as the generator left them
            """,
        remedy: """
            Keep inputs within the trained length: set `model_max_length` in tokenizer_config.json,
            so that the tokenizer cuts there. Or train on longer texts. For token types, pass only
            those that occurred in training.

            Rows that nothing looks up can be allowed in a policy file.
            """)
}
