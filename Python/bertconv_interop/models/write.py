"""Writes the models with the TensorFlow classes of transformers 4.44.2, and what `from_tf` makes of each."""

import random
import shutil

import numpy as np
import transformers
from safetensors.torch import load_file, save_file

from bertconv_fixtures.keras_files.models import (
    CLASSES,
    TINY,
    config,
    fresh_session,
    pytorch_model,
    save,
    save_config,
    tf_model,
)
from bertconv_interop.settings import SEED


def random_fields(numbers):
    """A small configuration."""
    heads = numbers.randint(1, 4)
    return dict(
        vocab_size=numbers.randint(5, 200), hidden_size=heads * numbers.randint(1, 12), num_attention_heads=heads,
        num_hidden_layers=numbers.randint(1, 12), intermediate_size=numbers.randint(1, 80),
        max_position_embeddings=numbers.randint(2, 60), type_vocab_size=numbers.randint(1, 4))


#: No dimension is a multiple of anything, and some are one.
ODD = dict(
    vocab_size=37, hidden_size=7, num_attention_heads=7, num_hidden_layers=1, intermediate_size=1,
    max_position_embeddings=2, type_vocab_size=1)


def make(case, model, **options):
    """Saves a TensorFlow model as the case's input, and what `from_tf` makes of it as the reference."""
    architecture = type(model).__name__[2:]
    save(model, case / "input", **options)
    whole = case / "input"
    if options:
        whole = case / "whole"
        save(model, whole)
    write_reference(case, pytorch_model(architecture, whole).state_dict())


def write_reference(case, tensors):
    """Writes what the output should hold; tied tensors are in it under each of their names."""
    save_file({name: tensor.clone().contiguous() for name, tensor in tensors.items()}, case / "reference.safetensors")


def fresh(architecture, fields, seed):
    """A TensorFlow model in a session of its own."""
    fresh_session()
    return tf_model(architecture, config(architecture, **fields), seed)


def heads(folder):
    """Every class, with two random configurations and an odd one."""
    numbers = random.Random(SEED)
    for architecture in CLASSES:
        for number, fields in enumerate([random_fields(numbers), random_fields(numbers), ODD]):
            case = folder / "heads" / f"{architecture}-{number}"
            make(case, fresh(architecture, fields, seed=f"{SEED}/{case.name}"))


def base(folder):
    """A masked language model of BERT base's size."""
    fresh_session()
    model = transformers.TFBertForMaskedLM(transformers.BertConfig(vocab_size=30522))
    model.build_in_name_scope()
    numbers = np.random.default_rng(int(SEED))
    for weight in model.weights:
        weight.assign(numbers.standard_normal(weight.shape, dtype=np.float32))
    make(folder / "base", model)


def minilm(folder, package):
    """A trained model by way of TensorFlow; the reference is the package's own file, less its buffer."""
    case = folder / "minilm"
    fresh_session()
    save(transformers.TFBertModel.from_pretrained(package, from_pt=True, use_safetensors=True), case / "input")
    tensors = load_file(package / "model.safetensors")
    write_reference(case, {name: tensor for name, tensor in tensors.items() if "position_ids" not in name})


def containers(folder):
    """The other files that TensorFlow writes, and one with so many weights that their list is split."""
    make(folder / "sharded-h5", fresh("BertForPreTraining", {}, seed="sharded"), max_shard_size="8KB")
    make(folder / "48-layers", fresh("BertForSequenceClassification", {**TINY, "num_hidden_layers": 48}, seed="48"))
    case = folder / "tf-safetensors"
    model = fresh("BertForPreTraining", {}, seed="safetensors")
    model.save_pretrained(case / "input", safe_serialization=True)
    write_reference(case, transformers.BertForPreTraining.from_pretrained(case / "input").state_dict())


def holes(folder):
    """Files that lack what the class in config.json has."""
    for found, wanted in [("BertModel", "BertForSequenceClassification"), ("BertForMaskedLM", "BertForMultipleChoice"),
                          ("BertForTokenClassification", "BertForPreTraining")]:
        case = folder / "holes" / f"{wanted}-from-{found}"
        model = fresh(found, {}, seed=case.name)
        save(model, case / "input")
        save_config(model.config, wanted, case / "input")


def write(folder, package=None):
    """Writes every model; `package` is the folder of a trained one."""
    heads(folder)
    containers(folder)
    holes(folder)
    base(folder)
    if package:
        minilm(folder, package)
    for whole in folder.glob("**/whole"):
        shutil.rmtree(whole)
