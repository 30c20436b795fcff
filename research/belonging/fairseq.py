"""Writes a RoBERTa of fairseq as a folder of transformers. The pickle is read without running anything in it.

    python fairseq.py CHECKPOINT FOLDER"""

import argparse
import json
import re
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

LAYER = re.compile(r"layers\.(\d+)\.(.*)\.(weight|bias)$")
PARTS = {
    "self_attn.q_proj": "attention.self.query",
    "self_attn.k_proj": "attention.self.key",
    "self_attn.v_proj": "attention.self.value",
    "self_attn.out_proj": "attention.output.dense",
    "self_attn_layer_norm": "attention.output.LayerNorm",
    "fc1": "intermediate.dense",
    "fc2": "output.dense",
    "final_layer_norm": "output.LayerNorm",
}
EMBEDDINGS = {
    "embed_tokens": "word_embeddings", "embed_positions": "position_embeddings", "emb_layer_norm": "LayerNorm"}


def main():
    """The encoder alone; the head has other names."""
    source, folder = sys.argv[1], Path(sys.argv[2])
    torch.serialization.add_safe_globals([argparse.Namespace])
    checkpoint = torch.load(source, map_location="cpu", weights_only=True)
    weights = {}
    for name, value in checkpoint["model"].items():
        name = name.split("sentence_encoder.")[-1]
        if hit := LAYER.match(name):
            weights[f"encoder.layer.{hit[1]}.{PARTS[hit[2]]}.{hit[3]}"] = value.clone()
        elif name.split(".")[0] in EMBEDDINGS:
            module, leaf = name.split(".")
            weights[f"embeddings.{EMBEDDINGS[module]}.{leaf}"] = value.clone()
    words, hidden = weights["embeddings.word_embeddings.weight"].shape
    # fairseq has no types of tokens.
    weights["embeddings.token_type_embeddings.weight"] = torch.zeros(1, hidden)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps({
        "architectures": ["RobertaModel"], "model_type": "roberta", "vocab_size": words, "hidden_size": hidden,
        "num_hidden_layers": 1 + max(int(hit[1]) for hit in map(re.compile(r"encoder\.layer\.(\d+)").match, weights)
                                     if hit),
        "num_attention_heads": checkpoint["args"].encoder_attention_heads,
        "intermediate_size": len(weights["encoder.layer.0.intermediate.dense.weight"]),
        "max_position_embeddings": len(weights["embeddings.position_embeddings.weight"]), "type_vocab_size": 1}))


if __name__ == "__main__":
    main()
