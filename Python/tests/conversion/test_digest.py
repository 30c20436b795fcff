"""Checks that a case has one digest in every format, that of the recipe: check_digests.py FOLDER DIGEST.md."""

import hashlib
import io
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, redirect_stdout
from pathlib import Path

import torch
from cases import attempt, report
from load_models import bits
from outputs import bertconv, made
from safetensors.torch import load_file
from sources import saved

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


def check(case, path, reference, output=None):
    """What bertconv prints is the recipe's."""
    tensors = {name: tensor.to(getattr(torch, output.type(case))) if output else tensor
               for name, tensor in reference.items()}
    lines, whole = recipe(case, tensors)
    run = bertconv("digest", path)
    wanted = "\n".join([*lines, f"{whole}  {path}", ""])
    different = sorted(set(run.stdout.splitlines()) ^ set(wanted.splitlines()))
    return [run.returncode and f"exit code {run.returncode}: {run.stderr.strip()[-300:]}",
            run.stdout != wanted and f"other lines: {different[:3]}"]


def jobs(folder):
    """A source and its outputs; of what a training program wrote, only these, since there is more in it."""
    for case, path in saved(folder):
        reference = load_file(path / "reference.safetensors")
        if not case.file:
            yield f"digest {case.name}", (case, path / "source", reference)
        elif not case.options:
            yield f"digest {case.name}", (case, path / "source" / case.file, reference)
        for output, place in made(path):
            yield f"digest {case.name} {output.name}", (case, place, reference, output)


def check_words(page, folder):
    """The Python of the page itself prints what bertconv does."""
    code, = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    printed = io.StringIO()
    with chdir(folder), redirect_stdout(printed):
        exec(code, {})
    run = bertconv("digest", folder / "model.safetensors")
    return [printed.getvalue().strip() != run.stdout.splitlines()[-1].split()[0] and "the page computes another"]


if __name__ == "__main__":
    page = Path(sys.argv[2]).resolve()
    names, arguments = zip(*jobs(sys.argv[1]))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, problems in zip(names, pool.map(lambda values: attempt(check, *values), arguments)):
            report(name, problems)
    for case, folder in saved(Path(sys.argv[1]) / "pairs"):
        if case.dtype == "float32" and not case.untied and case.architecture != "BertModel":
            report(f"digest {case.name} by the page", attempt(check_words, page, folder.resolve() / "folder-safetensors"))
