"""TensorFlow's own checkpoints become folders that transformers loads with nothing missing and the same outputs."""

import json
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
IS_TENSORFLOWS = transformers.__version__.startswith("4.44.")
SIZES = dict(
    vocab_size=40, hidden_size=24, num_hidden_layers=2, num_attention_heads=4, intermediate_size=20,
    max_position_embeddings=16, type_vocab_size=2, hidden_act="gelu")
CLASSES = (
    "BertModel", "BertForPreTraining", "BertForMaskedLM", "BertForNextSentencePrediction",
    "BertForSequenceClassification", "BertForTokenClassification", "BertForQuestionAnswering")


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
    expected = load_file(BUNDLES / "expected.safetensors")
    start = "bert." if architecture == "BertModel" else ""
    tensors = {start + name: tensor for name, tensor in model.named_parameters()}
    reference = {name: expected[name] for name in tensors if name in expected}
    assert reference.keys() == tensors.keys() - {"cls.predictions.decoder.weight", "cls.predictions.decoder.bias"}
    assert not differences({name: tensor.detach() for name, tensor in tensors.items() if name in reference}, reference)


@pytest.mark.skipif(not IS_TENSORFLOWS, reason="needs TensorFlow")
@pytest.mark.parametrize("form", ("checkpoint", "weights", "saved_model"))
@pytest.mark.parametrize("architecture", CLASSES)
def test_outputs_are_those_of_the_tensorflow_model(architecture, form, tmp_path):
    """With random weights, within 1e-5."""
    import tensorflow as tf

    config = transformers.BertConfig(**SIZES, architectures=[architecture])
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
