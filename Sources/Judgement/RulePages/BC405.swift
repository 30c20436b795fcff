extension RulePage {
    static let bc405 = RulePage(
        number: "BC405",
        title: "Little is left of the values",
        checks: """
            Whether a matrix, or the scale of a LayerNorm, has lost most of what it held: more than
            half of its values are zero, or so small that they are subnormal in their type; a whole
            row is; a matrix has no more than 8 different values; or hardly any value has more than
            3 bits after the point. The row of the padding token and rows of zeros at the end of the
            word embeddings do not count, nor do biases.

            The values are needed: `--headers-only` leaves this rule out.
            """,
        harm: """
            Training leaves next to no zeros and uses all bits of a value. A matrix that is mostly
            zero was emptied on its way: a file with holes where a download or a copy skipped bytes,
            a scale that was applied twice and took the values below 1e-38, a threshold that set
            small weights to zero, a cast to a type of 8 bits or fewer. The model loads and runs,
            and is worse or useless. Loaders do not look.

            It is a warning because pruning does this on purpose: a pruned model with half of its
            weights at zero can be as good as before.
            """,
        example: """
            >>> w = load_file("model.safetensors")["bert.encoder.layer.7.output.dense.weight"]
            >>> (w == 0).float().mean()
            tensor(0.9990)
            """,
        remedy: """
            Compare with the checkpoint from before: `bertconv diff A B` names the tensors that
            differ. Get the file again if it was damaged.

            If the model was pruned or quantised on purpose, evaluate it on its task and allow the
            rule for these parameters in a policy file, with the result as the reason.
            """)
}
