extension RulePage {
    static let bc701 = RulePage(
        number: "BC701",
        title: "config.json does not describe a model",
        checks: """
            Whether a model folder has a config.json, and whether it can be read and is possible:
            JSON without doubled names, numbers where numbers belong, a hidden size that the number
            of heads divides, a class that is known, two labels for BertForQuestionAnswering.

            Fields that decide no shape are checked too, because the library refuses some values of
            them, and `hidden_act`, because `prelu` and `xielu` add parameters that bertconv does not
            know. Of a class that generates text the settings for it are checked, in
            generation_config.json and in config.json.

            It is a warning where the class loads the model and AutoModel refuses it: without
            `model_type`, or with an `auto_map` that names no code.

            The checks go on, with the sizes of the tensors in place of those that could not be
            read.
            """,
        harm: """
            A loader fails on it, or worse, does not. transformers 5 is strict and raises on
            `"vocab_size": "30522"`. `"tie_word_embeddings": null` means untied in version 4 and is
            an error in version 5. A question answering model with three labels loads, and fails
            when it is first called.

            Where sizes come from the tensors themselves, shapes are held only against each other,
            and whole layers that are missing at the end cannot be noticed.
            """,
        example: """
            $ bertconv convert model/ model.safetensors
            error: config.json: field 'num_attention_heads', byte 504: 5 does not divide hidden_size,
            which is 768
            """,
        remedy: """
            Use the config.json that was saved with the weights; the message names the field and the
            byte. Fix it by hand where only one value is wrong, then verify again.

            If its class is not one that bertconv knows, or the sizes fit another, say which it is:

                bertconv verify model/ --as BertForSequenceClassification
            """)
}
