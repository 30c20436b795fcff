extension RulePage {
    static let bc406 = RulePage(
        number: "BC406",
        title: "Two parameters have the same values",
        checks: """
            Whether two parameters of the model that nothing ties hold exactly the same values: a
            layer those of another layer, a key those of its query. Tensors of one value are left
            alone: biases begin as zeros and the scales of norms as ones. A layer that has all
            values of another is one finding.

            The values are needed: `--headers-only` leaves this rule out.
            """,
        harm: """
            Two parameters that were trained by themselves never agree in every bit. One was written
            over the other: by a script that counted layers wrongly, by a merge of shards, by a
            mapping of names with two entries for one. The values that belong there are lost, and
            everything looks whole: names, shapes, moments.

            Layers are also copied on purpose, to begin the training of a deeper model. Such a model
            was not trained since.
            """,
        example: """
            >>> w = load_file("model.safetensors")
            >>> a, b = (w[f"bert.encoder.layer.{n}.output.dense.weight"] for n in (0, 3))
            >>> torch.equal(a, b)
            True
            """,
        remedy: """
            Find out which of the two is right. `bertconv diff A B` with the checkpoint from before
            names the parameters that changed. Convert or merge again from there.

            If the parameters share their values on purpose, as the layers of an ALBERT do, a policy
            file can allow the rule for them.
            """)
}
