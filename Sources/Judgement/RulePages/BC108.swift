extension RulePage {
    static let bc108 = RulePage(
        number: "BC108",
        title: "File and config.json disagree on the number of layers",
        checks: """
            Whether tensors belong to layers beyond `num_hidden_layers`, and whether whole layers of
            those that it promises are not in the file. The parameters of the latter are also listed
            one by one, as BC101.
            """,
        harm: """
            A loader builds as many layers as config.json says. It fills those that are not there
            with random numbers, and drops those that are too many: then the model is a shallower
            one than the file holds, no parameter is missing, and all that transformers has to say
            are unexpected names. The usual cause is a config.json of another size of the model, or
            of a student that was distilled from this one.
            """,
        example: """
            $ bertconv convert tf_model.h5 model.safetensors
            error[BC108]: layer.1 16 tensors belong to layers beyond num_hidden_layers = 1; a loader drops them
              help: mend num_hidden_layers in config.json, or take the layers out of the file
            nothing was written
            """,
        remedy: """
            Use the config.json that was saved with these weights, or set `num_hidden_layers` to the
            number of layers in the file. `bertconv inspect` shows it as `encoder.layer.{0-11}`.

            If the model is meant to be cut, cut the file as well, with transformers:

                model = BertForSequenceClassification.from_pretrained("model", num_hidden_layers=6)
                model.save_pretrained("shallow")
            """)
}
