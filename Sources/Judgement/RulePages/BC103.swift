extension RulePage {
    static let bc103 = RulePage(
        number: "BC103",
        title: "A tensor has another shape than its parameter",
        checks: """
            Whether each tensor has the shape that the sizes in config.json give its parameter, as
            PyTorch stores it: `[out, in]` for a matrix. Without a config.json the tensors are held
            against each other. Matrices whose two sides are exchanged are BC107, stubs with one
            element or none BC109.
            """,
        harm: """
            transformers refuses to load the model, unless it is called with
            `ignore_mismatched_sizes=True`. Then the parameter is initialised anew, and it is not in
            `missing_keys`. The report of version 5.23 says of such weights that they "were loaded";
            version 4.57 names only the first one of a module when it refuses. For a time they were
            left as memory that nobody had written, with values of 1e37:
            https://github.com/huggingface/transformers/pull/28122.

            Shapes of the same size are not safe either: with `from_tf=True` transformers 4 reshaped
            a matrix that was stored the wrong way round, which scrambles it without a message.
            """,
        example: """
            $ bertconv convert tf_model.h5 model.safetensors
            error: tf_model.h5: the shape of a tensor disagrees with config.json
              cause: config.json says vocab_size = 70, the tensors have 61
              cause: 'bert/tf_bert_model/bert/embeddings/word_embeddings/weight:0' is [61, 16];
                     'bert.embeddings.word_embeddings.weight' must be [70, 16]
            """,
        remedy: """
            Use the config.json that was saved together with these weights. What differs tells what
            to look at: the first side of `word_embeddings` is `vocab_size`, which some programs pad
            to a multiple of 8 (BC702); that of `classifier` is the number of labels (BC703).

            To start a new task on an old encoder, load it without its head and save what you have
            trained. `bertconv convert` writes nothing while shapes disagree; its exit status is 2.
            """)
}
