extension RulePage {
    static let bc501 = RulePage(
        number: "BC501",
        title: "A weight is as the random generator left it",
        checks: """
            Whether the bits of a tensor show that they came straight from the generator of PyTorch
            or TensorFlow. Those draw normal numbers in pairs, at angles that are whole multiples of
            2^-24 (PyTorch) or 2^-23 (TensorFlow) of a circle; pairs of trained weights lie at any
            angle. For common seeds the numbers are also drawn again and compared.

            A score of 6 standard deviations is needed, which happens by chance once in 1e9 tensors;
            for tensors under 500 values 4 and a bias of zeros. Angles that recur count once, so
            that values on a grid (BC506) or equal rows prove nothing. Where other rows were
            trained, only the rows are reported (BC503). `--headers-only` leaves this rule out.
            """,
        harm: """
            The parameter was never trained, although the file names it. This is how it comes about:
            a loader fills a missing head or pooler with random numbers (BC101), somebody saves the
            model, and from then on nothing is missing. All a later loader sees is a complete
            checkpoint. See https://github.com/huggingface/transformers/issues/12034 and
            https://github.com/yuh-zha/AlignScore/issues/18.

            Among the trained tensors that were measured, none was accused, nor any after it was
            quantised, pruned or decayed (docs/untrained.md has the numbers); of fresh ones with at
            least 768 float32 values, initialised on a CPU, none was missed. The
            reverse proves nothing: one step of training removes the trace, half precision keeps
            none of it, and generators on GPUs were not tested.
            """,
        example: """
            >>> w = load_file("model.safetensors")["classifier.weight"]
            >>> _ = torch.manual_seed(42)
            >>> torch.equal(w, torch.empty(2, 768).normal_(0, 0.02))
            True
            """,
        remedy: """
            Find the checkpoint that has the trained weight, or train it: the head of a classifier
            on its task. Then save again and verify.

            If this class never uses the parameter, save the model as the class that you need, which
            leaves it out: BertForMaskedLM, BertForTokenClassification and BertForQuestionAnswering
            have no pooler.

            A checkpoint that is meant to be fresh, to start training from, is what a policy file
            can allow this rule for.
            """)
}
