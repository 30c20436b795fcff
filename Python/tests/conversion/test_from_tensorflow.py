"""Loads every output with the transformers that is installed, and compares it bit for bit: load_models.py FOLDER."""

import json
import sys
from pathlib import Path

import torch
import transformers
from cases import architecture, attempt, cases, is_hole, report
from safetensors.torch import load_file


def load(folder):
    """The model in a folder, and what the loader says of it."""
    return getattr(transformers, architecture(folder)).from_pretrained(folder, output_loading_info=True)


def check_whole(name, case):
    """Nothing is missing, unexpected or of another shape, and every tensor is the reference's."""
    model, said = load(case / "output")
    return complaints(said) + differences(model.state_dict(), load_file(case / "reference.safetensors"))


def complaints(said):
    """What a loader says of a checkpoint, if anything."""
    return [f"{key}: {sorted(map(str, value))[:3]}" for key, value in said.items() if value]


def differences(tensors, reference):
    """What tells tensors from what they should be."""
    others = sorted(tensors.keys() ^ reference.keys())
    changed = [name for name in reference if name in tensors and not same(tensors[name], reference[name])]
    return [f"other names: {others[:3]}"] * bool(others) + [f"{name} differs" for name in changed[:5]]


def check_hole(name, case):
    """The loader misses what bertconv said is missing, and nothing else is amiss."""
    model, said = load(case / "output")
    listed = json.loads((case / "missing.json").read_text())
    missing = sorted(said.pop("missing_keys"))
    return [missing != listed and f"missing: {missing}, bertconv listed {listed}",
            *complaints({key: value for key, value in said.items() if key != "unexpected_keys"})]


def same(one, other):
    """Whether two tensors have the same type, shape and bits."""
    return one.dtype == other.dtype and one.shape == other.shape and torch.equal(bits(one), bits(other))


def bits(tensor):
    """A tensor's bytes, in a row."""
    return tensor.contiguous().view(-1).view(torch.uint8)


if __name__ == "__main__":
    newest = int(transformers.__version__.split(".")[0]) >= 5
    for name, case in cases(sys.argv[1]):
        converted = (case / "output" / "model.safetensors").exists()
        if not converted or is_hole(name) and not newest:
            continue
        problems = attempt(check_hole if is_hole(name) else check_whole, name, case)
        report(f"load {name} with {transformers.__version__}", problems)
