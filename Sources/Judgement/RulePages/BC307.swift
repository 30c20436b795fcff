extension RulePage {
    static let bc307 = RulePage(
        number: "BC307",
        title: "An adapter lies beside a whole model",
        checks: """
            Whether the folder of a model also has an `adapter_config.json`.
            """,
        harm: """
            Where peft is installed, transformers adds the adapter to the model without being
            asked, for named classes and AutoModel alike. The model that runs is then another than
            the one that was checked, and an adapter can replace the head. Where the weights of
            the adapter are missing, loading fails. Measured with transformers 5.23 and peft 0.21.
            """,
        example: """
            $ bertconv verify model/
            warning[BC307]: adapter_config.json: names an adapter beside the model
            """,
        remedy: """
            Move the adapter into a folder of its own. To keep its effect, load the model with it,
            call `merge_and_unload()` and save the result.
            """)
}
