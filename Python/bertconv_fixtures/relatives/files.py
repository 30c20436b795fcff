"""Makes testdata/relatives/transformers-5.23/: a tiny model of each class, as `save_pretrained` of 5.23 writes it."""

import json
import shutil
import zlib
from pathlib import Path

import numpy as np
import torch
import transformers

from bertconv_fixtures.relatives.models import ARCHITECTURES, classes, fields
from bertconv_fixtures.testdata import TESTDATA

FOLDER = Path(TESTDATA) / "relatives" / "transformers-5.23"

#: The variants of which there is a file too, of the bare class and of the class with the most heads.
KEPT = {
    "roberta": ("cross attention",),
    "deberta-v2": ("version 3, legacy false", "version 2, xlarge", "both", "token types"),
    "deberta": ("talking heads", "both"), "modernbert": ("all biases",), "distilbert": ("sinusoidal",),
    "mobilebert": ("no bottleneck", "layer norms"), "convbert": ("groups", "cross attention"), "albert": ("one size",)}


def fill(model, seed):
    """Gives each element of a model a number between -0.5 and 0.5 that no other has, and zero to padding rows."""
    numbers = np.random.default_rng(zlib.crc32(seed.encode()))
    parameters = list(model.parameters())
    total = sum(parameter.numel() for parameter in parameters)
    values = ((numbers.permutation(total) + 0.25 + 0.5 * numbers.random(total)) / total - 0.5).astype(np.float32)
    start = 0
    with torch.no_grad():
        for parameter in parameters:
            count = parameter.numel()
            parameter.copy_(torch.from_numpy(values[start:start + count].reshape(parameter.shape)))
            start += count
        for module in model.modules():
            # The library never trains this row.
            if isinstance(module, torch.nn.Embedding) and module.padding_idx is not None:
                module.weight[module.padding_idx] = 0


def make(name, cls, variant=None):
    """Saves a model of a class, without what holds no weights."""
    folder = FOLDER / name / (cls if variant is None else f"{cls}, {variant}".replace(" ", "-").replace(",", ""))
    values = fields(name, cls, variant)
    if "num_hidden_layers" in values and name not in ("modernbert", "roberta"):
        # One layer shows as much as two, but for the norm that ModernBERT's first layer lacks.
        values["num_hidden_layers"] = 1
    if cls.endswith("ForQuestionAnswering"):
        # With another number the class can be made and loaded, and not be used.
        values["num_labels"] = 2
    config = getattr(transformers, cls).config_class.from_dict(dict(values))
    model = getattr(transformers, cls)(config)
    fill(model, folder.name)
    folder.mkdir(parents=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    # What a user has: the fields that were set, in the order of the library.
    saved = json.loads((folder / "config.json").read_text())
    keep = set(values) | {"architectures", "model_type", "id2label", "label2id", "dtype"}
    short = {field: value for field, value in saved.items() if field in keep}
    (folder / "config.json").write_text(json.dumps(short, indent=1) + "\n")


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name in ARCHITECTURES:
        own = classes(transformers, name)
        for cls in own:
            make(name, cls)
        for variant in KEPT.get(name, ()):
            for cls in {own[0] if own[0].endswith("Model") else f"{ARCHITECTURES[name][0]}Model",
                        f"{ARCHITECTURES[name][0]}ForMaskedLM"}:
                make(name, cls, variant)


if __name__ == "__main__":
    assert transformers.__version__ == "5.23.0"
    main()
