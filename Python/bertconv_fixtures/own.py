"""Makes testdata/own/: models of a class of one's own, `CodeBertForDefects` of docs/architectures.md.

`cases.json` has what `from_pretrained` of that class reports of each folder, and the SHA-256 of what it makes of the
configuration alone after a seed.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file

from bertconv_fixtures.damage.case import words
from bertconv_fixtures.damage.loader import lists
from bertconv_fixtures.damage.models import FIELDS, fill, save, save_safetensors
from bertconv_fixtures.testdata import TESTDATA

FOLDER = Path(TESTDATA) / "own"

#: Damages of the tensors of a sound model.
DAMAGES = {
    "no-severity": lambda tensors: {
        name: value for name, value in tensors.items() if not name.startswith("severity.")},
    "no-prefix": lambda tensors: {name.removeprefix("code_bert."): value for name, value in tensors.items()},
    "bert-prefix": lambda tensors: {name.replace("code_bert.", "bert."): value for name, value in tensors.items()},
    "parallel": lambda tensors: {f"module.{name}": value for name, value in tensors.items()},
    "wide-severity": lambda tensors: tensors | {"severity.weight": torch.ones(5, FIELDS["hidden_size"])},
}


class CodeBertPreTrainedModel(transformers.PreTrainedModel):
    """What `from_pretrained` needs."""

    config_class = transformers.BertConfig
    base_model_prefix = "code_bert"


class CodeBertForDefects(CodeBertPreTrainedModel):
    """An encoder and two heads: whether there is a defect, and how bad it is."""

    def __init__(self, config):
        super().__init__(config)
        self.code_bert = transformers.BertModel(config)
        self.defect = torch.nn.Linear(config.hidden_size, config.num_labels)
        self.severity = torch.nn.Linear(config.hidden_size, 4)
        self.post_init()


def configuration():
    return transformers.BertConfig(**FIELDS, num_labels=3)


def loaded(folder):
    """What the library reports of a folder."""
    report = {"raises": None, "missing": [], "unexpected": [], "mismatched": []}
    try:
        _, info = CodeBertForDefects.from_pretrained(
            folder, output_loading_info=True, ignore_mismatched_sizes=True)
        report |= lists(info)
    except Exception as problem:
        report["raises"] = words(problem)
    return report


def fresh(seed):
    """The SHA-256 of the model that the library makes when no weight is found."""
    torch.manual_seed(seed)
    made = CodeBertForDefects.from_pretrained(None, config=configuration(), state_dict={})
    with tempfile.TemporaryDirectory() as folder:
        made.save_pretrained(folder)
        return hashlib.sha256((Path(folder) / "model.safetensors").read_bytes()).hexdigest()


def main():
    assert torch.backends.cpu.get_cpu_capability() == "AVX2"
    shutil.rmtree(FOLDER, ignore_errors=True)
    made = CodeBertForDefects(configuration()).eval()
    fill(made, "own")
    save(made, FOLDER / "sound")
    tensors = load_file(FOLDER / "sound" / "model.safetensors")
    for name, damage in DAMAGES.items():
        folder = FOLDER / name
        folder.mkdir()
        shutil.copy(FOLDER / "sound" / "config.json", folder)
        save_safetensors(damage(dict(tensors)), folder)
    cases = [{"name": folder.name, **loaded(folder)} for folder in sorted(FOLDER.iterdir())]
    names = list(made.state_dict())
    about = {"class": "CodeBertForDefects", "names": names, "fresh": {"7": fresh(7)}, "cases": cases}
    text = json.dumps(about, indent=1)
    (FOLDER / "cases.json").write_text(text + "\n")


main()
