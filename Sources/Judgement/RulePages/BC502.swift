extension RulePage {
    static let bc502 = RulePage(
        number: "BC502",
        title: "A weight is noise and its bias was never moved",
        checks: """
            Whether a matrix has no structure at all, neither in its rows and columns nor in its
            largest singular value, while its bias is exactly 0 in every element. For a LayerNorm:
            weights exactly 1 and biases exactly 0. This works in any element type, and also where
            weight decay has shrunk the numbers (a standard deviation below `initializer_range`).

            `--headers-only` leaves this rule out.
            """,
        harm: """
            Either half could be chance, both together are what a fresh module has: the first step
            of an Adam optimiser makes every element of a bias other than 0. So the module got no
            gradient in training, or none was done. The model runs with it all the same. Most often
            it is the pooler of a model that was trained without one and is then used with one:
            https://github.com/huggingface/transformers/issues/8793 and
            https://github.com/yaushian/mSimCSE/issues/3.

            Of about 120 trained modules that were measured none was accused. That is a smaller
            number than behind BC501.
            """,
        example: """
            >>> state = load_file("model.safetensors")
            >>> state["bert.pooler.dense.bias"].count_nonzero()
            tensor(0)
            >>> state["bert.pooler.dense.weight"].std()
            tensor(0.0200)
            """,
        remedy: """
            Train the module, take it from the checkpoint that training began with, or save as a
            class that does not have it.

            Three things look like this and are right: a module that was frozen at its
            initialisation on purpose; a LayerNorm that was trained in bfloat16 only, where steps
            next to 1 are 0.0078 wide and small updates are lost; a checkpoint to start training
            from. A policy file can allow the rule for these parameters.
            """)
}
