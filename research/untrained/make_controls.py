"""Writes what no generator of torch or TensorFlow made, and parts of trained matrices.

make_controls.py FOLDER MODEL=FILE...
"""

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from study import cells, scale, title, write

#: Heads of a few rows, then squares, then tall and flat parts with as many values as squares have.
PARTS = (
    (2, 128), (3, 128), (9, 128), (2, 384), (3, 384), (9, 384),
    (8, 8), (12, 12), (16, 16), (24, 24), (32, 32), (40, 40), (48, 48), (56, 56), (64, 64), (80, 80), (96, 96),
    (128, 128), (192, 192), (256, 256), (8, 128), (8, 384), (16, 64), (16, 256), (32, 128), (64, 16), (256, 16),
    (128, 32), (384, 8), (24, 384), (48, 384), (64, 384), (128, 384), (256, 384), (320, 320), (384, 384))

#: Parts of each shape that are cut from each matrix.
PARTS_OF_EACH = 2

#: What is at its initialisation in the models: not to be cut up as trained.
UNTRAINED = {
    "minilm": ("pooler.dense.weight", "pooler.dense.bias"),
    "antiberty": ("bert.embeddings.position_embeddings.weight", "bert.embeddings.token_type_embeddings.weight")}


def weights(path):
    """The tensors of a checkpoint of either kind."""
    if str(path).endswith(".safetensors"):
        return load_file(path)
    return torch.load(path, map_location="cpu", weights_only=True)


def numbers():
    """Normal and uniform numbers of numpy's PCG64."""
    random = np.random.default_rng(1)
    for shape, seed in cells(0, 2):
        normal = 0.02 * random.standard_normal(shape)
        yield title("PCG64", "normal", "float32", shape, seed), torch.from_numpy(normal.astype(np.float32))
        bound = 1 / np.sqrt(shape[-1])
        uniform = torch.from_numpy(random.uniform(-bound, bound, shape).astype(np.float32))
        yield title("PCG64", "uniform", "float32", shape, seed), uniform
        heavy = torch.from_numpy((0.02 * random.standard_t(5, shape)).astype(np.float32))
        yield title("PCG64", "Student t5", "float32", shape, seed), heavy


def parts(model, path):
    """Parts of every trained matrix, cut at random places."""
    random = np.random.default_rng(2)
    for name, tensor in weights(path).items():
        if tensor.ndim != 2 or not tensor.is_floating_point() or min(tensor.shape) < 8 or name in UNTRAINED[model]:
            continue
        for shape in PARTS:
            if shape[0] > tensor.shape[0] or shape[1] > tensor.shape[1]:
                continue
            for number in range(max(1, round(PARTS_OF_EACH * scale()))):
                row, column = (random.integers(0, size - part + 1) for size, part in zip(tensor.shape, shape))
                part = tensor[row:row + shape[0], column:column + shape[1]].float().clone()
                yield title(model, name, "float32", shape, number), part


def halves(model, path):
    """Every trained tensor in half precision, and made float32 again."""
    for name, tensor in weights(path).items():
        if tensor.is_floating_point() and name not in UNTRAINED[model] and tensor.numel() <= 4_000_000:
            yield title(model, name, "bfloat16", tuple(tensor.shape), 0), tensor.bfloat16()
            yield title(model, name, "widened", tuple(tensor.shape), 0), tensor.bfloat16().float().clone()


def main(folder, *models):
    write(dict(numbers()), folder / "controls-pcg.safetensors", save_file)
    for model, _, path in (pair.partition("=") for pair in models):
        write(dict(parts(model, path)), folder / f"parts-{model}.safetensors", save_file)
        write(dict(halves(model, path)), folder / f"halves-{model}.safetensors", save_file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
