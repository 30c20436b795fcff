extension RulePage {
    static let bc403 = RulePage(
        number: "BC403",
        title: "A value is out of the range of half precision",
        checks: """
            Whether the absolute value of a finite weight is above 65504, the largest number that
            float16 holds. A warning; an error from 1e10 on.

            The values are needed: `--headers-only` leaves this rule out.
            """,
        harm: """
            Loaded or converted as float16 the value becomes infinite, and soon all outputs NaN.
            Many services load in half precision, so the file may work for one and fail for another.

            The weights of a trained BERT are nowhere near. From 1e10 on a value was not learnt at
            all. It is memory that was never written, as in
            https://github.com/huggingface/transformers/pull/28122, where weights came out as 1e37,
            or bytes that were read as the wrong type.
            """,
        example: """
            >>> state = load_file("model.safetensors")
            >>> state["classifier.weight"].abs().max()
            tensor(9.2234e+36)
            >>> state["classifier.weight"].half().isinf().any()
            tensor(True)
            """,
        remedy: """
            Above 1e10 the tensor is lost: get it from an earlier checkpoint, or train it again.
            Below, look at the training run that produced it; the model works in float32 and
            bfloat16, which have the range:

                bertconv convert model.safetensors small.safetensors --dtype bf16

            `bertconv convert --dtype f16` refuses to write such values unless `--allow-overflow` is
            given. For a model that never runs in float16 a policy file can allow the warning.
            """)
}
