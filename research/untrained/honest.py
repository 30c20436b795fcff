"""Counts what `verify` says of honest models: trained weights after what people do to them.

honest.py FOLDER MODEL [UNTRAINED...], where MODEL is a folder with model.safetensors and config.json, and UNTRAINED
names modules of it that are at their initialisation. Prints a table; exits 1 if a trained tensor is called untrained.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

#: Values that share a scale: all of a tensor, a row, a group in a row.
SCOPES = {"tensor": None, "row": 0, "group of 128": 128, "group of 64": 64, "group of 32": 32}
BITS = range(4, 17)
ACCUSES = {"BC501", "BC502", "BC503"}


def grid(bits, scope):
    """Rounds to whole numbers of so many bits and back, with a scale for each scope."""
    def change(tensor):
        rows = tensor.reshape(1, -1) if SCOPES[scope] is None else tensor
        size = SCOPES[scope]
        if size and rows.shape[1] % size == 0:
            rows = rows.reshape(-1, size)
        steps = 2 ** (bits - 1) - 1
        scales = (rows.abs().amax(1, keepdim=True) / steps).clamp(min=1e-30)
        return ((rows / scales).round().clamp(-steps - 1, steps) * scales).reshape(tensor.shape)
    return change


def asymmetric(bits):
    """The same with an offset, of the whole tensor."""
    def change(tensor):
        low, high = tensor.min(), tensor.max()
        scale = (high - low) / (2 ** bits - 1)
        return ((tensor - low) / scale).round() * scale + low
    return change


def decayed(factor, share, axis):
    """Some rows or columns are nearly gone, as unused ones are after weight decay."""
    def change(tensor):
        numbers = torch.Generator().manual_seed(tensor.numel())
        chosen = torch.randperm(tensor.shape[axis], generator=numbers)[:max(1, int(share * tensor.shape[axis]))]
        tensor = tensor.clone()
        tensor.index_copy_(axis, chosen, tensor.index_select(axis, chosen) * factor)
        return tensor
    return change


def pruned(share):
    """The smallest values are zero."""
    def change(tensor):
        count = int(share * tensor.numel())
        return tensor if count == 0 else torch.where(
            tensor.abs() > tensor.abs().flatten().kthvalue(count).values, tensor, torch.zeros(()))
    return change


def half_subnormal(scale):
    """Went through float16 where it has few bits left."""
    return lambda tensor: (tensor * scale).half().float() / scale


def treatments():
    yield "as published", lambda tensor: tensor
    for bits in BITS:
        for scope in SCOPES:
            yield f"{bits} bits, {scope}", grid(bits, scope)
        yield f"{bits} bits, offset", asymmetric(bits)
    for axis, word in ((0, "rows"), (1, "columns")):
        for factor in (1e-3, 1e-6, 1e-9, 1e-15, 1e-25, 1e-34):
            yield f"2 % of {word} x {factor:g}", decayed(factor, 0.02, axis)
    for share in (0.1, 0.5, 0.9):
        yield f"pruned by {share:.0%}", pruned(share)
    for scale in (1e-2, 1e-3, 1e-4):
        yield f"float16 x {scale:g}", half_subnormal(scale)
    yield "bfloat16 and back", lambda tensor: tensor.bfloat16().float()
    yield "float8 and back", lambda tensor: tensor.to(torch.float8_e4m3fn).float()


def main(folder, model, *untrained):
    weights = load_file(Path(model) / "model.safetensors")
    checked, wrong = 0, []
    print("| treatment | trained tensors | errors | warnings of rows |\n| --- | --- | --- | --- |")
    for name, change in treatments():
        work = Path(folder) / "honest"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        shutil.copy(Path(model) / "config.json", work)
        trained = {key for key, value in weights.items() if value.ndim == 2 and value.dtype == torch.float32
                   and not any(key.startswith(module) for module in untrained)}
        changed = {key: change(value) if key in trained else value for key, value in weights.items()}
        changed = {key: value.contiguous() for key, value in changed.items()}
        save_file(changed, work / "model.safetensors", {"format": "pt"})
        command = [os.environ["BERTCONV"], "verify", work, "--format", "json"]
        run = subprocess.run(command, capture_output=True, text=True)
        findings = json.loads(run.stdout)["findings"]
        said = [entry for entry in findings if entry["rule"] in ACCUSES
                and not any(str(entry["subject"]).startswith(module) for module in untrained)]
        errors = [entry for entry in said if entry["severity"] == "error"]
        all_trained = sum(not any(key.startswith(module) for module in untrained) for key in weights)
        checked += all_trained
        wrong += [(name, entry["rule"], entry["subject"]) for entry in said]
        print(f"| {name} | {all_trained} | {len(errors)} | {len(said) - len(errors)} |")
    print(f"\n{checked:,} trained tensors, {len(wrong)} accused")
    for entry in wrong:
        print("  ", *entry, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
