extension RulePage {
    static let bc308 = RulePage(
        number: "BC308",
        title: "The library takes other weights than those expected",
        checks: """
            Whether the folder holds files that a library loads before the usual ones: shards of a
            distributed checkpoint (`shard-00000-model-00001-of-00002.safetensors`), a whole file
            beside the index of newer shards, or weights in a folder that `modules.json` names.
            """,
        harm: """
            transformers 5.23 first looks for shards of a distributed checkpoint. If there is one,
            it loads every safetensors file of the folder and ignores all indices and `.bin`
            files. A whole `model.safetensors` comes before `model.safetensors.index.json`: after
            a model was saved again in shards, the old file is still what is loaded, and nothing
            is said.
            """,
        example: """
            $ bertconv verify model/
            error[BC308]: model.safetensors.index.json: lists shards that are never loaded: loaders take
              model.safetensors, which lies beside it
            """,
        remedy: """
            Keep the weights of one save in a folder. Remove the old file, or merge the shards:

                bertconv convert model/model.safetensors.index.json fixed --to safetensors
            """)
}
