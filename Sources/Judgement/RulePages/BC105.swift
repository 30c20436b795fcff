extension RulePage {
    static let bc105 = RulePage(
        number: "BC105",
        title: "The names have a prefix that no loader knows",
        checks: """
            Whether names become those of a model when a piece is taken out of them, and which
            piece: `module.` of data parallel training, `model.` of Lightning and of classes of
            one's own, `_orig_mod.` of `torch.compile`, `_fsdp_wrapped_module.` of FSDP,
            `0.auto_model.` of sentence-transformers, or any other. The finding names it, once for
            all parameters. A PyTorch file whose tensors are inside another entry, such as the
            `state_dict` of Lightning, is the same fault.

            `bert.` itself is no such prefix: loaders add and remove it.
            """,
        harm: """
            To a loader all of these are unknown names. Every parameter is missing, every tensor is
            unused, the model is random from end to end, and transformers prints a warning:
            https://github.com/huggingface/transformers/issues/32067. No version of transformers
            takes any of these prefixes out. The piece can also stand within a name, and several can
            be nested: https://github.com/pytorch/pytorch/issues/101107 and
            https://github.com/huggingface/pytorch-image-models/pull/2003. Of an inner `state_dict`
            version 4 finds nothing, with a warning, and version 5 stops with an AttributeError.
            """,
        example: """
            $ bertconv convert pytorch_model.bin model.safetensors
            note: '_orig_mod.module.' was taken out of 25 names; no loader knows it
            pytorch_model.bin: PyTorch archive, 25 tensors, 3.3 kB, names of Hugging Face PyTorch
            BertForSequenceClassification (from config.json): 25 parameters, 831 values, all in the file
            """,
        remedy: """
            For `module.`, `model.`, `_orig_mod.`, `_fsdp_wrapped_module.` and `0.auto_model.`,
            alone or nested, and for tensors inside another entry, a conversion mends it:

                bertconv convert pytorch_model.bin model.safetensors

            Any other prefix has to be named:

                bertconv convert pytorch_model.bin model.safetensors --strip-prefix student.

            Better still, save the model that was wrapped: `model.module` under DataParallel,
            `model._orig_mod` after `torch.compile`.
            """)
}
