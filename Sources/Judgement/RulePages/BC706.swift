extension RulePage {
    static let bc706 = RulePage(
        number: "BC706",
        title: "config.json sends the library elsewhere",
        checks: """
            Whether config.json has `configuration_files`, by which another file is read in its
            place, or `attribute_map`, by which fields are taken from other names.
            """,
        harm: """
            transformers 5.23 reads the file that `configuration_files` names and never looks at
            this one again: it may count other layers, so that some stay random. `attribute_map`
            gives a field the value of another. Neither is announced. No library writes them into
            a BERT's config.json.
            """,
        example: """
            $ cat config.json
            {"model_type": "bert", "configuration_files": ["config.5.0.0.json"]}
            """,
        remedy: """
            Take the field out, and put into config.json what the model really is. Do not trust a
            model that comes with such a field.
            """)
}
