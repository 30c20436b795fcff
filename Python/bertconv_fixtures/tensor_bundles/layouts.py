"""Makes bundles of no model, for what the container can hold: element types, several data files."""

import json

import numpy as np
import tensorflow as tf

from bertconv_fixtures.tensor_bundles.models import folder

EXPERIMENTAL = tf.dtypes.experimental


def save(path, tensors):
    """Writes a bundle of one data file."""
    tf.raw_ops.SaveV2(
        prefix=str(path), tensor_names=list(tensors), shape_and_slices=[""] * len(tensors),
        tensors=list(tensors.values()))


def element_types(path):
    """A tensor of each type, and the bytes of each in expected.json."""
    numbers = np.array([[0, 1, -2.5], [3, 100, -0.001]])
    signed = [
        "float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64", "bool", "complex64",
        "complex128"]
    tensors = {name: tf.cast(numbers, getattr(tf, name)) for name in signed}
    tensors |= {name: tf.cast(abs(numbers), getattr(tf, name)) for name in ("uint8", "uint16", "uint32", "uint64")}
    tensors |= {name: tf.cast(numbers, getattr(EXPERIMENTAL, name)) for name in ("float8_e5m2", "float8_e4m3fn")}
    tensors["int4"] = tf.cast(tf.constant([0, 1, -3, 7, -8], tf.int8), EXPERIMENTAL.int4)
    tensors |= {"scalar": tf.constant(7.0), "empty": tf.zeros([0, 3])}
    expected = {name: tensor.numpy().tobytes().hex() for name, tensor in tensors.items()}
    save(path / "types.ckpt", tensors | {"texts": tf.constant(["hello", "", "w\0rld"])})
    (path / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def shards(path):
    """Four tensors in three data files, merged as several workers do."""
    parts = [
        {"a": tf.constant([1.0, 2.0]), "c": tf.constant([5.0])}, {"b": tf.constant([3.0, 4.0])},
        {"d": tf.constant([[6.0], [7.0]])}]
    for number, part in enumerate(parts):
        save(path / f"part{number}", part)
    tf.raw_ops.MergeV2Checkpoints(
        checkpoint_prefixes=[str(path / f"part{number}") for number in range(len(parts))],
        destination_prefix=str(path / "shards.ckpt"), delete_old_dirs=False)


if __name__ == "__main__":
    element_types(folder("element-types", config=False))
    shards(folder("shards", config=False))
