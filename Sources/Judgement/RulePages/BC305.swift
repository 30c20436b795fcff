extension RulePage {
    static let bc305 = RulePage(
        number: "BC305",
        title: "A PyTorch file is compressed",
        checks: """
            Whether records of a PyTorch archive are deflated. torch stores them plain; they are
            compressed when someone unpacked the archive and zipped it again.
            """,
        harm: """
            `torch.load` with `mmap=True` takes the compressed bytes for the values: the tensors are
            garbage, and there is no error. transformers loads `.bin` files that way: with 4.46.3
            and with 5.23.0 such a file came up without an error and with NaN among its weights.
            Without `mmap` the values are right, so a test by hand finds nothing.

            bertconv unpacks the records and checks them against their checksums.
            """,
        example: """
            $ bertconv convert pytorch_model.bin model.safetensors
            note: pytorch_model.bin: 31 records are compressed; torch with mmap reads garbage from such a file

            >>> torch.load("pytorch_model.bin")["classifier.bias"]
            tensor([-0.0117,  0.0265])
            >>> torch.load("pytorch_model.bin", mmap=True)["classifier.bias"]     # something else
            """,
        remedy: """
            Write the file anew; either of these stores the values plain:

                bertconv convert pytorch_model.bin model.safetensors
                bertconv convert pytorch_model.bin mended.bin

            To make a download smaller compress the whole file, for example with gzip, and have it
            unpacked before it is loaded.
            """)
}
