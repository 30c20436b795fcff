"""Damaged encoders of sentence-transformers, and damaged cross-encoders."""

import json
import shutil

from bertconv_fixtures.sentence.models import (
    case,
    dense,
    encoder,
    set_fields,
    sound_cross_encoder,
    sound_older,
    tensors,
    without,
)


@case()
def encoder_tensor_missing(folder):
    """An encoder without one of its matrices."""
    dense(folder)
    tensors(folder / "model.safetensors", without("encoder.layer.1.output.dense.weight"))


@case()
def encoder_prefix(folder):
    """An encoder whose names begin as those of the library's own class."""
    dense(folder)
    tensors(folder / "model.safetensors", lambda found: {
        f"0.auto_model.{name}": value for name, value in found.items()})


@case()
def encoder_task_without_head(folder):
    """A configuration that asks for a head, which no file has."""
    dense(folder)
    set_fields(folder / "sentence_bert_config.json", transformer_task="sequence-classification")


@case()
def encoder_unknown_task(folder):
    """A configuration that asks for a task that the library does not know."""
    dense(folder)
    set_fields(folder / "sentence_bert_config.json", transformer_task="poetry")


@case()
def encoder_twice(folder):
    """Weights in 0_Transformer and, older, in the folder itself."""
    sound_older(folder)
    shutil.copyfile(folder / "0_Transformer" / "config.json", folder / "config.json")
    shutil.copyfile(folder / "0_Transformer" / "model.safetensors", folder / "model.safetensors")


@case("CrossEncoder")
def cross_encoder_bare(folder):
    """A cross-encoder without its classifier."""
    sound_cross_encoder(folder)
    tensors(folder / "model.safetensors", lambda found: {
        name: value for name, value in found.items() if not name.startswith("classifier.")})


@case("CrossEncoder")
def cross_encoder_masked_lm(folder):
    """A cross-encoder's configuration beside the tensors of a language model."""
    sound_cross_encoder(folder)
    encoder(folder / "other", "BertForMaskedLM")
    for name in ("config.json", "model.safetensors"):
        (folder / "other" / name).replace(folder / name)
    shutil.rmtree(folder / "other")


@case("CrossEncoder")
def cross_encoder_no_modules(folder):
    """A cross-encoder whose modules.json was not copied."""
    sound_cross_encoder(folder)
    (folder / "modules.json").unlink()


@case("CrossEncoder")
def cross_encoder_no_modules_bare(folder):
    """A bare encoder that config_sentence_transformers.json calls a cross-encoder."""
    encoder(folder)
    (folder / "config_sentence_transformers.json").write_text(json.dumps({"model_type": "CrossEncoder"}) + "\n")


@case("CrossEncoder")
def cross_encoder_no_scores(folder):
    """A folder of sentence vectors that says it is a cross-encoder."""
    dense(folder)
    set_fields(folder / "config_sentence_transformers.json", model_type="CrossEncoder")
