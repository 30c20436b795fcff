"""The checkpoints of models in testdata/tensorflow-2.18.1/, and the class of each. Needs no TensorFlow."""

CHECKPOINTS = {
    "bert_model": "BertForPreTraining",
    "bert_model/bert_model.ckpt": "BertForPreTraining",
    "tensorflow1-classifier": "BertForSequenceClassification",
    "tensorflow1-classifier/checkpoint": "BertForSequenceClassification",
    "tensorflow1-squad": "BertForQuestionAnswering",
    "tensorflow1-averages": "BertModel",
    "tensorflow1-partitioned": "BertForPreTraining",
    "garden-2.3": "BertModel",
    "garden-encoder": "BertModel",
    "garden-encoder-v2": "BertModel",
    "garden-pretrainer": "BertForPreTraining",
    "garden-span-labeler": "BertForQuestionAnswering",
    "transformers-checkpoint": "BertForPreTraining",
    "transformers-save-weights": "BertForSequenceClassification",
    "transformers-saved-model/saved_model": "BertForSequenceClassification",
    "transformers-saved-model/saved_model/variables/variables.index": "BertForSequenceClassification",
}
