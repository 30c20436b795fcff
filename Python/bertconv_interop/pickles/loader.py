"""What torch makes of a file: pickles_load.py < paths > answers, a line of JSON for each path.

An answer is a list of the keys that lead to each dict of tensors, with the tensors of that dict; or why there is none.
"""

import json
import sys
import warnings
import zipfile

import torch

DEPTH = 4


def fingerprint(value):
    """Type, shape and bytes of a tensor, or what it is instead."""
    if value.is_quantized or value.layout is not torch.strided or value.device.type != "cpu":
        return f"{value.dtype} {value.layout} on {value.device}"
    dense = torch.empty(value.shape, dtype=value.dtype)
    dense.copy_(value.detach().resolve_conj().resolve_neg())
    return f"{value.dtype} {list(value.shape)} {bytes(dense.reshape(-1).view(torch.uint8).tolist()).hex()}"


def dicts(value, path=()):
    """Each dict that can be reached by names, as a loader goes through it: (path, tensors)."""
    if not isinstance(value, dict) or len(path) > DEPTH:
        return
    tensors = {}
    for key, item in value.items():
        if isinstance(item, torch.Tensor) and isinstance(key, str):
            tensors[key] = fingerprint(item)
        elif isinstance(key, str):
            yield from dicts(item, (*path, key))
    yield list(path), tensors


def answer(path):
    """What every way of loading gives; they may differ."""
    ways = [dict(map_location="cpu"), {}] + ([dict(map_location="cpu", mmap=True)] if zipfile.is_zipfile(path) else [])
    answers = []
    for way in ways:
        try:
            loaded = torch.load(path, weights_only=True, **way)
            answers.append({"dicts": list(dicts(loaded)), "keys": list(loaded.keys())} if isinstance(loaded, dict)
                           else {"error": f"a {type(loaded).__name__}"})
        except Exception as error:
            answers.append({"error": f"{type(error).__name__}: {str(error)[-200:]}"})
    return answers


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for line in sys.stdin:
        print(json.dumps(answer(line.rstrip("\n")), default=str), flush=True)
