extension RulePage {
    static let bc101 = RulePage(
        number: "BC101",
        title: "A parameter is in no file",
        checks: """
            Whether the checkpoint gives every parameter of the model class its values. The class is
            the one in config.json, the one said with `--as`, or the one whose heads are in the
            file. Of two tied parameters one is enough: the decoder of a masked language model
            shares the word embeddings.

            Parameters that are there and cannot be found, behind a prefix or under another
            library's names, are left to BC105 and BC107. The pooler of a sentence-transformers
            folder whose pooling does not use it is only a warning.
            """,
        harm: """
            A loader fills the hole and goes on: matrices and embeddings with random numbers,
            `normal(0, 0.02)` unless config.json has another `initializer_range`, biases with zeros,
            LayerNorm weights with ones. The model runs, and its answers differ from start to start.
            transformers says so in a warning and nowhere else:
            https://github.com/huggingface/transformers/issues/10329 and
            https://github.com/huggingface/transformers/issues/32067 ask for an error, and a strict
            mode was turned down in https://github.com/huggingface/transformers/pull/48962.

            Its readers of TensorFlow files did not even warn: `from_tf=True` reported nothing as
            missing when a whole encoder was.

            After such a model has been saved again every name is there, and only the values can
            tell: see BC501 and BC502.
            """,
        example: """
            $ bertconv convert tf_model.h5 model.safetensors --as BertForSequenceClassification
            error[BC101]: tf_model.h5: 4 of 41 parameters of BertForSequenceClassification are not in the file
              a loader would fill them in, untrained:
                bert.pooler.dense.weight  [16, 16]  normal(0, 0.02)
                bert.pooler.dense.bias    [16]      zeros
                classifier.weight         [2, 16]   normal(0, 0.02)
                classifier.bias           [2]       zeros
            """,
        remedy: """
            Is the class the right one? A model saved as BertForMaskedLM, BertForTokenClassification
            or BertForQuestionAnswering has no pooler, all others have one. Name the class that was
            saved, and mend `architectures` in config.json:

                bertconv verify model/ --as BertForMaskedLM

            Are many parameters missing? Then they may have names that nobody knows. Look at them:

                bertconv inspect model/

            Otherwise the file is not whole: get it again, or save it again from the program that
            trained it. Before a fine-tuning the new head is missing on purpose; a policy file can
            allow that for these parameters.
            """)
}
