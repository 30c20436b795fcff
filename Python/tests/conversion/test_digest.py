"""A case has one digest in every format, line for line that of the recipe in docs/digest.md."""

import hashlib
import io
import re
from contextlib import chdir, redirect_stdout

import pytest
import torch

from bertconv_interop.bertconv import bertconv, failure
from bertconv_interop.outputs import Output, converted, made, reference
from bertconv_interop.problems import fail_on
from bertconv_interop.settings import ROOT
from bertconv_interop.sources.case import saved
from bertconv_interop.tensors import bits

#: Of a type: as in the header of a safetensors file.
CODES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}
TIED = {
    "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias"}


def recipe(case, tensors):
    """The lines that docs/digest.md defines."""
    weights = {}
    for name, tensor in tensors.items():
        if name not in TIED or not torch.equal(bits(tensor), bits(tensors[TIED[name]])):
            weights[f"bert.{name}" if case.architecture == "BertModel" else name] = tensor
    lines = []
    for name in sorted(weights, key=str.encode):
        shape = ",".join(map(str, weights[name].shape))
        head = f"{name}\n{CODES[weights[name].dtype]}\n{shape}\n".encode()
        lines.append(f"{hashlib.sha256(head + bits(weights[name]).numpy().tobytes()).hexdigest()}  {name}")
    whole = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    return lines, whole


def check(case, path, tensors):
    """What bertconv prints is the recipe's."""
    lines, whole = recipe(case, tensors)
    run = bertconv("digest", path)
    wanted = "\n".join([*lines, f"{whole}  {path}", ""])
    different = sorted(set(run.stdout.splitlines()) ^ set(wanted.splitlines()))
    fail_on([failure(run), run.stdout != wanted and f"other lines: {different[:3]}"])


@pytest.mark.parametrize("case, folder", [pytest.param(case, folder, id=case.name) for case, folder in saved()
                                          if not (case.file and case.options)])
def test_the_digest_of_a_source(case, folder):
    """Of what a training program wrote, only the weights' file, and not where there is more than weights in it."""
    source = folder / "source"
    check(case, source / case.file if case.file else source, reference(case, folder))


@pytest.mark.parametrize("case, folder, output", made())
def test_the_digest_of_an_output(case, folder, output):
    check(case, converted(case, folder, output), reference(case, folder, output))


@pytest.mark.parametrize("case, folder", [
    pytest.param(case, folder, id=case.name) for case, folder in saved() if case.name.startswith("pairs/")
    and case.dtype == "float32" and not case.untied and case.architecture != "BertModel"])
def test_the_python_of_the_page_computes_the_digest(case, folder):
    """The page prints what bertconv does."""
    code, = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "digest.md").read_text(), re.DOTALL)
    place = converted(case, folder, Output("folder", "safetensors"))
    printed = io.StringIO()
    with chdir(place), redirect_stdout(printed):
        exec(code, {})
    run = bertconv("digest", place / "model.safetensors")
    assert printed.getvalue().strip() == run.stdout.splitlines()[-1].split()[0]
