extension RulePage {
    static let bc402 = RulePage(
        number: "BC402",
        title: "All values of a tensor are the same",
        checks: """
            Whether a parameter is one number repeated: all zeros, all ones, or anything else. It
            leaves alone biases of zeros and LayerNorm weights of ones, which are what a fresh model
            has; BC502 is for those.

            The values are needed: `--headers-only` leaves this rule out.
            """,
        harm: """
            A matrix or an embedding of equal values tells no input from another; training hardly
            ever makes one, a random initialiser never. It is a placeholder: a file that was
            reserved and never filled, a shard that was replaced by zeros
            (https://github.com/microsoft/BitNet/issues/608), torch's `skip_data`, which leaves
            zeros to be written later. Names, shapes and sizes are all right, so only the values
            show it.
            """,
        example: """
            >>> state = load_file("model.safetensors")
            >>> w = state["bert.encoder.layer.11.output.dense.weight"]
            >>> w.min(), w.max()
            (tensor(0.), tensor(0.))
            """,
        remedy: """
            Get the checkpoint again, or save it again from the program that has the weights. If the
            tensor is constant on purpose, a layer that was switched off for instance, a policy file
            can allow it for that parameter.
            """)
}
