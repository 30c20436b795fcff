extension RulePage {
    static let bc506 = RulePage(
        number: "BC506",
        title: "The values of a matrix lie on a grid",
        checks: """
            Whether the float32 values of a matrix are multiples of a step, or come from a short
            list: one step for the whole, for each row, or for each group of values. The first
            8,192 values are looked at. Grids of 4 to 16 bits are reported; what has fewer bits is
            reported as BC405. `--headers-only` leaves this rule out.
            """,
        harm: """
            None by itself. The matrix was quantised and made float32 again: the file has the size
            of full precision and the accuracy of a few bits. Who takes it for the original trains
            or quantises on from worse weights.

            The note also says why the test of BC501 is silent: on a grid few angles stand for all
            pairs of values, so bits prove nothing.
            """,
        example: """
            >>> w = load_file("model.safetensors")["bert.encoder.layer.0.output.dense.weight"]
            >>> w.shape, w.unique().numel()
            (torch.Size([768, 3072]), 255)
            """,
        remedy: """
            Nothing needs to be done if it was quantised on purpose. If the checkpoint should have
            full precision, get the one from before it was quantised.

            For a smaller file of the same values, store them in the type that they were quantised
            to, with the library that did it.
            """)
}
