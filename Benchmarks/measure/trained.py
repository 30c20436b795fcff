"""Makes a model that looks trained of a fresh one: rows have sizes of their own, and every value is moved, each by an
amount of its own, so that nothing is constant and no row keeps the directions that a generator gave it.

A fresh model is the slowest case of `verify`: every test goes to its end.

    trained.py FRESH MODEL
"""

import array
import json
import random
import shutil
import struct
import sys
from pathlib import Path


def changed(values, width, amounts):
    for row, begin in enumerate(range(0, len(values), width)):
        size = 1 + row * 7919 % 64 / 64
        first = row * 104729 % 97
        values[begin:begin + width] = array.array("f", [
            value * size + amount
            for value, amount in zip(values[begin:begin + width], amounts[first:first + width])])
    return values


def main(fresh, model):
    model.mkdir()
    generator = random.Random(1)
    shutil.copy(fresh / "config.json", model)
    with open(fresh / "model.safetensors", "rb") as source, open(
            model / "model.safetensors", "wb", buffering=0) as target:
        prefix = source.read(8)
        header = source.read(struct.unpack("<Q", prefix)[0])
        target.write(prefix + header)
        tensors = json.loads(header)
        tensors.pop("__metadata__", None)
        amounts = []
        for tensor in sorted(tensors.values(), key=lambda tensor: tensor["data_offsets"]):
            first, last = tensor["data_offsets"]
            values = array.array("f", source.read(last - first))
            width = tensor["shape"][-1]
            while len(amounts) < width + 97:
                amounts.append(generator.gauss(0, 0.01))
            # In one piece: how fast a file is read from the page cache depends on the sizes of the writes.
            target.write(changed(values, width, amounts).tobytes())


main(Path(sys.argv[1]), Path(sys.argv[2]))
