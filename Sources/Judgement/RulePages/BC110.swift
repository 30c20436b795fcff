extension RulePage {
    static let bc110 = RulePage(
        number: "BC110",
        title: "There is only an adapter, not the model",
        checks: """
            Whether the tensors are those of a PEFT adapter, such as LoRA: names with `lora_A` and
            `lora_B`, mostly after `base_model.model.`; or whether a folder has nothing but an
            `adapter_model.safetensors` or `adapter_model.bin`. An adapter that was not merged is
            accused too, where the model's own weights are missing under their names and stand
            beside it as `base_layer`. A single tensor of an adapter beside a whole model is left to
            BC102.
            """,
        harm: """
            An adapter is a small difference to a model that is stored elsewhere. transformers 5
            loads that model too, if the folder has an `adapter_config.json` that says where it is
            and `peft` is installed; without `peft` it finds no file of weights. So what a service
            loads depends on a second place, which can change or vanish. It may also load the model
            and leave the adapter out: transformers' own `pipeline` did,
            https://github.com/huggingface/transformers/pull/36480. A program that reads the file as
            a BERT finds none of its parameters.
            """,
        example: """
            base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.weight  F32  [8, 768]
            base_model.model.bert.encoder.layer.0.attention.self.query.lora_B.weight  F32  [768, 8]
            base_model.model.classifier.modules_to_save.weight                        F32  [2, 768]
            """,
        remedy: """
            Merge the adapter into the model that it was trained on, and check the result:

                from peft import PeftModel
                model = AutoModelForSequenceClassification.from_pretrained("base", num_labels=2)
                model = PeftModel.from_pretrained(model, "adapter").merge_and_unload()
                model.save_pretrained("merged")

                bertconv verify merged/
            """)
}
