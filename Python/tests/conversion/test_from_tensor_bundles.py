"""Checkpoints of TensorFlow and Keras 3 become folders that transformers loads: nothing missing, the same outputs."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import load_file

from bertconv_fixtures.tensor_bundles.names import CHECKPOINTS
from bertconv_fixtures.testdata import TESTDATA
from bertconv_interop.bertconv import bertconv, failure, verify
from bertconv_interop.tensors import differences

BUNDLES = Path(TESTDATA) / "tensorflow-2.18.1"
KERAS = Path(TESTDATA) / "keras-hub-0.32.0"
#: KerasHub's models, and the class of each.
KERAS_MODELS = {
    "preset": "BertModel", "classifier.weights.h5": "BertForSequenceClassification",
    "classifier.ckpt": "BertForSequenceClassification", "masked.keras": "BertForMaskedLM"}
#: Models of Google's other programs: folder, class, what they must become, the configuration that the folder lacks.
ELECTRA = dict(
    vocab_size=13, embedding_size=4, num_hidden_layers=2, num_attention_heads=2, max_position_embeddings=7,
    type_vocab_size=3, summary_use_proj=True)
RELATIVES = [
    ("albert", "AlbertForPreTraining", "expected", None),
    ("electra", "ElectraForPreTraining", "discriminator", ELECTRA | dict(hidden_size=8, intermediate_size=12)),
    ("electra", "ElectraForMaskedLM", "generator", ELECTRA | dict(hidden_size=6, intermediate_size=10))]
IS_TENSORFLOWS = transformers.__version__.startswith("4.44.")
SIZES = dict(
    vocab_size=40, hidden_size=24, num_hidden_layers=2, num_attention_heads=4, intermediate_size=20,
    max_position_embeddings=16, type_vocab_size=2, hidden_act="gelu")
#: Without ALBERT's head for masked words: in TensorFlow it has its bias twice and computes with one, and this version's
#: classes for PyTorch take the other.
CLASSES = (
    "BertModel", "BertForPreTraining", "BertForMaskedLM", "BertForNextSentencePrediction",
    "BertForSequenceClassification", "BertForTokenClassification", "BertForQuestionAnswering",
    "AlbertModel", "AlbertForSequenceClassification", "AlbertForTokenClassification", "AlbertForQuestionAnswering",
    "ElectraModel", "ElectraForPreTraining", "ElectraForMaskedLM", "ElectraForSequenceClassification",
    "ElectraForTokenClassification", "ElectraForQuestionAnswering")
#: Of ALBERT and ELECTRA, embeddings are smaller than the rest.
EMBEDDINGS = {"Bert": {}, "Albert": {"embedding_size": 12}, "Electra": {"embedding_size": 12}}


def converted(source, target, *options):
    """The folder that bertconv makes, which `verify` passes."""
    run = bertconv("convert", source, target, "--to", "safetensors", *options)
    assert not failure(run)
    code, _, said = verify(target, "--allow", "BC501", "--allow", "BC502")
    assert code == 0, said
    return target


def loaded(folder):
    """The model of a folder, of which nothing may be missing or left."""
    name, = json.loads((folder / "config.json").read_text())["architectures"]
    model, said = getattr(transformers, name).from_pretrained(folder, output_loading_info=True)
    assert not said["missing_keys"] and not said["mismatched_keys"]
    return model.eval()


@pytest.mark.skipif(IS_TENSORFLOWS, reason="the folders are for newer versions")
@pytest.mark.parametrize("name, architecture", CHECKPOINTS.items())
def test_every_checkpoint_becomes_the_same_weights(name, architecture, tmp_path):
    """Whoever named them: each parameter of the loaded model has the values that all checkpoints here were made of."""
    model = loaded(converted(BUNDLES / name, tmp_path / "out", "--as", architecture))
    assert type(model).__name__ == architecture
    same_as_expected(model, load_file(BUNDLES / "expected.safetensors"))


def same_as_expected(model, expected):
    """Every parameter but those that share the values of another has the values of `expected`."""
    start = "bert." if type(model).__name__ == "BertModel" else ""
    tensors = {start + name: tensor for name, tensor in model.named_parameters()}
    reference = {name: expected[name] for name in tensors if name in expected}
    tied = {name for name in tensors if "decoder." in name or name == "generator_lm_head.weight"}
    assert reference.keys() == tensors.keys() - tied
    assert not differences({name: tensor.detach() for name, tensor in tensors.items() if name in reference}, reference)


@pytest.mark.skipif(IS_TENSORFLOWS, reason="the folders are for newer versions")
@pytest.mark.parametrize("name, architecture", KERAS_MODELS.items())
def test_every_form_of_keras_becomes_the_same_weights(name, architecture, tmp_path):
    """Without a configuration: config.json is made, with the heads that the kernels have."""
    model = loaded(converted(KERAS / name, tmp_path / "out"))
    assert type(model).__name__ == architecture
    assert model.config.num_attention_heads == 2 and model.config.hidden_act == "gelu_pytorch_tanh"
    same_as_expected(model, load_file(BUNDLES / "expected.safetensors"))


@pytest.mark.skipif(IS_TENSORFLOWS, reason="the folders are for newer versions")
@pytest.mark.parametrize("name, architecture, wanted, configuration", RELATIVES)
def test_relatives_become_the_same_weights(name, architecture, wanted, configuration, tmp_path):
    """By the names of google-research/albert and google-research/electra, one class of two in a file."""
    source = shutil.copytree(BUNDLES / name, tmp_path / "source", ignore=shutil.ignore_patterns("*.safetensors"))
    if configuration:
        transformers.ElectraConfig(**configuration, architectures=[architecture]).save_pretrained(source)
    model = loaded(converted(source, tmp_path / "out", "--as", architecture))
    same_as_expected(model, load_file(BUNDLES / name / f"{wanted}.safetensors"))


@pytest.mark.skipif(not IS_TENSORFLOWS, reason="needs TensorFlow")
@pytest.mark.parametrize("form", ("checkpoint", "weights", "saved_model"))
@pytest.mark.parametrize("architecture", CLASSES)
def test_outputs_are_those_of_the_tensorflow_model(architecture, form, tmp_path):
    """With random weights, within 1e-5."""
    import tensorflow as tf

    family = architecture.partition("For")[0].removesuffix("Model")
    config = getattr(transformers, family + "Config")(**SIZES, **EMBEDDINGS[family], architectures=[architecture])
    tf.keras.utils.set_random_seed(7)
    model = getattr(transformers, "TF" + architecture)(config)
    numbers = np.random.default_rng(7)
    inputs = {
        "input_ids": numbers.integers(0, 40, (3, 9)), "token_type_ids": numbers.integers(0, 2, (3, 9)),
        "attention_mask": np.array([[1] * 9, [1] * 5 + [0] * 4, [1] * 7 + [0] * 2])}
    model(inputs)
    for weight in model.weights:
        weight.assign(weight + 0.05 * tf.random.normal(weight.shape))
    wanted = model(inputs).to_tuple()
    source = tmp_path / "source"
    source.mkdir()
    if form == "checkpoint":
        tf.train.Checkpoint(model=model).save(str(source / "ckpt"))
    elif form == "weights":
        model.save_weights(str(source / "weights"))
    else:
        tf.saved_model.save(model, str(source / "saved_model" / "1"))
    config.save_pretrained(source)
    place = source / "saved_model" / "1" if form == "saved_model" else source
    found = loaded(converted(place, tmp_path / "out"))
    with torch.no_grad():
        outputs = found(**{key: torch.from_numpy(value) for key, value in inputs.items()}).to_tuple()
    assert len(outputs) == len(wanted)
    for one, other in zip(outputs, wanted, strict=True):
        assert np.abs(one.numpy() - other.numpy()).max() <= 1e-5
