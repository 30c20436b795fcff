extension RulePage {
    static let bc605 = RulePage(
        number: "BC605",
        title: "Pickles that are no weights lie in the folder",
        checks: """
            Whether the model's folder, or one within it, holds pickles beside the weights: files
            that end in `.pkl`, `.pickle` or `.joblib`, files of torch whose names are not those of
            weights (`optimizer.pt`, `training_args.bin`), and whatever begins and ends as a pickle.

            They are named and not read.
            """,
        harm: """
            Python's `pickle.load`, `joblib.load` and `torch.load(weights_only=False)` run what such
            a file says. A tokenizer or a vectoriser that is kept as a pickle is a common place for
            it, because scanners look at weights.

            Training programs leave them without any harm in mind: the state of an optimizer and of
            random numbers, the arguments of a run. To load the model, none of them is needed.
            """,
        example: """
            $ bertconv verify model/
            note[BC605]: optimizer.pt is a pickle and holds no weights; it was not looked at, and whatever
            loads it runs what it says
              help: take it out of the folder unless the model needs it; bertconv convert --to leaves it behind
            """,
        remedy: """
            Publish the folder without them. A conversion leaves them behind:

                bertconv convert model/ clean/ --to safetensors
            """)
}
