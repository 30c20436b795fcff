extension RulePage {
    static let bc109 = RulePage(
        number: "BC109",
        title: "A tensor is an empty stub",
        checks: """
            Whether a parameter of the model has no elements, or only one where a matrix or a vector
            should be; or whether most tensors of a file are empty. A single empty tensor that is no
            parameter is left to BC102.
            """,
        harm: """
            No parameter of a BERT is empty; the values are somewhere else. DeepSpeed's ZeRO stage 3
            spreads each parameter over all processes and leaves a stub of shape `[0]` or `[1]`
            behind, and a plain `save_pretrained` or `torch.save` then writes the stubs:
            https://github.com/huggingface/transformers/issues/20082 and
            https://github.com/deepspeedai/DeepSpeed/issues/1394. The file has all the names and is
            far too small.
            """,
        example: """
            bert.encoder.layer.0.attention.self.query.weight  F16  [0]  0 B
            bert.encoder.layer.0.attention.self.query.bias    F16  [0]  0 B
            bert.encoder.layer.0.attention.self.key.weight    F16  [0]  0 B
            """,
        remedy: """
            Put the parameters together from the checkpoint of the training run. DeepSpeed copies a
            script for that into its folder:

                python zero_to_fp32.py . output/

            Scripts of older versions want a file instead, `pytorch_model.bin`, as their second
            argument. Then convert and verify what came out.
            """)
}
