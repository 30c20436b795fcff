extension RulePage {
    static let bc303 = RulePage(
        number: "BC303",
        title: "No current library reads these files",
        checks: """
            Whether the only weights are TensorFlow's, `tf_model.h5` or its shards.
            """,
        harm: """
            transformers 5 has no TensorFlow code any more
            (https://github.com/huggingface/transformers/pull/40760). It ignores `from_tf=True` and
            stops with `OSError: Error no file named model.safetensors, or pytorch_model.bin, found
            in directory …`.

            Late versions 4 are no way out: of those tested, 4.44 to 4.50 convert the file, 4.51.3
            stops with a size mismatch that is none, and 4.52 to 4.57 return a model whose
            parameters have no values and report it as loaded. None of them reports weights that the
            file lacks.
            """,
        example: """
            $ ls model
            config.json  tf_model.h5  vocab.txt

            >>> AutoModel.from_pretrained("model")
            OSError: Error no file named model.safetensors, or pytorch_model.bin, found in directory model.
            """,
        remedy: """
            Convert it; no TensorFlow and no Python is needed, and what is missing is said before
            anything is written:

                bertconv convert model/ converted/ --to safetensors

            If the model stays with TensorFlow and an old transformers, a policy file can allow the
            rule.
            """)
}
