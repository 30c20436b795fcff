"""Random damage to the names and shapes of a model of BERT's relatives, loaded by its class or by another one."""

import json
import random
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file, save_file

from bertconv_fixtures.relatives.models import ARCHITECTURES, classes, fields
from bertconv_fixtures.testdata import TESTDATA

FILES = Path(TESTDATA) / "relatives" / "transformers-5.23"
PREFIXES = ("module.", "model.", "roberta.", "bert.", "deberta.", "electra.", "x.", "_orig_mod.", "0.auto_model.")
STRANGERS = (
    "embeddings.position_ids", "roberta.embeddings.position_ids", "embeddings.token_type_ids",
    "x.position_embeddings.y",
    "mask_predictions.dense.weight", "rotary_emb.inv_freq", "layers.0.rotary_emb.inv_freq", "lm_head.weight",
    "embeddings.position_embeddings.weight", "stranger", "classifier.weight", "encoder.layer.7.output.dense.weight",
    "encoder.layers.0.attn.Wqkv.bias", "layers.0.attn_norm.weight", "lm_head.decoder.bias",
    "cls.predictions.decoder.bias")


def rename(numbers, tensors):
    """Puts something before one name, before some or before all."""
    prefix = numbers.choice(PREFIXES)
    chosen = numbers.choice((0.05, 0.5, 1))
    return {(prefix + name if numbers.random() < chosen else name): tensor for name, tensor in tensors.items()}


def strip(numbers, tensors):
    """Takes the first part of names away."""
    chosen = numbers.choice((0.2, 1))
    return {(name.partition(".")[2] or name if numbers.random() < chosen else name): tensor
            for name, tensor in tensors.items()}


def drop(numbers, tensors):
    """Leaves tensors out."""
    left = dict(tensors)
    for name in numbers.sample(sorted(left), min(len(left) - 1, numbers.choice((1, 1, 2, 5)))):
        del left[name]
    return left


def reshape(numbers, tensors):
    """Gives a tensor another shape."""
    changed = dict(tensors)
    name = numbers.choice(sorted(changed))
    shape = list(changed[name].shape)
    if shape:
        shape[numbers.randrange(len(shape))] += numbers.choice((1, 2, -1)) if min(shape) > 1 else 1
    changed[name] = torch.zeros(shape or [2])
    return changed


def old_norms(numbers, tensors):
    """Calls the parameters of norms gamma and beta."""
    pairs = (("norm.weight", "norm.gamma"), ("norm.bias", "norm.beta"), ("Norm.weight", "Norm.gamma"),
             ("Norm.bias", "Norm.beta"))
    renamed = {}
    for name, tensor in tensors.items():
        for new, old in pairs:
            if name.endswith(new):
                name = name[:-len(new)] + old
        renamed[name] = tensor
    return renamed


def add(numbers, tensors):
    """Adds tensors that nobody asked for."""
    return tensors | {name: torch.zeros(numbers.choice(((3,), (8, 8), (1, 9))))
                      for name in numbers.sample(STRANGERS, numbers.choice((1, 3)))}


def renumber(numbers, tensors):
    """Moves layers by one."""
    return {name.replace(".0.", ".1.").replace(".1.", ".2.", 1) if numbers.random() < 0.9 else name: tensor
            for name, tensor in tensors.items()}


def nothing(numbers, tensors):
    """Leaves everything as it is."""
    return tensors


DAMAGES = (rename, rename, strip, drop, drop, reshape, old_norms, add, add, renumber, nothing)


def random_case(seed):
    """A class with its configuration, and the tensors that it finds."""
    numbers = random.Random(seed)
    name = numbers.choice(sorted(ARCHITECTURES))
    folder = numbers.choice(sorted((FILES / name).iterdir()))
    tensors = load_file(folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text())
    kind = numbers.random()
    if kind < 0.35:
        cls = config["architectures"][0]
    elif kind < 0.75:
        cls = numbers.choice(classes(transformers, name))
    else:
        name = numbers.choice(sorted(ARCHITECTURES))
        cls = numbers.choice(classes(transformers, name))
    if cls != config["architectures"][0]:
        variant = numbers.choice([None, None, *ARCHITECTURES[name][2]])
        config = {"model_type": getattr(transformers, cls).config_class.model_type, "architectures": [cls],
                  **fields(name, cls, variant), "dtype": "float32"}
        if cls.endswith("ForQuestionAnswering"):
            config["num_labels"] = 2
    for damage in numbers.choices(DAMAGES, k=numbers.choice((1, 1, 2, 3))):
        tensors = damage(numbers, tensors)
    return cls, config, tensors


def write(folder, config, tensors):
    """Writes the folder of a model."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    save_file({name: tensor.contiguous().clone() for name, tensor in tensors.items()}, folder / "model.safetensors",
              metadata={"format": "pt"})


def answer(cls, folder):
    """The three lists of the library, or the exception that it raises."""
    try:
        _, info = getattr(transformers, cls).from_pretrained(
            folder, output_loading_info=True, ignore_mismatched_sizes=True)
    except Exception as error:
        return repr(error)[:200]
    return {
        "missing": sorted(info["missing_keys"]), "unexpected": sorted(info["unexpected_keys"]),
        "mismatched": sorted(name if isinstance(name, str) else name[0] for name in info["mismatched_keys"])}
