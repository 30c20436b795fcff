extension RulePage {
    static let bc301 = RulePage(
        number: "BC301",
        title: "A list of weights and the weights disagree",
        checks: """
            Whether the index of a sharded checkpoint names just the tensors that its shards hold,
            each in the shard that holds it; and whether the `weight_names` of a TensorFlow file
            name just its datasets.
            """,
        harm: """
            The list and the files are not of one save, or one of them is cut short. transformers 4
            believes the index: a tensor that is listed and not there is not reported as missing,
            and its parameter stays random (4.44) or never gets values at all (4.57). Version 5
            believes the shards: a tensor that no index lists is loaded all the same. Keras loads
            only what is listed.

            The Hub's client leaves this to those who load the files:
            https://github.com/huggingface/huggingface_hub/issues/4725.
            """,
        example: """
            $ bertconv convert tf_model.h5 model.safetensors
            error[BC301]: bert/tf_bert_model/bert/encoder/layer_._0/attention/self/query/kernel:0 is listed, but
            it is not in the file
              help: the save or the download was cut short: get the checkpoint again
            """,
        remedy: """
            Get all files again, the index included, and of one revision. If the shards are right
            and only the index is wrong, a conversion writes a new set, with an index of its own:

                bertconv convert model/ mended/ --to safetensors --allow-incomplete

            `--allow-incomplete` also lets missing parameters pass, so verify the result.
            """)
}
