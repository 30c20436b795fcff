"""A checkpoint that is to be damaged: what is in its files, before they are written."""

import dataclasses
import json

import numpy as np
import torch
import transformers

from bertconv_fixtures.damage.models import CLASSES, DECODER, DECODER_BIAS, save_safetensors, save_torch, write_index

#: Of a kind of file: its name, of which that of shards and of the index is made.
FILES = {"safetensors": "model.safetensors", "archive": "pytorch_model.bin", "legacy": "pytorch_model.bin"}


@dataclasses.dataclass
class Checkpoint:
    """A model folder in the making."""

    #: What config.json says.
    configuration: dict
    tensors: dict
    #: The class that loads it; where it is not config.json's, bertconv is told.
    architecture: str
    kind: str = "safetensors"
    shards: int = 1
    #: What stands beside the tensors in a PyTorch file, before them and after them.
    leading: dict = dataclasses.field(default_factory=dict)
    trailing: dict = dataclasses.field(default_factory=dict)
    #: The tensors that two shards have.
    stored_twice: list = dataclasses.field(default_factory=list)
    #: What is done to the folder once it is written.
    after: list = dataclasses.field(default_factory=list)

    @property
    def asked(self):
        """What bertconv is told besides the folder."""
        return [] if self.configuration.get("architectures") == [self.architecture] else ["--as", self.architecture]

    @property
    def foreign(self):
        """Whether config.json says that it is another architecture's."""
        return self.configuration.get("model_type", "bert") != "bert"

    @property
    def tied(self):
        """Whether the output weights are the embeddings, by config.json."""
        return self.configuration.get("tie_word_embeddings", True) is True

    def write(self, folder):
        """Writes the folder."""
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps(self.configuration, indent=2) + "\n")
        if self.shards == 1:
            self.write_file(folder, FILES[self.kind], self.tensors)
        else:
            self.write_shards(folder)
        for change in self.after:
            change(folder)

    def write_shards(self, folder):
        """Writes the tensors to as many files, in their order, and the index."""
        stem, _, ending = FILES[self.kind].partition(".")
        items, parts = list(self.tensors.items()), []
        for number in range(self.shards):
            start, end = (len(items) * place // self.shards for place in (number, number + 1))
            parts.append((f"{stem}-{number + 1:05}-of-{self.shards:05}.{ending}", dict(items[start:end])))
            self.write_file(folder, *parts[-1])
        write_index(folder, f"{FILES[self.kind]}.index.json", parts)

    def write_file(self, folder, file, tensors):
        """Writes one file."""
        if self.kind == "safetensors":
            save_safetensors(tensors, folder, file)
        else:
            save_torch({**self.leading, **tensors, **self.trailing}, folder, file,
                       _use_new_zipfile_serialization=self.kind == "archive")


def random_fields(numbers, architecture):
    """A small configuration of a class, of which no two sizes need differ."""
    heads = numbers.randint(1, 3)
    fields = dict(
        CLASSES[architecture], vocab_size=numbers.randint(5, 40), hidden_size=heads * numbers.randint(1, 6),
        num_attention_heads=heads, num_hidden_layers=numbers.randint(1, 3), intermediate_size=numbers.randint(1, 20),
        max_position_embeddings=numbers.randint(2, 12), type_vocab_size=numbers.randint(1, 4))
    if "num_labels" in fields:
        fields["num_labels"] = numbers.randint(1, 7)
    if architecture == "BertLMHeadModel":
        fields["add_cross_attention"] = numbers.random() < 0.3
    if architecture in ("BertForPreTraining", "BertLMHeadModel", "BertForMaskedLM"):
        fields["tie_word_embeddings"] = numbers.random() < 0.7
    return fields


def random_checkpoint(numbers, architecture):
    """A sound checkpoint of a class."""
    configuration = transformers.BertConfig(**random_fields(numbers, architecture))
    configuration.architectures, configuration.dtype = [architecture], "float32"
    values = np.random.default_rng(numbers.getrandbits(32))
    model = getattr(transformers, architecture)(configuration)
    # Heavy tails, as of trained weights: what no initialiser makes.
    tensors = {name: torch.from_numpy(0.1 * values.standard_t(4, tensor.shape).astype(np.float32))
               for name, tensor in model.state_dict().items()}
    made = Checkpoint(json.loads(configuration.to_json_string()), tensors, architecture)
    if made.tied and DECODER in tensors:
        del tensors[DECODER], tensors[DECODER_BIAS]
    return made
