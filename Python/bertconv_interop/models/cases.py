"""A case is a folder: `input/` to convert, `output/` made of it, and `reference.safetensors`, which it should equal."""

import json
import shutil

import pytest

from bertconv_interop.bertconv import bertconv, failure
from bertconv_interop.settings import SOURCES

MODELS = SOURCES / "models"


def cases():
    """The cases that are whole, and those that lack weights on purpose, for pytest."""
    folders = sorted(path.parent for path in MODELS.glob("**/input") if path.is_dir())
    named = [(str(folder.relative_to(MODELS)), folder) for folder in folders]
    whole, holes = ([pytest.param(folder, id=name) for name, folder in named if name.startswith("holes/") == is_hole]
                    for is_hole in (False, True))
    return whole, holes


def architecture(folder):
    """The class that config.json names."""
    return json.loads((folder / "config.json").read_text())["architectures"][0]


def convert(case, *options):
    """Runs `bertconv convert` into a fresh output folder, which gets the configuration too."""
    shutil.rmtree(case / "output", ignore_errors=True)
    (case / "output").mkdir()
    shutil.copy(case / "input" / "config.json", case / "output")
    return bertconv("convert", case / "input", case / "output" / "model.safetensors", *options)


def converted(case):
    """The output folder of a case, which is made where it is not there yet."""
    if not (case / "output" / "model.safetensors").exists():
        assert not failure(convert(case))
    return case / "output"
