"""Saves KerasHub's BERT in every form of Keras 3, with the values of tensorflow-2.18.1/expected.safetensors."""

import json
import os
import shutil
import zipfile
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras_hub
import numpy as np
import tensorflow as tf

from bertconv_fixtures.keras_hub_files.names import parameter
from bertconv_fixtures.tensor_bundles.models import LABELS, A, F, H, N, P, T, V, value
from bertconv_fixtures.testdata import TESTDATA

FOLDER = Path(TESTDATA) / "keras-hub-0.32.0"


def backbone():
    """The encoder with its pooler."""
    return keras_hub.models.BertBackbone(
        vocabulary_size=V, num_layers=N, num_heads=A, hidden_dim=H, intermediate_dim=F, max_sequence_length=P,
        num_segments=T)


def filled(model):
    """The model with the values that belong to each parameter's name."""
    for weight in model.weights:
        name = parameter(weight.path)
        if len(weight.shape) == 3 or name.endswith("weight") and weight.path.endswith("kernel"):
            rows = int(np.prod(weight.shape[1:])) if "attention_output" not in weight.path else weight.shape[-1]
            columns = int(np.prod(weight.shape)) // rows
            weight.assign(value(name, (rows, columns)).T.reshape(weight.shape))
        else:
            weight.assign(value(name, (int(np.prod(weight.shape)),) if "bias" in name else weight.shape).reshape(
                weight.shape))
    return model


def dated(text):
    """The text of metadata.json, with a time that is the same each time."""
    return json.dumps(json.loads(text) | {"date_saved": "2026-01-01@00:00:00"})


def tidy(path):
    """Writes an archive again with times that are the same each time."""
    with zipfile.ZipFile(path) as archive:
        records = [(record.filename, archive.read(record)) for record in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in records:
            archive.writestr(zipfile.ZipInfo(name), dated(content) if name == "metadata.json" else content)


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    encoder = filled(backbone())
    encoder.save_to_preset(str(FOLDER / "preset"))
    metadata = FOLDER / "preset" / "metadata.json"
    metadata.write_text(dated(metadata.read_text()))
    classifier = keras_hub.models.BertTextClassifier(backbone=backbone(), num_classes=LABELS, preprocessor=None)
    classifier.optimizer.build(classifier.trainable_variables)
    filled(classifier).save_weights(str(FOLDER / "classifier.weights.h5"))
    tf.train.Checkpoint(model=classifier).write(str(FOLDER / "classifier.ckpt"))
    masked = filled(keras_hub.models.BertMaskedLM(backbone=backbone(), preprocessor=None))
    masked.save(str(FOLDER / "masked.keras"))
    tidy(FOLDER / "masked.keras")
