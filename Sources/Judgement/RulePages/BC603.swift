extension RulePage {
    static let bc603 = RulePage(
        number: "BC603",
        title: "A file takes its data from somewhere else",
        checks: """
            Whether an HDF5 file has its weights within itself. External storage, links to other
            files, soft links, links of a program's own kind and virtual datasets are refused. In
            the same way an index of shards may name only files in its own folder.

            The exit status is 2, because the weights could not be checked.
            """,
        harm: """
            HDF5 lets a dataset say that its bytes are in another file, by any path. A library that
            follows it hands out the contents of whatever that path names on the machine that loads
            the model: a checkpoint that reads files. libhdf5 does follow it by default. In Keras
            this is CVE-2026-1669 (GHSA-3m4q-jmj6-r34q), fixed in 3.12.1 and 3.13.2. Even without
            intent the weights are not in the file, and are not the same on the next machine.
            Neither Keras nor transformers writes such files.
            """,
        example: """
            $ bertconv convert tf_model.h5 model.safetensors
            error: tf_model.h5: object '/classifier/tf_bert_model/classifier/kernel:0': the data of the dataset
            is in another file, 'config.json'
            (exit status 2)
            """,
        remedy: """
            Do not load the file with anything else, and tell whoever published it. If it is your
            own and the links are meant, write a file that holds everything: load it where you trust
            it and call `model.save_pretrained(…)` or `model.save_weights(…)`.
            """)
}
