extension RulePage {
    static let bc104 = RulePage(
        number: "BC104",
        title: "Two tensors stand for one parameter and differ",
        checks: """
            Whether two tensors of the checkpoint mean the same parameter and have other values,
            types or shapes: `LayerNorm.gamma` beside `LayerNorm.weight`, or
            `pooler.dense.bias` beside `bert.pooler.dense.bias`.
            Equal copies are no finding. The second copy that Keras writes is BC204. With
            `--headers-only` the two are named and not compared.
            """,
        harm: """
            Which of the two is used depends on the library, its version and the order of the file.
            With `LayerNorm.weight` and `LayerNorm.gamma` both there, transformers 4.44 and 5.23
            take `gamma` and 4.57 takes the one that comes last in the file. With and without
            `bert.`, version 5 takes the first and reports nothing. So one checkpoint is two models.
            """,
        example: """
            encoder.layer.0.output.LayerNorm.gamma    F32  [768]  9.0, 9.0, 9.0, …
            encoder.layer.0.output.LayerNorm.weight   F32  [768]  5.0, 5.0, 5.0, …

              transformers 4.44.2  9.0
              transformers 4.57.6  whichever is last in the file
              transformers 5.23.0  9.0
            """,
        remedy: """
            Find out which one was trained; mostly the other is left over from the checkpoint that
            training began with. Take it out and save again:

                state = torch.load("pytorch_model.bin", weights_only=True)
                del state["encoder.layer.0.output.LayerNorm.gamma"]
                torch.save(state, "mended.bin")

            Then hold the two against each other with `bertconv diff pytorch_model.bin mended.bin`.
            """)
}
