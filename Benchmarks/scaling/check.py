"""Counts the instructions of commands on files with few and with many tensors.

    check.py FOLDER        has the program `bertconv`, and takes the files
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

LAYERS = (40, 160)
#: Four times as many tensors may take so many times the instructions; sorting takes a little more than four times.
MOST = 5.0
COMMANDS = (["inspect"], ["inspect", "--stats"], ["inspect", "--stats", "--format", "json"], ["diff", "--full"],
            ["digest"])
#: Of a BERT with two hidden units: the parameters of each layer, and their shapes.
LAYER = {f"{module}.{part}": [2, 2] if part == "weight" and "Norm" not in module else [2]
         for module in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
                        "attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm")
         for part in ("weight", "bias")}


def write(path, layers):
    """A safetensors file whose values are all different."""
    header, values = {}, []
    for layer in range(layers):
        for name, shape in LAYER.items():
            count = shape[0] * (shape[1] if len(shape) > 1 else 1)
            start = len(values)
            values += range(start, start + count)
            header[f"bert.encoder.layer.{layer}.{name}"] = {
                "dtype": "F32", "shape": shape, "data_offsets": [4 * start, 4 * (start + count)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    # A whole number above 0 and below 2**24, as the bits of a float32, is a normal one if its exponent is set.
    data = b"".join((0x3F000000 + value).to_bytes(4, "little") for value in values)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def count(folder, arguments):
    """The instructions of a command."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "./bertconv", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False,
                         env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"})
    collected = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or collected is None:
        sys.exit(f"{' '.join(arguments)}: nothing was counted\n{run.stderr}")
    return int(collected.group(1))


def main(folder):
    for layers in LAYERS:
        write(folder / f"{layers}.safetensors", layers)
    start, worse = count(folder, ["--version"]), False
    for command in COMMANDS:
        counts = []
        for layers in LAYERS:
            file = f"{layers}.safetensors"
            name, *options = command
            counts.append(count(folder, [name, file, *([file] if name == "diff" else []), *options]) - start)
        ratio = counts[1] / counts[0]
        worse = worse or ratio > MOST
        print(f"{' '.join(command):36} {counts[0]:>14,} {counts[1]:>14,}  {ratio:.2f}")
    if worse:
        sys.exit(f"four times as many tensors take more than {MOST} times the instructions")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
