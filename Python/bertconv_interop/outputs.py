"""What is made of a case: a folder for each conversion, whose name says what it is."""

import dataclasses
import os
import subprocess
from pathlib import Path

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
        if case.shards:
            words += ["--max-shard-size", case.shards]
        return [*words, *case.options]


def weights(folder):
    """The file of a model folder that tells its weights: an index, if it has one."""
    for file in FILES.values():
        for name in (f"{file}.index.json", file):
            if (folder / name).exists():
                return folder / name
    raise FileNotFoundError(f"no weights in {folder}")


def made(folder):
    """The outputs that a case's folder has, each as (output, path); what was not converted has none."""
    outputs = [(Output(*path.name.split("-")), path) for path in sorted(Path(folder).glob("*-*")) if path.is_dir()]
    return [(output, path) for output, path in outputs if any(path.iterdir())]


def bertconv(*arguments):
    """Runs bertconv."""
    return subprocess.run([os.environ["BERTCONV"], *arguments], capture_output=True, text=True)
