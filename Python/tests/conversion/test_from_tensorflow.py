"""TensorFlow models of many sizes are converted to model.safetensors, and loaded by both transformers.

A file with holes is refused, by the name of what is missing, and written with `--allow-incomplete`; the loader then
misses what bertconv said is missing, and nothing else is wrong.
"""

import json
import os

import pytest
import transformers
from safetensors.torch import load_file

from bertconv_interop.bertconv import failure
from bertconv_interop.models.cases import architecture, cases, convert, converted
from bertconv_interop.problems import fail_on
from bertconv_interop.tensors import complaints, differences

WHOLE, HOLES = cases()
NEWEST = int(transformers.__version__.split(".")[0]) >= 5


def load(folder):
    """The model in a folder, and what the loader says of it."""
    return getattr(transformers, architecture(folder)).from_pretrained(folder, output_loading_info=True)


@pytest.mark.parametrize("case", WHOLE)
def test_a_whole_checkpoint_is_loaded_as_the_reference(case):
    """Nothing is missing, unexpected or of another shape, and every tensor is the reference's."""
    model, said = load(converted(case))
    fail_on(complaints(said) + differences(model.state_dict(), load_file(case / "reference.safetensors")))


@pytest.mark.parametrize("case", HOLES)
def test_a_checkpoint_with_holes_is_refused_by_name(case):
    """Nothing is written."""
    run = convert(case)
    first = {"BertForPreTraining": "cls.predictions.bias"}.get(architecture(case / "input"), "classifier.weight")
    assert run.returncode == 1
    assert os.listdir(case / "output") == ["config.json"]
    assert first in run.stdout + run.stderr


@pytest.mark.skipif(not NEWEST, reason="version 4 says less of what is missing")
@pytest.mark.parametrize("case", HOLES)
def test_holes_that_are_allowed_are_those_that_the_loader_misses(case):
    """The report lists what is missing."""
    run = convert(case, "--allow-incomplete", "--format", "json")
    assert not failure(run)
    listed = sorted(parameter["name"] for parameter in json.loads(run.stdout)["missing"])
    _, said = load(case / "output")
    assert sorted(said.pop("missing_keys")) == listed
    assert not complaints({key: value for key, value in said.items() if key != "unexpected_keys"})
