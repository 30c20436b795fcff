extension RulePage {
    static let bc504 = RulePage(
        number: "BC504",
        title: "A weight was hardly trained",
        checks: """
            Whether a matrix of at least 8 rows has no structure although its bias has moved from 0,
            or whether a tensor still agrees closely with what a common seed gives (a correlation
            above 0.9, at 8 standard deviations or more). A module that is too small for its values
            to tell is no finding; the report counts it as one that cannot be judged.
            `--headers-only` leaves this rule out.
            """,
        harm: """
            It was trained for a few steps, or with a learning rate that moved almost nothing. In a
            test at a rate of 2e-5 a pooler could not be told from noise after 50 steps and clearly
            could after 100. A job that stopped early and saved all the same leaves such a
            checkpoint, and the loss in its log may not show it.

            It is a warning because small heads change little while they learn: a classifier of two
            labels that had reached 89 % accuracy still had a correlation of 0.998 with its first
            values.
            """,
        example: """
            >>> _ = torch.manual_seed(42)
            >>> first = torch.empty(2, 768).normal_(0, 0.02)
            >>> w = load_file("model.safetensors")["classifier.weight"]
            >>> torch.corrcoef(torch.stack([w.flatten(), first.flatten()]))[0, 1]
            tensor(0.9980)
            """,
        remedy: """
            Look at the run: how many steps, at which rate, and was this module in the optimiser?
            Evaluate the model on its task. If it does what it should, allow the rule for this
            parameter in a policy file and give the accuracy as the reason. If not, train on.
            """)
}
