"""Writes models as transformers initialises them, whole and as heads on a trained backbone, and judges them.

make_models.py FOLDER BACKBONE. TensorFlow's are written where TensorFlow is installed, PyTorch's elsewhere. Beside
each report stands which modules are at their initialisation: {"model", "set", "class", "fresh", "report"} a line.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import transformers
from transformers import BertConfig, set_seed

from study import UNLISTED

CLASSES = (
    "BertModel", "BertForPreTraining", "BertLMHeadModel", "BertForMaskedLM", "BertForNextSentencePrediction",
    "BertForSequenceClassification", "BertForMultipleChoice", "BertForTokenClassification",
    "BertForQuestionAnswering")

SMALL = dict(
    vocab_size=1000, hidden_size=128, num_hidden_layers=2, num_attention_heads=2, intermediate_size=512,
    max_position_embeddings=128)

HAS_TENSORFLOW = transformers.__version__.startswith("4.")


def labels(name):
    """The rows of a head: a question has two answers, a beginning and an end."""
    return 2 if name == "BertForQuestionAnswering" else 12


def small(name):
    return BertConfig(**SMALL, num_labels=labels(name), is_decoder=name == "BertLMHeadModel")


def modules(names):
    """The modules of some parameters, under the names that they have in a model with a head."""
    heads = ("bert.", "cls.", "classifier.", "qa_outputs.")
    whole = (name if name.startswith(heads) else f"bert.{name}" for name in names if "position_ids" not in name)
    return sorted({name.rpartition(".")[0] for name in whole})


def judged(folder, name, group, fresh):
    """Runs `bertconv verify` on a model, and removes it."""
    result = subprocess.run(
        [os.environ["BERTCONV"], "verify", folder, "--format", "json", "--fail-on", "never"], capture_output=True)
    shutil.rmtree(folder)
    report = json.loads(result.stdout)
    return {"model": name, "set": group, "fresh": fresh, "report": report}


def fresh_pytorch(folder):
    import torch

    for dtype in "float32", "bfloat16", "float16":
        for number, name in enumerate(CLASSES):
            set_seed(UNLISTED + number)
            model = getattr(transformers, name)(small(name))
            model.to(getattr(torch, dtype)).save_pretrained(folder / "model")
            names = [name for name, _ in model.named_parameters()]
            yield judged(folder / "model", name, f"fresh PyTorch models, {dtype}", modules(names))


def fresh_tensorflow(folder):
    for number, name in enumerate(CLASSES):
        set_seed(UNLISTED + number)
        config = small(name)
        model = getattr(transformers, f"TF{name}")(config)
        model.build_in_name_scope()
        model.save_pretrained(folder / "model")
        with open(folder / "model" / "config.json") as file:
            saved = json.load(file)
        (folder / "model" / "config.json").write_text(json.dumps(saved | {"architectures": [name]}))
        names = [name for name, _ in getattr(transformers, name)(config).named_parameters()]
        yield judged(folder / "model", name, "fresh TensorFlow models, float32", modules(names))


def new_heads(folder, backbone):
    """Heads that `from_pretrained` makes up; the backbone's own pooler never was trained, and counts with them."""
    import torch

    for dtype in "float32", "bfloat16":
        for seed, words in (42, "seed 42"), (UNLISTED, "a seed not tried"):
            for name in CLASSES[1:]:
                set_seed(seed)
                model, info = getattr(transformers, name).from_pretrained(
                    backbone, num_labels=labels(name), dtype=getattr(torch, dtype), output_loading_info=True)
                model.save_pretrained(folder / "model")
                missing = [key for key in info["missing_keys"] if "decoder" not in key]
                yield judged(folder / "model", name, f"new heads, {dtype}, {words}", modules(missing))


def main(folder, backbone):
    transformers.logging.set_verbosity_error()
    framework = "tensorflow" if HAS_TENSORFLOW else "pytorch"
    with tempfile.TemporaryDirectory(dir=folder) as place, open(folder / f"verify-{framework}.jsonl", "w") as lines:
        place = Path(place)
        runs = [fresh_tensorflow(place)] if HAS_TENSORFLOW else [fresh_pytorch(place), new_heads(place, backbone)]
        for line in (line for run in runs for line in run):
            lines.write(json.dumps(line) + "\n")


main(Path(sys.argv[1]), sys.argv[2])
