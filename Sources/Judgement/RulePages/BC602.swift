extension RulePage {
    static let bc602 = RulePage(
        number: "BC602",
        title: "A file is damaged, or hides something",
        checks: """
            Whether files are what their format demands: all of it there, the table of contents
            consistent, nothing overlapping, every record as long as its tensors, and the CRC-32
            that a PyTorch archive records for each of them that of its bytes. Checksums cover the
            values, so `--headers-only` does not compare them.

            In a PyTorch file also whether each tensor is made by a call as `torch.save` writes it,
            whether nothing is done to it after, and whether all that is said of a storage agrees,
            wherever in the pickle it stands. A dict of tensors beside the parameters of a model is
            refused too, because either may be meant.

            The exit status is 2, because the weights could not be checked.
            """,
        harm: """
            `torch.load` does not verify the checksums: an archive with a flipped bit loads, with
            another value. It also takes records that lie within each other, and files of versions
            before 1.6 whose list lacks a storage, for which it hands out memory that nobody wrote.

            A pickle can describe a tensor and then put another in its place: by a state that is
            given to it (BUILD), by an attribute `data` or `real`, by a cast, or by another type
            that its storage was given before. torch 2.13 does all of this with `weights_only=True`
            and without a word. A program that reads the description alone then sees other values
            than those that are loaded.

            safetensors has no checksums, but a file that was cut short does not pass. Of damage
            that stays silent, see https://github.com/huggingface/diffusers/issues/11989.
            """,
        example: """
            $ ls -l model.safetensors
            -rw-r--r--  209715200  model.safetensors

            error: model.safetensors: the tensors end at byte 437955512, the file at 209715200: 228240312 bytes
            are missing; the file is damaged or was cut short: fetch it again
            (exit status 2)
            """,
        remedy: """
            Fetch the file again and compare its SHA-256 with the one that its source gives. If the
            source has the damage too, it was saved badly: save it again from the program that has
            the weights.

            Do not repair the archive with a zip tool: that makes new checksums of the wrong bytes,
            and a compressed file (BC305) besides.
            """)
}
