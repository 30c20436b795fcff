"""The models that are measured, made by bertconv itself and kept in the work folder."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FILES = {"safetensors": "model.safetensors", "pytorch": "pytorch_model.bin", "tensorflow": "tf_model.h5",
         "bundle": "bert_model.ckpt.data-00000-of-00001"}

SIZES = {
    "base": {},
    "large": {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096},
}


@dataclass(frozen=True)
class Inputs:
    bertconv: str
    folder: Path

    def call(self, *arguments):
        subprocess.run([self.bertconv, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)

    def made(self, name, make):
        """The folder `name`, made by `make(path)` unless it is there already, whole or not at all."""
        path = self.folder / name
        if not path.exists():
            print(f"making {name}", file=sys.stderr, flush=True)
            unfinished = self.folder / f"{name}.unfinished"
            subprocess.run(["rm", "-rf", unfinished], check=True)
            make(unfinished)
            unfinished.rename(path)
        return path

    def configuration(self, name, **fields):
        path = self.folder / f"{name}.config.json"
        path.write_text(json.dumps(
            {"model_type": "bert", "architectures": ["BertForSequenceClassification"], **fields}), encoding="utf-8")
        return path

    def fresh(self, name, **fields):
        return self.made(f"{name}-fresh", lambda path: self.call(
            "init", self.configuration(name, **fields), path, "--to", "safetensors", "--quiet"))

    def trained(self, name, **fields):
        def make(path):
            fresh = self.fresh(name, **fields)
            subprocess.run([sys.executable, Path(__file__).with_name("trained.py"), fresh, path], check=True)
        return self.made(f"{name}-safetensors", make)

    def model(self, name, form, *options, **fields):
        """A model folder in a format, `form`; options of `convert` go into its name."""
        source = self.trained(name, **fields)
        if form == "safetensors" and not options:
            return source
        if form == "bundle":
            return self.made(f"{name}-bundle", lambda path: subprocess.run(
                [sys.executable, Path(__file__).with_name("bundle.py"), source, path], check=True))
        suffix = "".join(option.replace("--", "-") for option in options)
        return self.made(f"{name}-{form}{suffix}", lambda path: self.call(
            "convert", source, path, "--to", form, "--quiet", *options))

    def file(self, size, form, *options):
        return self.model(size, form, *options, **SIZES[size]) / FILES[form]
