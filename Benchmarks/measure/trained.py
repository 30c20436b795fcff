"""Makes a model that looks trained of a fresh one: every value is another, rows have sizes of their own.

A fresh model is the slowest case of `verify`: every test goes to its end.

    trained.py FRESH MODEL
"""

import array
import json
import shutil
import struct
import sys
from pathlib import Path


def changed(values, width):
    for row, begin in enumerate(range(0, len(values), width)):
        size = 1 + row * 7919 % 64 / 64
        shift = (row * 104729 % 97 - 48) / 4096
        values[begin:begin + width] = array.array("f", [value * size + shift for value in values[begin:begin + width]])
    return values


def main(fresh, model):
    model.mkdir()
    shutil.copy(fresh / "config.json", model)
    with open(fresh / "model.safetensors", "rb") as source, open(model / "model.safetensors", "wb") as target:
        prefix = source.read(8)
        header = source.read(struct.unpack("<Q", prefix)[0])
        target.write(prefix + header)
        tensors = json.loads(header)
        tensors.pop("__metadata__", None)
        for tensor in sorted(tensors.values(), key=lambda tensor: tensor["data_offsets"]):
            first, last = tensor["data_offsets"]
            values = array.array("f", source.read(last - first))
            changed(values, tensor["shape"][-1]).tofile(target)


main(Path(sys.argv[1]), Path(sys.argv[2]))
