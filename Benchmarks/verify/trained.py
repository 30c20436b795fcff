"""Makes a model that looks trained of a fresh one: every value is another, rows have sizes of their own.

    trained.py FRESH MODEL
"""

import array
import json
import shutil
import struct
import sys
from pathlib import Path


def main(fresh, model):
    model.mkdir()
    shutil.copy(fresh / "config.json", model)
    data = (fresh / "model.safetensors").read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    values = array.array("f", data[start:])
    for tensor in header.values():
        first, last = (offset // 4 for offset in tensor["data_offsets"])
        width = tensor["shape"][-1]
        for row, begin in enumerate(range(first, last, width)):
            size = 1 + row * 7919 % 64 / 64
            shift = (row * 104729 % 97 - 48) / 4096
            values[begin:begin + width] = array.array(
                "f", [value * size + shift for value in values[begin:begin + width]])
    with open(model / "model.safetensors", "wb") as file:
        file.write(data[:start])
        values.tofile(file)


main(Path(sys.argv[1]), Path(sys.argv[2]))
