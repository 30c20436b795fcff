extension RulePage {
    static let bc702 = RulePage(
        number: "BC702",
        title: "The vocabulary has another size than the embeddings",
        checks: """
            Whether `vocab_size`, the rows of the word embeddings and the number of tokens in the
            folder's tokenizer files are one number.
            """,
        harm: """
            With more tokens than rows the highest tokens have no embedding: the first text with one
            of them stops the model with an index error. This happens when tokens were added without
            `resize_token_embeddings`, or when the tokenizer is another model's; then the other
            tokens have wrong embeddings too.

            With more rows than tokens some rows are never looked up. That is mostly padding:
            NVIDIA's BERT has 30528 rows for 30522 tokens, to make the number a multiple of 8
            (https://github.com/NVIDIA/DeepLearningExamples/issues/1275). A masked language model
            can still predict such a row, for which there is no word.
            """,
        example: """
            $ wc -l < model/vocab.txt
            30522
            $ bertconv inspect model/ | grep word_embeddings
            │  │  └─ word_embeddings.weight        F32  [30528, 768]  93.8 MB
            """,
        remedy: """
            With too few rows: put the tokenizer of this very model into the folder, or grow the
            embeddings and train the new rows:

                model.resize_token_embeddings(len(tokenizer))

            With rows to spare nothing needs to be done; allow the rule in a policy file with the
            padding as its reason.
            """)
}
