extension RulePage {
    static let bc106 = RulePage(
        number: "BC106",
        title: "A name is one that newer versions no longer write",
        checks: """
            Whether LayerNorm parameters are called `gamma` and `beta`, as in TensorFlow and in the
            first PyTorch checkpoints of BERT, instead of `weight` and `bias`. In TensorFlow's own
            files these names are current and no finding.
            """,
        harm: """
            All versions of transformers read them, each by a rule of its own: up to 4.48 they
            replaced `gamma` and `beta` anywhere in any name, which broke models with parameters of
            that name (https://github.com/huggingface/transformers/issues/29554); from 4.49 on only
            at the end of `LayerNorm.…`; version 5 by a search for `LayerNorm.gamma`. Version 5 also
            writes the old names back when it saves. Programs that read safetensors without
            transformers may find no LayerNorm at all.
            """,
        example: """
            bert.embeddings.LayerNorm.gamma                       F32  [768]
            bert.embeddings.LayerNorm.beta                        F32  [768]
            bert.encoder.layer.0.attention.output.LayerNorm.gamma F32  [768]
            bert.encoder.layer.0.attention.output.LayerNorm.beta  F32  [768]
            """,
        remedy: """
            Nothing needs to be done for transformers. A conversion writes the current names and
            changes no value:

                bertconv convert pytorch_model.bin model.safetensors
            """)
}
