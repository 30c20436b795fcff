"""A model folder in the making: a checkpoint, the way its weights lie, and what else is in the folder."""

import dataclasses
import json

import torch

from bertconv_fixtures.damage.models import save_safetensors, save_torch, write_index
from bertconv_interop.checkpoints.checkpoint import random_checkpoint


@dataclasses.dataclass
class Folder:
    """A model folder before it is written. Damages of checkpoints change it as they change a Checkpoint."""

    #: What config.json says.
    configuration: dict
    tensors: dict
    #: The class that loads it.
    architecture: str
    #: Writes the tensors: a function of `folders_forms`.
    form: object = None
    #: The metadata of an index, if there is one.
    metadata: dict = dataclasses.field(default_factory=dict)
    #: What is done to the folder once it is written: functions of the folder's path.
    beside: list = dataclasses.field(default_factory=list)
    #: What is special about it, by the names in `folders_known.KNOWN`.
    marks: set = dataclasses.field(default_factory=set)
    #: What was done, for people.
    done: list = dataclasses.field(default_factory=list)
    #: Whether nothing was done that verify should stop, as long as the loader builds what the file holds.
    sound: bool = True
    #: What stands beside the tensors in a PyTorch file.
    leading: dict = dataclasses.field(default_factory=dict)
    trailing: dict = dataclasses.field(default_factory=dict)

    @property
    def asked(self):
        """What bertconv is told besides the folder."""
        return [] if self.configuration.get("architectures") == [self.architecture] else ["--as", self.architecture]

    @property
    def tied(self):
        """Whether the output weights are the embeddings, by config.json."""
        return self.configuration.get("tie_word_embeddings", True) is True

    def write(self, path):
        """Writes the folder."""
        path.mkdir(parents=True)
        (path / "config.json").write_text(json.dumps(self.configuration, indent=2) + "\n")
        self.form(self, path)
        for change in self.beside:
            change(path)

    def others(self):
        """Other values under the names of the tensors."""
        return {name: value * 0.5 + 0.25 if is_float(value) else value for name, value in self.tensors.items()}

    def save(self, path, file, tensors):
        """Writes one file, of the kind that its name says."""
        if file.endswith(".safetensors"):
            save_safetensors(tensors, path, file)
        else:
            save_torch({**self.leading, **tensors, **self.trailing}, path, file,
                       _use_new_zipfile_serialization=not file.endswith("legacy.bin"))

    def shards(self, path, index, files, tensors):
        """Writes the tensors to as many files, and an index; `files` are the shards, as the index names them."""
        items, parts = list(tensors.items()), []
        for number, file in enumerate(files):
            start, end = (len(items) * place // len(files) for place in (number, number + 1))
            parts.append((file, dict(items[start:end])))
            (path / file).parent.mkdir(parents=True, exist_ok=True)
            self.save(path, file, parts[-1][1])
        write_index(path, index, parts)
        written = json.loads((path / index).read_text())
        (path / index).write_text(json.dumps(written | {"metadata": self.metadata}) + "\n")


def sound_folder(numbers, architecture):
    """A sound model of random sizes, whose form is not chosen yet."""
    made = random_checkpoint(numbers, architecture)
    return Folder(made.configuration, dict(made.tensors), architecture)


def numbered(stem, ending, count):
    """The names of shards."""
    return [f"{stem}-{number + 1:05}-of-{count:05}.{ending}" for number in range(count)]


def is_float(value):
    """Whether a tensor's type is one that weights have."""
    return value.dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64)
