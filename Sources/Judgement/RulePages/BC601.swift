extension RulePage {
    static let bc601 = RulePage(
        number: "BC601",
        title: "A pickle asks for more than tensors",
        checks: """
            Whether the pickle in a PyTorch file names functions or classes that the restricted
            loader of torch (`weights_only=True`) refuses, has such a thing where a weight should
            be, or uses operations that have no place in a checkpoint (INST, OBJ, EXT1 and their
            like).

            It is the first finding of a report. If the file is damaged too, or hides something
            (BC602), both are said. If a weight cannot be read for it, the exit status is 2, because
            the weights could not be checked.
            """,
        harm: """
            A pickle is a program. Loaded with `weights_only=False`, the default of torch before
            2.6, it may run any command. `weights_only=True` did not cover everything either:
            CVE-2025-32434 in torch up to 2.5.1. Scanners with lists of forbidden names miss the
            names that are not on them.

            bertconv runs nothing: it has no way to. It reads the pickle as data, in which the name
            of a function stays a name.

            Not all that torch refuses is harmful. Training programs put numpy numbers or their
            arguments beside the weights, and some save the whole module. transformers 5 does not
            load such a file either, because it always asks for `weights_only=True`.
            """,
        example: """
            $ bertconv convert pytorch_model.bin model.safetensors
            error: pytorch_model.bin: tensor 'classifier.bias': 'os.system' stands where a tensor is needed;
            bertconv never runs what a file names
            (exit status 2)
            """,
        remedy: """
            If you do not know who made the file, do not load it anywhere; look for a safetensors
            file of the same model, which holds no code.

            If it is your own and the weights themselves are sound, a conversion takes them out and
            leaves the rest:

                bertconv convert checkpoint.pt model.safetensors

            If they are not, load it where you trust it and save only the weights:

                torch.save(model.state_dict(), "pytorch_model.bin")
            """)
}
