extension RulePage {
    static let bc111 = RulePage(
        number: "BC111",
        title: "A parameter is stored as integers or packed values",
        checks: """
            Whether each tensor that stands for a parameter holds floating-point numbers, whether
            config.json has a `quantization_config`, and whether tensors that a quantiser writes
            stand beside parameters that are missing. Headers tell it, so `--headers-only` finds
            it too.
            """,
        harm: """
            transformers 5.23 turns integers into numbers of the same value and says nothing:
            weights of -78, 23 and 45 instead of fractions. Only the program that quantised them
            can turn them back, with the scales that it keeps beside them. With
            `quantization_config` the library puts other layers in the place of the ones that were
            checked, or stops because a package is missing.
            """,
        example: """
            $ bertconv verify model/
            error[BC111]: bert.encoder.layer.0.output.dense.weight: holds values of the type I8, where the
              model needs floating-point numbers; so do 37 others (I8)
            """,
        remedy: """
            Verify and convert the checkpoint from before it was quantised. To make one from a
            quantised model, load it with the program that quantised it and save the weights as
            floats. To convert the integers as they are, say `--allow-non-float`.
            """)
}
