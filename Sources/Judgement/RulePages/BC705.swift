extension RulePage {
    static let bc705 = RulePage(
        number: "BC705",
        title: "The architecture is not one that bertconv knows",
        checks: """
            Whether `model_type` in config.json, or the class in `architectures` where there is
            none, is an architecture that bertconv has a description of. Today that is `bert`.

            The exit status is 2, because the weights could not be checked.
            """,
        harm: """
            None by itself: the checkpoint may be sound. But nothing has been verified, and that
            must not pass for a success. RoBERTa, DistilBERT, ELECTRA and others have parameters of
            their own, and holding them against BERT's would give a report of errors that are none.
            """,
        example: """
            $ bertconv convert model/ model.safetensors
            error: config.json: field 'model_type', byte 480: bertconv does not know the architecture 'roberta';
            it knows: bert
            (exit status 2)
            """,
        remedy: """
            If the model is a BERT in all but name, a class of your own that uses its encoder, set
            `"model_type": "bert"` in a copy of config.json and name the class to hold it against:

                bertconv verify copy/ --as BertModel

            Otherwise `bertconv inspect` still shows which tensors the file has. An architecture is
            one more file of descriptions, without new code; the project's CONTRIBUTING.md says how
            to add one.
            """)
}
