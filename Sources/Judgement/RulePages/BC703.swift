extension RulePage {
    static let bc703 = RulePage(
        number: "BC703",
        title: "num_labels and id2label disagree",
        checks: """
            Whether config.json has a `num_labels` and an `id2label`, and they give different
            numbers of labels.
            """,
        harm: """
            The two say how many rows a classifier has, and versions choose differently: with
            `num_labels` of 4 and three entries in `id2label`, transformers 4 makes 3 and 5.23 makes
            4. One of them then meets a tensor of another shape and refuses to load it, or fills in
            a new head if it was told to ignore sizes. And where it loads, an answer may have no
            name, or the name of another.
            """,
        example: """
            config.json
              "num_labels": 4,
              "id2label": {"0": "negative", "1": "neutral", "2": "positive"}

              transformers 4     classifier.weight [3, 768]
              transformers 5.23  classifier.weight [4, 768]
            """,
        remedy: """
            The tensor knows: `classifier.weight` has one row for each label (`qa_outputs.weight`
            always two).

                bertconv inspect model/

            Make `id2label` and `label2id` name that many, in the order of training, and remove
            `num_labels`, which transformers does not need beside them.
            """)
}
