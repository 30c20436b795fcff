"""The sound folders, written by sentence-transformers itself, and older forms of them."""

import json
import shutil
import tempfile
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file, save_file
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Dense,
    Dropout,
    LayerNorm,
    Normalize,
    Pooling,
    Transformer,
)

from bertconv_fixtures.damage.models import fill, model, save, save_torch, write_vocabulary

HIDDEN = 8


def case(load="SentenceTransformer"):
    """Marks a case: a function that fills a folder. `load` is the class of the library that reads it."""
    def mark(function):
        function.load = load
        return function
    return mark


def encoder(folder, architecture="BertModel", **fields):
    """A model with a tokenizer, as transformers saves it."""
    save(model(architecture, **fields), folder)
    write_vocabulary(Path(folder), words=29)
    transformers.BertTokenizer.from_pretrained(folder).save_pretrained(folder)


def trained(module, seed):
    """A module of distinct numbers."""
    fill(module, seed)
    return module


def write(folder, *parts, architecture="BertModel", **options):
    """A folder of an encoder and further modules."""
    with tempfile.TemporaryDirectory() as scratch:
        encoder(scratch, architecture)
        words = Transformer(scratch, model_kwargs=options)
        SentenceTransformer(modules=[words, *parts], device="cpu").save(str(folder), create_model_card=False)


def dense(folder, *parts, **options):
    """An encoder, mean pooling, a dense layer, and further modules."""
    write(folder, Pooling(HIDDEN, "mean"), trained(Dense(HIDDEN, 5), "dense"), *parts, **options)


def edit(path, change):
    """Changes a JSON file."""
    value = json.loads(path.read_text())
    path.write_text(json.dumps(change(value), indent=2) + "\n")


def set_fields(path, without=(), **fields):
    """Sets members of a JSON object, or removes them."""
    edit(path, lambda value: {name: kept for name, kept in value.items() if name not in without} | fields)


def tensors(path, change):
    """Changes the tensors of a safetensors file."""
    changed = change(load_file(path))
    save_file({name: value.contiguous() for name, value in changed.items()}, path, {"format": "pt"})


@case()
def sound(folder):
    """Mean pooling, a dense layer, a layer norm, and vectors of length 1."""
    dense(folder, trained(LayerNorm(5), "norm"), Normalize())


@case()
def sound_dropout(folder):
    """Mean pooling and a dropout, which has no weights."""
    write(folder, Pooling(HIDDEN, "mean"), Dropout(0.1))


@case()
def sound_two_modes(folder):
    """Two modes of pooling, so that the dense layer takes twice as much."""
    write(folder, Pooling(HIDDEN, ("cls", "max")), trained(Dense(2 * HIDDEN, 3), "two"))


@case()
def sound_residual(folder):
    """A dense layer without a bias, with a matrix beside it."""
    write(folder, Pooling(HIDDEN, "mean"), trained(Dense(HIDDEN, 5, bias=False, use_residual=True), "residual"))


@case()
def sound_residual_square(folder):
    """A dense layer whose output is added to its input, which needs no matrix."""
    write(folder, Pooling(HIDDEN, "mean"), trained(Dense(HIDDEN, HIDDEN, use_residual=True), "square"))


@case()
def sound_no_pooler(folder):
    """An encoder without a pooler, which pooling does not use."""
    dense(folder, add_pooling_layer=False)


@case()
def sound_pickle(folder):
    """The dense layer as pytorch_model.bin."""
    dense(folder)
    save_torch(load_file(folder / "2_Dense" / "model.safetensors"), folder / "2_Dense")
    (folder / "2_Dense" / "model.safetensors").unlink()


@case()
def sound_half(folder):
    """The dense layer in float16, which the library casts to float32."""
    dense(folder)
    tensors(folder / "2_Dense" / "model.safetensors", lambda found: {
        name: value.half() for name, value in found.items()})


@case()
def sound_masked_lm(folder):
    """An encoder that was saved with the head of BertForMaskedLM, which config.json still names."""
    dense(folder)
    with tempfile.TemporaryDirectory() as scratch:
        save(model("BertForMaskedLM"), scratch)
        for name in ("config.json", "model.safetensors"):
            shutil.copyfile(Path(scratch) / name, folder / name)


@case()
def sound_stated_masked_lm(folder):
    """An encoder's tensors under a config.json that says BertForMaskedLM."""
    dense(folder)
    set_fields(folder / "config.json", architectures=["BertForMaskedLM"])


@case()
def sound_older(folder):
    """The layout and the names of version 2: 0_Transformer, old types, flags for modes."""
    dense(folder)
    old_names(folder)
    first = folder / "0_Transformer"
    first.mkdir()
    for name in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"):
        (folder / name).rename(first / name)
    edit(folder / "modules.json", lambda modules: [modules[0] | {"path": "0_Transformer"}, *modules[1:]])
    (folder / "sentence_bert_config.json").unlink()
    (first / "sentence_bert_config.json").write_text('{"max_seq_length": 7, "do_lower_case": false}\n')


def old_names(folder):
    """The names that version 2 writes."""
    edit(folder / "modules.json", lambda modules: [
        part | {"type": "sentence_transformers.models." + part["type"].rpartition(".")[2]} for part in modules])
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({
        "word_embedding_dimension": HIDDEN, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False}, indent=2) + "\n")
    (folder / "2_Dense" / "config.json").write_text(json.dumps({
        "in_features": HIDDEN, "out_features": 5, "bias": True,
        "activation_function": "torch.nn.modules.activation.Tanh"}, indent=2) + "\n")


@case("CrossEncoder")
def sound_cross_encoder(folder):
    """A cross-encoder as version 6 saves it."""
    with tempfile.TemporaryDirectory() as scratch:
        encoder(scratch, "BertForSequenceClassification", num_labels=1)
        CrossEncoder(scratch, device="cpu").save_pretrained(str(folder), create_model_card=False)


@case("CrossEncoder")
def sound_cross_encoder_older(folder):
    """A cross-encoder as version 2 saves it: a classifier of transformers and nothing else."""
    encoder(folder, "BertForSequenceClassification", num_labels=1)


def untrained(seed):
    """A dense layer as torch makes it."""
    torch.manual_seed(seed)
    return Dense(HIDDEN, 512)


def without(name):
    """A change that takes one tensor out."""
    return lambda found: {other: value for other, value in found.items() if other != name}
