"""`bertconv probe` returns what transformers returns, for random small models of every class that it runs."""

import json
import random

import pytest
import torch
import transformers

from bertconv_fixtures.probe import record
from bertconv_interop.bertconv import bertconv
from bertconv_interop.settings import COUNT, SEED

HEADS = ("Model", "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering")
MORE = {
    "Bert": ("ForPreTraining", "LMHeadModel", "ForNextSentencePrediction", "ForMultipleChoice"),
    "Roberta": ("ForCausalLM", "ForMultipleChoice"),
    "XLMRoberta": ("ForCausalLM", "ForMultipleChoice"),
    "Camembert": ("ForCausalLM", "ForMultipleChoice"),
    "RobertaPreLayerNorm": ("ForMultipleChoice",),
    "DistilBert": ("ForMultipleChoice",),
    "Electra": ("ForPreTraining", "ForMultipleChoice"),
    "MPNet": ("ForMultipleChoice",),
    "Albert": ("ForPreTraining", "ForMultipleChoice"),
    "XLMRobertaXL": ("ForCausalLM", "ForMultipleChoice"),
    "Ernie": ("ForPreTraining", "ForCausalLM", "ForNextSentencePrediction", "ForMultipleChoice"),
}
CLASSES = [prefix + head for prefix, more in MORE.items() for head in HEADS + more]
ACTIVATIONS = ("gelu", "gelu_new", "relu", "silu", "tanh", "quick_gelu", "gelu_fast")


def model(name, choose):
    """A random model of a class, with sizes, activation and epsilon drawn by `choose`."""
    heads = choose((2, 4))
    width = heads * choose((4, 8, 12))
    fields = {
        "vocab_size": 50, "max_position_embeddings": 24, "num_labels": choose((2, 3, 5)),
        "pad_token_id": choose((0, 1))}
    if name.startswith("DistilBert"):
        fields |= {"dim": width, "hidden_dim": width * 3 + 5, "n_layers": choose((1, 2, 3)), "n_heads": heads,
                   "activation": choose(("gelu", "relu"))}
    else:
        fields |= {"hidden_size": width, "intermediate_size": width * 2 + 3, "num_hidden_layers": choose((1, 2, 3)),
                   "num_attention_heads": heads, "hidden_act": choose(ACTIVATIONS),
                   "layer_norm_eps": choose((1e-12, 1e-5, 1e-3))}
    if name.startswith(("Electra", "Albert")):
        fields["embedding_size"] = choose((width, width // 2))
    if name.startswith("Albert"):
        fields |= {"num_hidden_layers": 4, "num_hidden_groups": choose((1, 2)), "inner_group_num": choose((1, 2))}
    if name.endswith("ForQuestionAnswering"):
        fields["num_labels"] = 2
    if name.endswith("ForMultipleChoice"):
        fields["num_labels"] = 1
    if name.startswith("Ernie"):
        fields["use_task_id"] = choose((True, False))
    if name.endswith(("LMHeadModel", "ForCausalLM")):
        fields["is_decoder"] = True
    cls = getattr(transformers, name)
    made = cls(cls.config_class(**fields)).eval()
    with torch.no_grad():
        for value in made.parameters():
            value.add_(torch.randn_like(value) * 0.3)
    return made


@pytest.mark.parametrize("number", range(max(len(CLASSES), COUNT // 4)))
def test_a_random_model(number, tmp_path):
    """Every output, and a sample of each linear module and norm, within 1e-4."""
    chance = random.Random(f"{SEED}/{number}")
    torch.manual_seed(chance.randrange(1 << 30))
    made = model(CLASSES[number % len(CLASSES)], chance.choice)
    made.save_pretrained(tmp_path / "model")
    texts = [[chance.randrange(2, 50) for _ in range(chance.randrange(1, 20))] for _ in range(3)]
    (tmp_path / "golden.json").write_text(json.dumps(record(made, texts)))
    # Scores of words are recorded for all tokens, and the command computes them for all if it writes them.
    run = bertconv("probe", tmp_path / "model", "--against", tmp_path / "golden.json", "--output",
                   tmp_path / "outputs.safetensors")
    assert run.returncode == 0, run.stdout + run.stderr
