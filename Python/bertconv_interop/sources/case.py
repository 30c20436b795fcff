"""What the random cases are: a class, a configuration, and the file that a library is to write of it.

A case is a folder: `source/`, `reference.safetensors`, which holds every tensor that a model has when it is loaded,
`case.json` with what `Case` says, and a folder for each output.
"""

import dataclasses
import json
import random

from bertconv_interop.settings import SEED, SOURCES

#: The classes that have what can be tied.
LANGUAGE_MODELS = ("BertForPreTraining", "BertLMHeadModel", "BertForMaskedLM")
CLASSES = (
    *LANGUAGE_MODELS, "BertModel", "BertForNextSentencePrediction", "BertForSequenceClassification",
    "BertForMultipleChoice", "BertForTokenClassification", "BertForQuestionAnswering")
FORMATS = ("tensorflow", "pytorch", "safetensors")
HALVES = ("float16", "bfloat16")


@dataclasses.dataclass
class Case:
    """A checkpoint to be written and converted."""

    name: str
    architecture: str
    #: The format of `source/`.
    format: str
    #: Of the configuration.
    fields: dict
    dtype: str = "float32"
    #: The transformers that writes it.
    version: int = 4
    #: Whether torch writes it as it did before 1.6.
    legacy: bool = False
    #: The largest size of a file, of the source and of the outputs, but for HDF5, which is always one file.
    shards: str = ""
    #: What is converted, if it is not the folder: a file in it.
    file: str = ""
    #: Of the conversion.
    options: tuple = ()

    @property
    def untied(self):
        """Whether the output matrix is the model's own."""
        return not self.fields.get("tie_word_embeddings", True)

    def save(self, folder):
        """Writes case.json, which makes the case one."""
        (folder / "case.json").write_text(json.dumps(dataclasses.asdict(self)))


def saved():
    """Every case that was written, each as (case, path)."""
    files = sorted((SOURCES / "random").glob("**/case.json"))
    return [(Case(**json.loads(file.read_text())), file.parent) for file in files]


def random_fields(numbers, architecture):
    """A small configuration of a class."""
    heads = numbers.randint(1, 3)
    fields = dict(
        vocab_size=numbers.randint(5, 90), hidden_size=heads * numbers.randint(1, 9), num_attention_heads=heads,
        num_hidden_layers=numbers.randint(1, 3), intermediate_size=numbers.randint(1, 40),
        max_position_embeddings=numbers.randint(2, 40), type_vocab_size=numbers.randint(1, 4))
    if architecture in ("BertForSequenceClassification", "BertForTokenClassification"):
        fields["num_labels"] = numbers.randint(1, 7)
    if architecture == "BertLMHeadModel":
        fields.update(is_decoder=True, add_cross_attention=numbers.random() < 0.5)
    return fields


def pairs():
    """For each class and format a case in float32, one in half precision, and an untied language model."""
    numbers = random.Random(SEED)
    cases = []
    for format in FORMATS:
        for position, architecture in enumerate(CLASSES):
            for number, dtype in enumerate(("float32", HALVES[position % 2], numbers.choice(("float32", *HALVES)))):
                untied = number == 2
                if untied and (architecture not in LANGUAGE_MODELS or format == "tensorflow"):
                    continue
                fields = random_fields(numbers, architecture)
                if untied:
                    fields["tie_word_embeddings"] = False
                cases.append(Case(
                    f"pairs/{format}-{architecture}-{number}", architecture, format, fields, dtype,
                    version=4 if format == "tensorflow" else numbers.choice((4, 5)),
                    legacy=format == "pytorch" and numbers.random() < 0.5))
    return cases


def sharded():
    """Checkpoints in shards; transformers 5 writes no more PyTorch archives."""
    numbers = random.Random(f"{SEED}/sharded")
    cases = []
    for architecture, dtype in (("BertForMaskedLM", "float32"), ("BertForPreTraining", "bfloat16"),
                                ("BertModel", "float16")):
        for format, version in (("pytorch", 4), ("safetensors", 4), ("safetensors", 5)):
            fields = random_fields(numbers, architecture)
            fields.update(vocab_size=99, hidden_size=8 * fields["num_attention_heads"])
            cases.append(Case(
                f"sharded/{format}-{version}-{architecture}", architecture, format, fields, dtype, version,
                shards="1KB"))
    return cases
