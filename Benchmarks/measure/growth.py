"""How cost grows: with layers and with shards, which is bytes, and with tensors, which is names and findings."""

import json
import shutil
import struct

from clock import Command, in_turn, median_seconds
from inputs import FILES, SIZES
from tables import mebibytes, milliseconds

LAYERS = [2, 4, 8, 16, 48]
SHARDS = [1, 2, 4, 8, 16, 32, 64]
TENSORS = [1000, 3000, 10000, 30000]

TINY = {"hidden_size": 4, "num_attention_heads": 1, "intermediate_size": 4, "vocab_size": 8,
        "max_position_embeddings": 4}


def programs(inputs, model, output):
    return [
        Command("verify", (inputs.bertconv, "verify", model), statuses=(0, 1)),
        Command("verify --headers-only", (inputs.bertconv, "verify", model, "--headers-only"), statuses=(0, 1)),
        Command("convert to .bin", (inputs.bertconv, "convert", model, output, "--quiet"), output),
    ]


def by_size(report, inputs, models, title, column, rounds):
    """A row for each model; the time is held against the bytes that grow with it."""
    report.section(title)
    report.header(column, "bytes", "`verify`", "per GB", "peak", "`--headers-only`", "peak", "`convert` to .bin",
                  "per GB", "peak")
    for label, model in models:
        size = sum(path.stat().st_size for path in model.glob("*.safetensors"))
        takings = in_turn(programs(inputs, model, inputs.folder / FILES["pytorch"]), rounds, inputs.folder)
        verify, names, convert = takings.values()
        report.row(label, f"{size / 1e6:,.0f} MB", milliseconds(verify), per_gigabyte(verify, size), mebibytes(verify),
                   milliseconds(names), mebibytes(names), milliseconds(convert), per_gigabyte(convert, size),
                   mebibytes(convert))


def per_gigabyte(takings, size):
    return f"{1000 * median_seconds(takings) / size * 1e9:.0f} ms"


def layers(inputs):
    for count in LAYERS:
        yield str(count), inputs.trained(f"layers-{count}", num_hidden_layers=count)


def shards(inputs):
    whole = inputs.file("base", "safetensors").stat().st_size
    for count in SHARDS:
        limit = f"{whole // count + 2**20}B" if count > 1 else "10GB"
        model = inputs.model("base", "safetensors", "--max-shard-size", limit, **SIZES["base"])
        yield str(len(list(model.glob("*.safetensors")))), model


def deep(inputs, count):
    """As many tensors as `count` at the most, all of them known: a BERT of many thin layers."""
    return inputs.fresh(f"deep-{count}", num_hidden_layers=(count - 9) // 16, **TINY)


def strange(inputs, count):
    """A thin BERT with so many tensors that nothing knows."""
    def make(path):
        shutil.copytree(inputs.fresh("thin", num_hidden_layers=2, **TINY), path)
        file = path / FILES["safetensors"]
        data = file.read_bytes()
        start = 8 + struct.unpack("<Q", data[:8])[0]
        tensors = json.loads(data[8:start])
        end = len(data) - start
        for number in range(count - len(tensors) + 1):
            tensors[f"strange.{number}.matter"] = {
                "dtype": "F32", "shape": [1], "data_offsets": [end + 4 * number, end + 4 * number + 4]}
            data += struct.pack("<f", number + 0.5)
        header = json.dumps(tensors).encode()
        header += b" " * (-len(header) % 8)
        file.write_bytes(struct.pack("<Q", len(header)) + header + data[start:])
    return inputs.made(f"strange-{count}", make)


def by_tensors(report, inputs, make, title, rounds):
    report.section(title)
    report.header("tensors", "`verify --headers-only`", "per tensor", "peak", "`inspect`", "per tensor", "peak",
                  "`convert --dry-run`", "per tensor", "peak")
    for count in TENSORS:
        model = make(inputs, count)
        takings = in_turn([
            Command("verify", (inputs.bertconv, "verify", model, "--headers-only"), statuses=(0, 1)),
            Command("inspect", (inputs.bertconv, "inspect", model)),
            Command("convert", (inputs.bertconv, "convert", model, inputs.folder / "none.bin", "--dry-run"),
                    statuses=(0, 1)),
        ], rounds, inputs.folder)
        cells = []
        for taken in takings.values():
            cells += [milliseconds(taken), f"{1e6 * median_seconds(taken) / count:.1f} µs", mebibytes(taken)]
        report.row(f"{count:,}", *cells)


def measure(report, inputs, rounds):
    few = max(3, rounds // 3)
    by_size(report, inputs, layers(inputs), "Growth with layers", "layers", few)
    by_size(report, inputs, shards(inputs), "Growth with shards, BERT-base", "shards", few)
    by_tensors(report, inputs, deep, "Growth with tensors that are known", few)
    by_tensors(report, inputs, strange, "Growth with tensors that are not known", few)
