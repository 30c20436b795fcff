extension RulePage {
    static let bc203 = RulePage(
        number: "BC203",
        title: "A constant is stored with the parameters",
        checks: """
            Whether the checkpoint holds `embeddings.position_ids` or `embeddings.token_type_ids`. A
            note if they are what they should be, 0, 1, 2, … and zeros, as integers; a warning if
            position_ids are anything but 0, 1, 2, …, or the type ids anything but zeros.

            The values are needed: with `--headers-only` they are not looked at.
            """,
        harm: """
            transformers 3.1 to 4.30 stored `position_ids` with the weights; since 4.31 no version
            does, and none uses the stored ones. Versions that report unexpected names may list
            them: 5.0 listed `position_ids`, 5.23 still lists `token_type_ids`. That is noise.

            Other values are not. Somebody changed which position each token has, and current
            loaders ignore it: the model runs with the usual positions and not with those it was
            given.
            """,
        example: """
            $ bertconv convert pytorch_model.bin model.safetensors
            note[BC203]: bert.embeddings.position_ids is a constant that current versions do not store; it is
            left out
              help: nothing needs to be done
            """,
        remedy: """
            For a note, nothing: a conversion leaves the constant out.

            For a warning, find out who changed it and why. If the positions matter, the program
            that runs the model has to pass them as `position_ids`. A conversion carries such a
            tensor over as it is.
            """)
}
