extension RulePage {
    static let bc102 = RulePage(
        number: "BC102",
        title: "A tensor has no place in the model",
        checks: """
            Whether every tensor of the checkpoint is a parameter or a known constant of the model
            class. A parameter that this configuration does not have and a name that no BERT has are
            warnings. A head that another class uses, such as `cls.predictions` beside a classifier,
            is a note, and so is an entry of a PyTorch file that is no tensor, such as `epoch`.

            Layers beyond `num_hidden_layers` are BC108, relative positions BC704.
            """,
        harm: """
            A loader leaves such tensors out. That is right for another task's head. It is a loss
            when config.json describes less than what was trained: cross-attention without
            `add_cross_attention`, or a head under a name of its own.

            Together with BC101 it is often one mistake: the weights are there under other names.
            transformers reports them as unused; version 4 does so in a message that is hidden by
            default unless the class is in `architectures`.
            """,
        example: """
            $ bertconv convert tf_model.h5 other.safetensors --as BertForPreTraining
            note[BC102]: 2 tensors; each belongs to another class's head (classifier); BertForPreTraining does
            not use it
                classifier/tf_bert_for_sequence_classification/classifier/kernel:0
                classifier/tf_bert_for_sequence_classification/classifier/bias:0
              help: nothing is lost: a conversion carries it over under its canonical name
            """,
        remedy: """
            For a note nothing needs to be done. If the head is the one that matters, say its class:

                bertconv verify model/ --as BertForSequenceClassification

            For a warning, hold config.json against the program that saved the file. `bertconv
            convert` carries all these tensors over; `--drop-unmapped` leaves out those whose name
            no parameter has:

                bertconv convert pytorch_model.bin model.safetensors --drop-unmapped

            A policy file can allow the rule for tensors that are meant to be there.
            """)
}
