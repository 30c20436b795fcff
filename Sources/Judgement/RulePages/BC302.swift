extension RulePage {
    static let bc302 = RulePage(
        number: "BC302",
        title: "The folder holds other weights too",
        checks: """
            Whether a model folder has weights in more than one format. Loaders take the file that
            `transformers_weights` in config.json names, or else the first of `model.safetensors`,
            `model.safetensors.index.json`, `pytorch_model.bin`, `pytorch_model.bin.index.json`;
            bertconv then looks for `tf_model.h5` and its index. The others are compared with it,
            parameter by parameter: an error if they differ, a note if they are equal.

            `--headers-only` does not compare them.
            """,
        harm: """
            A training run that saves `pytorch_model.bin` into a folder with an old
            `model.safetensors` changes nothing for those who load it: the old file is taken,
            silently, by transformers 4.44 to 5.23 alike. TensorFlow users and PyTorch users of one
            folder may have two models.
            """,
        example: """
            $ ls -l model
            -rw-r--r--  438 MB  Mar 03  model.safetensors      <- is loaded
            -rw-r--r--  438 MB  Sep 21  pytorch_model.bin      <- was trained

            $ bertconv diff model/model.safetensors model/pytorch_model.bin
            """,
        remedy: """
            Decide which file is the model; `bertconv diff` shows where the two differ first and
            most. Then remove the other, or make it anew from the right one:

                bertconv convert model/pytorch_model.bin model/model.safetensors --force

            Equal copies only cost space. A policy file can allow them.
            """)
}
