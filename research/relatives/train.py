"""Trains a small model of each relative of BERT, and prints what `bertconv verify` says of it, as JSON Lines.

In the folder Python, with the environment transformers-5.23 (Python/README.md):

    BERTCONV=../.build/release/bertconv $python ../research/relatives/train.py FOLDER --steps 300 --rate 5e-4

Each architecture is verified as it was drawn, after training to find masked words, with a new head on that, and after
training the head. A line says which parameters the findings about training name.
"""

import argparse
import json
import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Python"))

import torch
import transformers

from bertconv_fixtures.relatives.models import ARCHITECTURES
from bertconv_interop.bertconv import verify

WORDS, WIDTH = 600, 96
SIZES = dict(
    vocab_size=WORDS, hidden_size=WIDTH, num_hidden_layers=3, num_attention_heads=4, intermediate_size=2 * WIDTH,
    max_position_embeddings=66, type_vocab_size=2)
#: What differs from SIZES: as the fixtures have it, but in these sizes.
OWN = {
    "distilbert": dict(dim=WIDTH, n_layers=3, n_heads=4, hidden_dim=2 * WIDTH),
    "electra": dict(embedding_size=48),
    "albert": dict(embedding_size=48, num_hidden_groups=2, inner_group_num=1),
    "deberta-v2": dict(
        type_vocab_size=0, pooler_hidden_size=WIDTH, relative_attention=True, pos_att_type=["p2c", "c2p"],
        position_buckets=16, norm_rel_ebd="layer_norm", share_att_key=True),
    "deberta": dict(
        type_vocab_size=0, pooler_hidden_size=WIDTH, relative_attention=True, pos_att_type=["p2c", "c2p"]),
    "modernbert": dict(pad_token_id=3, bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2),
    "mobilebert": dict(embedding_size=48, intra_bottleneck_size=48, true_hidden_size=48, num_feedforward_networks=2),
    "convbert": dict(embedding_size=48, conv_kernel_size=3),
    "longformer": dict(attention_window=8),
    "squeezebert": dict(embedding_size=WIDTH),
    "mpnet": dict(relative_attention_num_buckets=32),
}
PREFIXES = {"bert": "Bert"} | {name: prefix for name, (prefix, _, _) in ARCHITECTURES.items()}


def fields(name):
    """The fields of an architecture's configuration."""
    undeclared = [field for field, value in ARCHITECTURES.get(name, ("", {}))[1].items() if value is None]
    return {field: value for field, value in SIZES.items() if field not in undeclared} | OWN.get(name, {})


def texts(numbers, count=16, length=32):
    """Texts in which a word depends on the one before it."""
    words = torch.empty(count, length, dtype=torch.long)
    words[:, 0] = torch.randint(5, WORDS, (count,), generator=numbers)
    steps = torch.randint(1, 4, (count, length), generator=numbers)
    for place in range(1, length):
        words[:, place] = (words[:, place - 1] * 7 + steps[:, place] * 13) % (WORDS - 5) + 5
    return words


def train(model, steps, rate, seed):
    """Trains a model to find masked words, or to tell whether the first word has an odd number."""
    numbers = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    model.train()
    for _ in range(steps):
        words = texts(numbers)
        if type(model).__name__.endswith("ForMaskedLM"):
            hidden = torch.rand(words.shape, generator=numbers) < 0.2
            output = model(input_ids=words.masked_fill(hidden, 4), labels=words.masked_fill(~hidden, -100))
        else:
            output = model(input_ids=words, labels=words[:, 0] % 2)
        output.loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()


def report(name, stage, model, folder):
    """Saves a model and prints what verify says of it."""
    model.save_pretrained(folder / name / stage)
    code, found, _ = verify(folder / name / stage)
    findings = [(entry["rule"], entry["severity"], entry["subject"]) for entry in found["findings"]]
    summary = found["summary"]
    print(json.dumps({
        "architecture": name, "stage": stage, "exit": code, "untrained": summary["untrainedParameters"],
        "parameters": summary["parameters"], "findings": findings}), flush=True)


def main():
    """Trains and verifies each architecture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--architecture", action="append", choices=sorted(PREFIXES))
    options = parser.parse_args()
    torch.set_num_threads(1)
    logging.disable(logging.WARNING)
    transformers.utils.logging.disable_progress_bar()
    for name in options.architecture or sorted(PREFIXES):
        torch.manual_seed(7)
        language = getattr(transformers, PREFIXES[name] + "ForMaskedLM")
        model = language(language.config_class(**fields(name)))
        report(name, "fresh", model, options.folder)
        train(model, options.steps, options.rate, 1)
        report(name, "trained", model, options.folder)
        headed = getattr(transformers, PREFIXES[name] + "ForSequenceClassification")
        model = headed.from_pretrained(options.folder / name / "trained")
        report(name, "new-head", model, options.folder)
        train(model, options.steps, options.rate, 2)
        report(name, "tuned", model, options.folder)


if __name__ == "__main__":
    main()
