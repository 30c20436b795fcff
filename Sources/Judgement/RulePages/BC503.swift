extension RulePage {
    static let bc503 = RulePage(
        number: "BC503",
        title: "Some rows of a matrix were never trained",
        checks: """
            Whether rows of a matrix, an embedding or a layer, are still as the random generator
            left them, by the test of BC501, row by row, while others are not. The finding gives the
            rows and, for positions, the length up to which they can be used. Rows of fewer than 320
            values are told several at a time, and a trained one may be among them: the finding says
            so. It needs float32 values. `--headers-only` leaves this rule out.
            """,
        harm: """
            A row is trained when its token, position or type occurs. If no training text was longer
            than 230 tokens, the rows from 230 on are noise, and a longer input gets random numbers
            added to each further token. The table still says 512. A published model of antibodies
            has 282 such position rows; the limit was found to the row.

            In a layer, such rows are units that were drawn anew, or that never got a gradient: a
            classifier to which labels were added and that was not trained on them.

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
