extension RulePage {
    static let bc306 = RulePage(
        number: "BC306",
        title: "Weights are there by name and cannot be reached",
        checks: """
            Whether a name that a library looks for is a link that leads nowhere, whether an index
            lists shards that are not there, whether shards lie without their index, and whether a
            download was left unfinished. The verdict is partial: nothing was checked.
            """,
        harm: """
            transformers passes over a link that leads nowhere and takes the next file that it
            finds, or stops with an OSError. A download that was interrupted leaves such folders
            in the cache of Hugging Face.
            """,
        example: """
            $ bertconv verify models--a--b/snapshots/main
            error[BC306]: model.safetensors: is a link to ../../blobs/1f2e, which is not there
            """,
        remedy: """
            Fetch the model again. For shards without an index, fetch the file that ends in
            `.index.json` from the same place.
            """)
}
