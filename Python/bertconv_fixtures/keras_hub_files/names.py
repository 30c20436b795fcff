"""The names of KerasHub's BERT, and what they are in PyTorch."""

#: Outside of layers.
PARTS = {
    "token_embedding": "bert.embeddings.word_embeddings", "position_embedding": "bert.embeddings.position_embeddings",
    "segment_embedding": "bert.embeddings.token_type_embeddings", "embeddings_layer_norm": "bert.embeddings.LayerNorm",
    "pooled_dense": "bert.pooler.dense", "logits": "classifier", "mlm_head": "cls.predictions",
    "mlm_head/intermediate_dense": "cls.predictions.transform.dense",
    "mlm_head/intermediate_layer_norm": "cls.predictions.transform.LayerNorm"}
#: Of a layer.
LAYER = {
    "self_attention_layer/query": "attention.self.query", "self_attention_layer/key": "attention.self.key",
    "self_attention_layer/value": "attention.self.value",
    "self_attention_layer/attention_output": "attention.output.dense",
    "self_attention_layer_norm": "attention.output.LayerNorm", "feedforward_intermediate_dense": "intermediate.dense",
    "feedforward_output_dense": "output.dense", "feedforward_layer_norm": "output.LayerNorm"}
ENDS = {"kernel": "weight", "gamma": "weight", "embeddings": "weight", "bias": "bias", "beta": "bias",
        "output_bias": "bias"}


def parameter(path):
    """The parameter of a variable: `transformer_layer_0/self_attention_layer/query/kernel`."""
    module, end = path.rsplit("/", 1)
    if module.startswith("transformer_layer_"):
        layer, part = module.removeprefix("transformer_layer_").split("/", 1)
        return f"bert.encoder.layer.{layer}.{LAYER[part]}.{ENDS[end]}"
    return f"{PARTS[module]}.{ENDS[end]}"
