extension RulePage {
    static let bc204 = RulePage(
        number: "BC204",
        title: "The second copy of a tensor differs from the first",
        checks: """
            Whether the two copies of the embeddings in a TensorFlow file are equal. Keras stores a
            layer with each model part that uses it: the file of a masked language model has the
            embeddings once under `bert` and once under `mlm___cls`.

            The values are needed: `--headers-only` leaves this rule out.
            """,
        harm: """
            Keras assigns both, one after the other, and the copy under `mlm___cls` wins. A program
            that edits only the first one, to add tokens or to prune, has changed nothing for
            TensorFlow and everything for a reader that takes the first.
            """,
        example: """
            $ bertconv convert tf_model.h5 model.safetensors
            error[BC204]: bert.embeddings.word_embeddings.weight is in the file twice, as
            'bert/tf_bert_for_masked_lm/bert/embeddings/word_embeddings/weight:0' and as
            'mlm___cls/tf_bert_for_masked_lm/bert/embeddings/word_embeddings/weight:0', and the two differ:
            element 7 is 7.0 and 0.25
              help: Keras keeps the second when it loads: find out which one is right and save again
            """,
        remedy: """
            What TensorFlow computed with is the second copy. Load and save the model with the
            version that wrote it, which makes both equal; `bertconv verify` will then find nothing:

                model = TFBertForMaskedLM.from_pretrained("model")
                model.save_pretrained("again")

            If the first copy is the right one, repair the file with the program that changed it.
            """)
}
