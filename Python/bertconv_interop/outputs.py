"""What is made of a case: a folder for each conversion, whose name says what it is."""

import dataclasses
import random
import shutil

import pytest
import torch
from safetensors.torch import load_file

from bertconv_interop.bertconv import bertconv, failure
from bertconv_interop.sources.case import FORMATS, saved

#: Of a format: the file that loaders look for.
FILES = {"safetensors": "model.safetensors", "pytorch": "pytorch_model.bin", "tensorflow": "tf_model.h5"}
#: Of an option of bertconv: the type.
TYPES = {"f32": "float32", "f16": "float16", "bf16": "bfloat16"}


@dataclasses.dataclass
class Output:
    """A conversion of a case."""

    #: `folder`, which loaders load, or `file`, of which readers read the weights.
    form: str
    target: str
    #: As bertconv spells it; empty: the case's.
    dtype: str = ""

    @property
    def name(self):
        """Of its folder."""
        return "-".join(filter(None, (self.form, self.target, self.dtype)))

    def type(self, case):
        """The type of its weights."""
        return TYPES.get(self.dtype, case.dtype)

    def arguments(self, case, folder):
        """What bertconv is told."""
        source = folder / "source"
        place = folder / self.name
        if self.form == "folder":
            words = [source / case.file if case.file else source, place, "--to", self.target]
        else:
            words = [source / case.file if case.file else weights(source), place / FILES[self.target]]
        if self.dtype:
            words += ["--dtype", self.dtype]
        if case.shards and self.target != "tensorflow":
            words += ["--max-shard-size", case.shards]
        return [*words, *case.options]


def weights(folder):
    """The file of a model folder that tells its weights: an index, if it has one."""
    for file in FILES.values():
        for name in (f"{file}.index.json", file):
            if (folder / name).exists():
                return folder / name
    raise FileNotFoundError(f"no weights in {folder}")


def outputs(case):
    """The conversions of a case: each format in both forms, and one to another type.

    TensorFlow writes bfloat16 and cannot load it: such a folder is float32.
    """
    for target in FORMATS:
        yield Output("folder", target, "f32" if (target, case.dtype) == ("tensorflow", "bfloat16") else "")
        yield Output("file", target)
    numbers = random.Random(case.name)
    target = numbers.choice(FORMATS)
    left = {case.dtype, "bfloat16"} if target == "tensorflow" else {case.dtype}
    yield Output("folder" if target != "tensorflow" or case.dtype != "bfloat16" else "file", target, numbers.choice(
        [name for name in TYPES if TYPES[name] not in left]))


def made(choose=lambda output: True):
    """The chosen outputs of every case, for pytest: case, folder, output. TensorFlow cannot hold an untied model."""
    return [pytest.param(case, folder, output, id=f"{case.name} to {output.name}")
            for case, folder in saved() for output in outputs(case)
            if choose(output) and not (case.untied and output.target == "tensorflow")]


def convert(case, folder, output):
    """Makes an output."""
    place = folder / output.name
    shutil.rmtree(place, ignore_errors=True)
    if output.form == "file":
        place.mkdir()
    return bertconv("convert", *output.arguments(case, folder))


def converted(case, folder, output):
    """The path of an output, which is made where it is not there yet."""
    place = folder / output.name
    if not place.exists() or not any(place.iterdir()):
        run = convert(case, folder, output)
        if run.returncode:
            pytest.fail(f"not converted: {failure(run)}", pytrace=False)
    return place


def reference(case, folder, output=None):
    """What an output should hold, in its type."""
    tensors = load_file(folder / "reference.safetensors")
    if not output:
        return tensors
    return {name: tensor.to(getattr(torch, output.type(case))) for name, tensor in tensors.items()}
