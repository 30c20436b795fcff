extension RulePage {
    static let bc401 = RulePage(
        number: "BC401",
        title: "A weight is not a finite number",
        checks: """
            Whether any value of a parameter is NaN or infinite.

            The values are needed: `--headers-only` leaves this rule out.
            """,
        harm: """
            One NaN in an encoder makes every output NaN. One in an embedding row waits for its
            token. A damaged shard can be in service while ordinary requests are answered well:
            https://github.com/vllm-project/vllm/pull/53537. Loaders do not look at values:
            https://github.com/huggingface/diffusers/issues/11989.

            Causes are training that diverged in half precision, a conversion to float16 that
            overflowed, a damaged file, and memory that a loader left unwritten for a missing
            parameter (https://github.com/huggingface/transformers/issues/35437).
            """,
        example: """
            >>> state = load_file("model.safetensors")
            >>> state["bert.embeddings.word_embeddings.weight"].isfinite().all(dim=1).logical_not().nonzero()
            tensor([[17291]])
            """,
        remedy: """
            Go back to a checkpoint from before, and find the first one that has the value:
            `bertconv diff A B` compares two of them in any formats. If the file was damaged on its
            way, get it again and compare `bertconv digest` with that of the source. If it was
            converted to float16, convert again with `--dtype bf16` or `--dtype f32`.

            Do not replace the values by zeros unless you know what they were for.
            """)
}
