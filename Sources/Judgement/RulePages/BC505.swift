extension RulePage {
    static let bc505 = RulePage(
        number: "BC505",
        title: "A weight is untrained, and nothing uses it",
        checks: """
            Whether an untrained parameter, by BC501 or BC502, is one that this model does not need:
            the pooler when `modules.json` of a sentence-transformers folder names a module
            `Pooling` whose config.json takes the mean of the tokens or the first token, or when
            the class is BertForMaskedLM, BertForTokenClassification or BertForQuestionAnswering;
            and a head that belongs to another class. `--headers-only` leaves this rule out.
            """,
        harm: """
            None as long as the model is used the way its files say. The note is there for the day
            when it is not: whoever loads this folder as a plain BertModel and takes
            `pooler_output`, or loads it as a classifier, which has a pooler, computes with random
            numbers.

            sentence-transformers/all-MiniLM-L6-v2 is such a folder. Its sentence vectors are the
            mean of the tokens; its pooler is noise that weight decay has shrunk to 0.455 of its
            first size, with a bias of zeros.
            """,
        example: """
            1_Pooling/config.json
              "pooling_mode_mean_tokens": true

            pooler.dense.weight  F32  [384, 384]  standard deviation 0.0091 = 0.455 × 0.02
            pooler.dense.bias    F32  [384]       all 0
            """,
        remedy: """
            Nothing needs to be done. To keep others from using it, save without it:

                model = BertModel.from_pretrained("model", add_pooling_layer=False)
                model.save_pretrained("without")

            The parameter is then missing, which is a warning in such a folder, see BC101.
            """)
}
