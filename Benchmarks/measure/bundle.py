"""Makes a checkpoint of TensorFlow of a safetensors model, as Google's programs save one.

Matrices have their dimensions exchanged, and their values stay where they are: they cost what real ones cost.

    bundle.py MODEL BUNDLE
"""

import array
import json
import shutil
import struct
import sys
from pathlib import Path

PREFIX = "bert_model.ckpt"
MAGIC = bytes.fromhex("57fb808b247547db")


def tables():
    """What four bytes of a word do to a CRC-32C, each by its value."""
    first = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        first.append(value)
    found = [first]
    for _ in range(3):
        found.append([value >> 8 ^ first[value & 255] for value in found[-1]])
    return found


TABLES = tables()


def masked(data):
    """The CRC-32C as tables and bundles store it."""
    first, second, third, fourth = TABLES
    value = 0xFFFFFFFF
    whole = len(data) // 4 * 4
    for word in array.array("I", data[:whole]):
        value ^= word
        value = fourth[value & 255] ^ third[value >> 8 & 255] ^ second[value >> 16 & 255] ^ first[value >> 24]
    for byte in data[whole:]:
        value = first[(value ^ byte) & 255] ^ value >> 8
    value ^= 0xFFFFFFFF
    return struct.pack("<I", ((value >> 15 | value << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def varint(number):
    data = bytearray()
    while number >= 128:
        data.append(number & 127 | 128)
        number >>= 7
    return bytes(data + bytes([number]))


def field(number, value):
    if isinstance(value, bytes):
        return varint(number << 3 | 2) + varint(len(value)) + value
    return varint(number << 3) + varint(value) if value else b""


def entry(shape, offset, data):
    dimensions = b"".join(field(2, field(1, size)) for size in shape)
    return (field(1, 1) + field(2, dimensions) + field(4, offset) + field(5, len(data)) + varint(6 << 3 | 5)
            + masked(data))


def block(pairs):
    entries = b"".join(b"\0" + varint(len(key)) + varint(len(value)) + key + value for key, value in pairs)
    return entries + struct.pack("<II", 0, 1)


def table(pairs):
    file, places = b"", []
    for contents in [block(pairs), block([])]:
        places.append(varint(len(file)) + varint(len(contents)))
        file += contents + b"\0" + masked(contents + b"\0")
    index = block([(pairs[-1][0], places[0])])
    footer = places[1] + varint(len(file)) + varint(len(index))
    return file + index + b"\0" + masked(index + b"\0") + footer.ljust(40, b"\0") + MAGIC


def google(name):
    """The name of google-research/bert for a parameter, and whether the matrix is turned."""
    if name.startswith("classifier."):
        return "output_weights" if name.endswith("weight") else "output_bias", False
    name = name.replace("layer.", "layer_").replace("LayerNorm.weight", "LayerNorm.gamma")
    name = name.replace("LayerNorm.bias", "LayerNorm.beta").replace("_embeddings.weight", "_embeddings")
    return name.replace(".weight", ".kernel").replace(".", "/"), name.endswith(".weight")


def main(model, bundle):
    bundle.mkdir()
    shutil.copy(model / "config.json", bundle / "bert_config.json")
    pairs = [(b"", field(1, 1) + field(3, field(1, 1)))]
    with open(model / "model.safetensors", "rb") as source, open(
            bundle / f"{PREFIX}.data-00000-of-00001", "wb", buffering=0) as target:
        start = 8 + struct.unpack("<Q", source.read(8))[0]
        source.seek(8)
        tensors = json.loads(source.read(start - 8))
        tensors.pop("__metadata__", None)
        offset = 0
        for (key, turned), tensor in sorted((google(name), tensor) for name, tensor in tensors.items()):
            first, last = tensor["data_offsets"]
            source.seek(start + first)
            data = source.read(last - first)
            shape = tensor["shape"][::-1] if turned else tensor["shape"]
            pairs.append((key.encode(), entry(shape, offset, data)))
            target.write(data)
            offset += len(data)
    (bundle / f"{PREFIX}.index").write_bytes(table(pairs))


main(Path(sys.argv[1]), Path(sys.argv[2]))
