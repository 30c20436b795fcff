"""TensorFlow models with random weights, the HDF5 files that transformers 4.44.2 writes of them, and their names."""

import numpy as np
import torch
from transformers.modeling_tf_pytorch_utils import convert_tf_weight_name_to_pt_weight_name

from bertconv_fixtures.keras_files.models import config, fresh_session, keras, save, tf_model
from bertconv_interop.sources.pytorch import write_reference

#: What TensorFlow has no variable for, and what it computes with instead.
TIED = {
    "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias"}


def write(case, folder):
    """Writes the case's source, under a Keras policy of its type, and reference."""
    fresh_session()
    keras.mixed_precision.set_global_policy(case.dtype)
    model = tf_model(case.architecture, config(case.architecture, **case.fields), seed=case.name)
    keras.mixed_precision.set_global_policy("float32")
    save(model, folder / "source")
    tensors = dict(pytorch_tensor(weight.name, weight.numpy(), case.architecture) for weight in model.weights)
    if "cls.predictions.bias" in tensors:
        tensors |= {copy: tensors[original] for copy, original in TIED.items()}
    write_reference(tensors, folder)
    case.save(folder)


def pytorch_tensor(name, values, architecture):
    """The name and tensor that PyTorch has for a TensorFlow weight."""
    prefix = "bert." if architecture == "BertModel" else ""
    name, transpose = convert_tf_weight_name_to_pt_weight_name(name, prefix, tf_weight_shape=values.shape)
    if values.dtype.kind == "V":  # bfloat16: a type of TensorFlow's own, and in HDF5 two bytes
        tensor = torch.from_numpy(np.ascontiguousarray(values).view(np.uint16).copy()).view(torch.bfloat16)
    else:
        tensor = torch.from_numpy(np.array(values))
    return name, (tensor.T if transpose.value == "simple" else tensor).contiguous()
