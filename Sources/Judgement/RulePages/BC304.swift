extension RulePage {
    static let bc304 = RulePage(
        number: "BC304",
        title: "A safetensors file does not say that it is PyTorch's",
        checks: """
            Whether the metadata of each safetensors file has `"format": "pt"`.
            """,
        harm: """
            transformers before 5 needs the entry to choose how to load the file. Without it 4.44
            and 4.46 fail with `AttributeError: 'NoneType' object has no attribute 'get'`; 4.57
            takes it for PyTorch's. With a word it does not know it raises a ValueError. With `"tf"`
            on PyTorch's weights 4.46 loads wrong ones and says nothing. Version 5 ignores the
            entry.

            Files without it come from programs that write safetensors without the library's PyTorch
            part: https://github.com/ml-explore/mlx/issues/743.
            """,
        example: """
            {"bert.embeddings.LayerNorm.bias":{"dtype":"F32","shape":[768],"data_offsets":[0,3072]}, …}

            {"__metadata__":{"format":"pt"},"bert.embeddings.LayerNorm.bias":{"dtype":"F32", …}, …}
            """,
        remedy: """
            A conversion always writes the entry, into every shard:

                bertconv convert model.safetensors mended.safetensors

            In Python: `save_file(tensors, path, metadata={"format": "pt"})`. Where only
            transformers 5 reads the file, a policy file can allow the rule.
            """)
}
