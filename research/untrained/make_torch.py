"""Writes fresh tensors of torch: make_torch.py FOLDER."""

import math
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from study import HALF_SHARE, UNLISTED, cells, title, write


def matrix_only(initialiser):
    """The same for a bias, seen as a matrix of one column, as torch itself refuses to."""
    return lambda tensor: initialiser(tensor if tensor.ndim > 1 else tensor.unsqueeze(0))


def erfinv(tensor):
    """How torch made truncated normal numbers for years: out of uniform ones, by the inverse error function."""
    limit = math.erf(2 / math.sqrt(2))
    tensor.uniform_(-limit, limit).erfinv_().mul_(0.02 * math.sqrt(2)).clamp_(-0.04, 0.04)


INITIALISERS = {
    "normal": lambda tensor: tensor.normal_(0, 0.02),
    "truncated normal": lambda tensor: nn.init.trunc_normal_(tensor, 0, 0.02, -0.04, 0.04),
    "truncated, by erfinv": erfinv,
    "Xavier normal": matrix_only(nn.init.xavier_normal_),
    "Xavier uniform": matrix_only(nn.init.xavier_uniform_),
    "Kaiming normal": matrix_only(nn.init.kaiming_normal_),
    "Kaiming uniform": matrix_only(nn.init.kaiming_uniform_),
    "nn.Linear": matrix_only(lambda tensor: nn.init.kaiming_uniform_(tensor, a=math.sqrt(5))),
}

STORED = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def fresh(initialiser, shape, seed, dtype=torch.float32):
    """A tensor that is the first of its seed's stream."""
    torch.manual_seed(seed)
    tensor = torch.empty(shape, dtype=dtype)
    INITIALISERS[initialiser](tensor)
    return tensor


def tensors(stored):
    """Fresh tensors as they are stored: `widened` are bfloat16 made float32."""
    share = 1 if stored == "float32" else HALF_SHARE
    for stream, initialiser in enumerate(INITIALISERS):
        for shape, seed in cells(stream, share):
            tensor = fresh(initialiser, shape, seed)
            tensor = tensor.bfloat16().float() if stored == "widened" else tensor.to(STORED[stored])
            yield title("torch", initialiser, stored, shape, seed), tensor


def layers(width, count):
    """Layers as nn.Linear makes them, under names that tell which weight a bias belongs to."""
    for layer in range(count):
        torch.manual_seed(UNLISTED + layer)
        linear = nn.Linear(width, width)
        name = f"bert.encoder.layer.{layer}.attention.self.query"
        yield f"{name}.weight", linear.weight.detach()
        yield f"{name}.bias", linear.bias.detach()


def tables(width, seed):
    """Embedding tables of which every second run of ten rows was trained by one step."""
    for name, rows in ("word_embeddings", 1000), ("position_embeddings", 200):
        torch.manual_seed(UNLISTED + seed)
        table = torch.empty(rows, width).normal_(0, 0.02)
        touched = torch.arange(rows) // 10 % 2 == 0
        table[touched] -= 2e-5 * torch.randn(int(touched.sum()), width).sign()
        yield f"bert.embeddings.{name}.weight", table


def main(folder):
    for stored in *STORED, "widened":
        write(dict(tensors(stored)), folder / f"fresh-torch-{stored}.safetensors", save_file)
    for width in 64, 128, 384, 768, 1024:
        write(dict(layers(width, 12)), folder / f"layers-{width}.safetensors", save_file)
        write(dict(tables(width, width)), folder / f"rows-{width}.safetensors", save_file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
