extension RulePage {
    static let bc604 = RulePage(
        number: "BC604",
        title: "The folder brings code of its own",
        checks: """
            Whether config.json or tokenizer_config.json has `auto_map` or `custom_pipelines`,
            whether `attn_implementation` names a repository (`org/name`), and whether `*.py` files
            or a folder `custom_generate` lie in the model's folder.

            Only a folder is looked at so, not a file that is named by itself.
            """,
        harm: """
            With `trust_remote_code=True`, transformers imports the classes that `auto_map` names
            and runs them in place of its own, and `generate()` runs `custom_generate/generate.py`.
            An attention implementation of a repository is native code that transformers fetches
            and loads.

            bertconv judges the weights as transformers' own BERT would load them. What code of the
            folder makes of them, and what else it does, was not looked at.
            """,
        example: """
            $ bertconv verify model/
            warning[BC604]: config.json has 'auto_map': modeling_own.OwnBert; with trust_remote_code=True
            another program than the one judged may run
              help: load the model without trust_remote_code, or read the code first; bertconv convert --to
              leaves it behind
            """,
        remedy: """
            If the model is a plain BERT, leave the code out. A conversion does, and takes
            `auto_map` out of the configurations:

                bertconv convert model/ clean/ --to safetensors

            If the model needs its code, read it, pin the revision, and accept the finding:

                bertconv verify model/ --allow own-code
            """)
}
