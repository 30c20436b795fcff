"""What a tiny BERT holds, its values, and how producers name and store them.

The values of a parameter depend on its PyTorch name alone, so every checkpoint here must become the same weights:
those of expected.safetensors.
"""

import json
import re
import shutil
import zlib
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from bertconv_fixtures.testdata import TESTDATA

BUNDLES = Path(TESTDATA) / "tensorflow-2.18.1"

#: Every dimension differs from every other, so that no two can be confused.
SIZES = dict(
    vocab_size=13, hidden_size=8, num_hidden_layers=2, num_attention_heads=2,
    intermediate_size=12, max_position_embeddings=7, type_vocab_size=3)
V, H, N, A, F, P, T = SIZES.values()
LABELS = 5

#: bert_config.json as Google publishes it: without model_type, classes and labels.
CONFIG = dict(
    attention_probs_dropout_prob=0.1, hidden_act="gelu", hidden_dropout_prob=0.1, initializer_range=0.02, **SIZES)


def linear(name, rows, columns):
    """The parameters of a dense layer."""
    return {f"{name}.weight": (rows, columns), f"{name}.bias": (rows,)}


def norm(name):
    """The parameters of a layer norm."""
    return {f"{name}.weight": (H,), f"{name}.bias": (H,)}


def backbone():
    """The encoder with its pooler, which google-research/bert always builds."""
    shapes = {
        "bert.embeddings.word_embeddings.weight": (V, H),
        "bert.embeddings.position_embeddings.weight": (P, H),
        "bert.embeddings.token_type_embeddings.weight": (T, H)}
    shapes |= norm("bert.embeddings.LayerNorm")
    for layer in range(N):
        start = f"bert.encoder.layer.{layer}."
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= linear(start + part, H, H)
        shapes |= norm(start + "attention.output.LayerNorm")
        shapes |= linear(start + "intermediate.dense", F, H) | linear(start + "output.dense", H, F)
        shapes |= norm(start + "output.LayerNorm")
    return shapes | linear("bert.pooler.dense", H, H)


def pretraining():
    """The heads that BERT is trained with."""
    shapes = {"cls.predictions.bias": (V,)} | linear("cls.predictions.transform.dense", H, H)
    return shapes | norm("cls.predictions.transform.LayerNorm") | linear("cls.seq_relationship", 2, H)


CLASSIFIER = linear("classifier", LABELS, H)
SQUAD = linear("qa_outputs", 2, H)


def value(name, shape):
    """The values of a parameter, in PyTorch's orientation."""
    numbers = np.random.RandomState(zlib.crc32(name.encode())).standard_normal(shape) * 0.02
    return (numbers + 1 if name.endswith("LayerNorm.weight") else numbers).astype(np.float32)


def google(name):
    """The name in google-research/bert, and whether the matrix is stored the other way round.

    Its output layers are [out, in], as they are used with transpose_b.
    """
    plain = ("embeddings", "LayerNorm", "seq_relationship", "classifier", "qa_outputs")
    is_kernel = name.endswith(".weight") and not any(part in name for part in plain)
    for pattern, text in [
            (r"^classifier\.weight$", "output_weights"), (r"^classifier\.bias$", "output_bias"),
            (r"^qa_outputs\.weight$", "cls.squad.output_weights"), (r"^qa_outputs\.bias$", "cls.squad.output_bias"),
            (r"^cls\.predictions\.bias$", "cls.predictions.output_bias"),
            (r"seq_relationship\.(weight|bias)$", lambda found: "seq_relationship.output_" + found[1].replace(
                "weight", "weights")),
            (r"_embeddings\.weight$", "_embeddings"), (r"LayerNorm\.weight$", "LayerNorm.gamma"),
            (r"LayerNorm\.bias$", "LayerNorm.beta"), (r"\.weight$", ".kernel"), (r"layer\.", "layer_")]:
        name = re.sub(pattern, text, name)
    return name.replace(".", "/"), is_kernel


def folder(name, config=True):
    """An empty folder, with bert_config.json if it is to hold a BERT."""
    path = BUNDLES / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    if config:
        (path / "bert_config.json").write_text(json.dumps(CONFIG, indent=2) + "\n")
    return path


def save_expected():
    """Writes expected.safetensors: every parameter of every checkpoint here."""
    shapes = backbone() | pretraining() | CLASSIFIER | SQUAD
    BUNDLES.mkdir(parents=True, exist_ok=True)
    save_file({name: value(name, shape) for name, shape in shapes.items()}, BUNDLES / "expected.safetensors")


def tidy(path):
    """Removes what no reader of values needs: graphs, and a fingerprint that is different each time.

    Saver writes absolute paths into `checkpoint`, which lead nowhere once a folder was copied: here to /training.
    """
    for pattern in ("*.meta", "fingerprint.pb"):
        for file in path.rglob(pattern):
            file.unlink()
    for file in path.rglob("saved_model.pb"):
        file.write_bytes(b"")
    for file in path.rglob("checkpoint"):
        file.write_text(file.read_text().replace(str(path), "/training"))
