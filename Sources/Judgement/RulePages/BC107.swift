extension RulePage {
    static let bc107 = RulePage(
        number: "BC107",
        title: "Names or matrices are another library's",
        checks: """
            Whether a PyTorch or safetensors file has TensorFlow's names, such as
            `bert/encoder/layer_._0/attention/self/query/kernel:0`, or PyTorch's names on matrices
            that lie TensorFlow's way round, `[in, out]` instead of `[out, in]`. In an HDF5 file
            both are right and no finding. Files of which no name is a BERT's are accused as well,
            and so is a `_flat_param`, in which FSDP has laid parameters end to end.
            """,
        harm: """
            transformers 5 does not look at the format that a safetensors file names. It takes
            TensorFlow's names for unknown ones: a model of 41 parameters came up random, with 41
            missing and 41 unexpected names in a warning.

            Matrices the wrong way round are worse, because most of a BERT's are square: query, key,
            value, the attention's output and the pooler fit either way. Every name and every shape
            is right and the model computes nonsense. Only those that are not square give it away:
            `intermediate.dense`, `output.dense`, a classifier.
            """,
        example: """
            bert.encoder.layer.0.attention.self.query.weight  F32  [768, 768]   fits either way
            bert.encoder.layer.0.intermediate.dense.weight    F32  [768, 3072]  must be [3072, 768]
            bert.encoder.layer.0.output.dense.weight          F32  [3072, 768]  must be [768, 3072]
            """,
        remedy: """
            TensorFlow's names tell which way the matrices lie; a conversion renames and transposes
            them:

                bertconv convert model.safetensors pytorch.safetensors

            Matrices under PyTorch's names are not turned by bertconv, because nothing says who
            turned them. Convert again from the original TensorFlow file:

                bertconv convert tf_model.h5 model.safetensors

            Where that is gone, transpose the weight of every Linear layer, the square ones too, but
            no embedding: `state[name] = state[name].T.contiguous()`.

            Only the program that made a `_flat_param` can take it apart: save again with FSDP's
            full state_dict.
            """)
}
