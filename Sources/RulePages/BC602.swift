extension RulePage {
    static let bc602 = RulePage(
        number: "BC602",
        title: "A file is damaged",
        checks: """
            Whether files are what their format demands: all of it there, the table of contents
            consistent, nothing overlapping, every record as long as its tensors, and the CRC-32
            that a PyTorch archive records for each of them that of its bytes. Checksums cover the
            values, so `--headers-only` does not compare them.

            The exit status is 2, because the weights could not be checked.
            """,
        harm: """
            `torch.load` does not verify the checksums: an archive with a flipped bit loads, with
            another value. It also takes records that lie within each other, and files of versions
            before 1.6 whose list lacks a storage, for which it hands out memory that nobody wrote.
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
