extension RulePage {
    static let bc404 = RulePage(
        number: "BC404",
        title: "The type that the library loads destroys values",
        checks: """
            Which type the library casts all parameters to (config.json, then the index of the
            shards, then the first tensor), and what becomes of the values: infinities and tensors
            of nothing but zeros are an error. A note says how many tensors are rounded. With
            `--headers-only` no values are read, so only the rounding is told.
            """,
        harm: """
            transformers 5 loads with `dtype="auto"`. A single float16 tensor whose name comes
            first makes the whole model float16 if config.json names no type. Values above 65504
            are then infinite, values below 0.00000003 are 0, and nothing is said.
            """,
        example: """
            $ bertconv verify model/
            error[BC404]: bert.pooler.dense.weight: has values up to 100000.0, which become infinite as
              float16: config.json says so
            """,
        remedy: """
            Set `dtype` in config.json to the type that the model was trained in, or load the
            model with `dtype=torch.float32`.
            """)
}
