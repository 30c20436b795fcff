"""Makes testdata/relatives/parameters/: the parameters of each class, and of each variant of a configuration.

A line has a class, a configuration and its parameters in the order of the state_dict, each as
`name|dimensions|initialiser|what it is tied to`. Initialisers are the calls that the library makes, recorded.
"""

import json
import math
import shutil
from pathlib import Path

import torch
import transformers
import transformers.initialization

from bertconv_fixtures.relatives.models import ARCHITECTURES, classes, fields
from bertconv_fixtures.testdata import TESTDATA

FOLDER = Path(TESTDATA) / "relatives" / "parameters"
CALLS = []
DRAWS = ("normal_", "trunc_normal_", "zeros_", "ones_", "constant_", "copy_", "uniform_")


def record():
    """Makes each function that fills a tensor note its call."""
    for name in DRAWS:
        original = getattr(transformers.initialization, name, None)
        if original is None:
            continue

        def noting(tensor, *words, _original=original, _name=name, **named):
            CALLS.append((_name, tensor, named))
            return _original(tensor, *words, **named)

        setattr(transformers.initialization, name, noting)


def filled(tensor):
    """How the library filled a parameter: its last call, and the rows that were then set to zeros."""
    text, rows = None, []
    for name, target, named in CALLS:
        if target is tensor:
            rows = []
            if name == "normal_":
                text = f"normal {named['std']:.9g}"
            elif name == "trunc_normal_":
                text = f"truncated {named['std']:.9g} {named['b'] / named['std']:.6g}"
            else:
                text = {"zeros_": "zeros", "ones_": "ones"}.get(name, "computed")
        elif target._base is tensor:
            rows.append(target.storage_offset() // max(1, tensor.stride(0)))
    if text is None:
        text = "zeros" if not tensor.any() else "ones" if bool((tensor == 1).all()) else "unknown"
    return text + "".join(f" row {row}" for row in rows)


def describe(cls, values):
    """The parameters of a class with this configuration."""
    CALLS.clear()
    torch.manual_seed(0)
    # A configuration must be read as from a file: some classes change what they are given.
    config = getattr(transformers, cls).config_class.from_dict(dict(values))
    model = getattr(transformers, cls)(config)
    named = dict(model.named_parameters(remove_duplicate=False))
    first, lines = {}, []
    for name in model.state_dict():
        tensor = named[name]
        tied = first.setdefault(id(tensor), name)
        dimensions = "x".join(map(str, tensor.shape))
        lines.append(f"{name}|{dimensions}|{filled(tensor)}|{tied if tied != name else ''}")
    return lines


def main():
    record()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name, (prefix, _, variants) in ARCHITECTURES.items():
        rows = []
        for cls in classes(transformers, name):
            plain = describe(cls, fields(name, cls))
            rows.append((cls, None, plain))
            for variant in variants:
                found = describe(cls, fields(name, cls, variant))
                # A class whose head does not change is like the bare one, which is written down.
                if cls.endswith("Model") or differs(plain, found, prefix):
                    rows.append((cls, variant, found))
        config = getattr(transformers, f"{prefix}Config")
        lines = [
            json.dumps({
                "class": cls, "variant": variant or "",
                "configuration": {"model_type": config.model_type, **fields(name, cls, variant)},
                "parameters": parameters})
            for cls, variant, parameters in rows]
        (FOLDER / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
        print(name, len(rows), sum(map(len, lines)))


def differs(plain, found, prefix):
    """Whether a variant changes a head."""
    def heads(lines):
        base = getattr(transformers, f"{prefix}Model").base_model_prefix
        return [line for line in lines if not line.startswith(f"{base}.")]
    return heads(plain) != heads(found)


if __name__ == "__main__":
    assert transformers.__version__ == "5.23.0" and math.isfinite(1)
    main()
