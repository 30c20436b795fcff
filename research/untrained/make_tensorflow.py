"""Writes fresh tensors of TensorFlow, kernels in PyTorch's orientation: make_tensorflow.py FOLDER."""

import sys
from pathlib import Path

import numpy as np
import tensorflow as tf
from safetensors.numpy import save_file

from study import HALF_SHARE, cells, title, write

initializers = tf.keras.initializers

INITIALISERS = {
    "normal": lambda seed: initializers.RandomNormal(0, 0.02, seed=seed),
    "truncated normal": lambda seed: initializers.TruncatedNormal(0, 0.02, seed=seed),
    "Glorot normal": lambda seed: initializers.GlorotNormal(seed=seed),
    "Glorot uniform": lambda seed: initializers.GlorotUniform(seed=seed),
    "He normal": lambda seed: initializers.HeNormal(seed=seed),
    "He uniform": lambda seed: initializers.HeUniform(seed=seed),
}


def fresh(initialiser, shape, seed):
    """A kernel [in, out] turned to [out, in], but for an embedding table, which has no other orientation."""
    is_kernel = len(shape) == 2 and shape != (1000, 256)
    values = INITIALISERS[initialiser](seed)(shape[::-1] if is_kernel else shape).numpy()
    return np.ascontiguousarray(values.T) if is_kernel else values


def main(folder):
    for stored, share in ("float32", 1), ("float16", HALF_SHARE):
        tensors = {
            title("TensorFlow", name, stored, shape, seed): fresh(name, shape, seed).astype(stored)
            for stream, name in enumerate(INITIALISERS) for shape, seed in cells(stream, share)}
        write(tensors, folder / f"fresh-tensorflow-{stored}.safetensors", save_file)


main(Path(sys.argv[1]))
