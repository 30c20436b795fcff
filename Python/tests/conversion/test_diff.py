"""Compares what `bertconv diff` says of perturbed models with numpy: check_differences.py FOLDER."""

import json
import os
import random
import sys
from pathlib import Path

import numpy as np
import torch
from cases import attempt, report
from outputs import bertconv, made
from safetensors.torch import load_file, save_file
from sources import saved


def perturbed(tensors, numbers, finite):
    """Tensors of which some have other values: a little, much, of other signs, or no numbers."""
    tensors = {name: tensor.clone() for name, tensor in tensors.items()}
    for name in numbers.sample(sorted(tensors), 5):
        values = tensors[name].view(-1)
        for place in numbers.sample(range(len(values)), min(5, len(values))):
            other = numbers.choice([values[place] * (1 + 2**-9), -values[place], values[place] + 100, 0.0])
            if not finite:
                values[place] = numbers.choice([other, torch.nan, torch.inf])
            elif values[place].isfinite():
                values[place] = other
    return tensors


def distance(one, other):
    """What numpy says of two tensors: how many differ, and by how much at most, absolutely and relatively."""
    a, b = (tensor.to(torch.float64).numpy().ravel() for tensor in (one, other))
    differ = ~((a == b) | (np.isnan(a) & np.isnan(b)))
    with np.errstate(invalid="ignore", divide="ignore"):
        absolute = np.where(np.isnan(a) | np.isnan(b), np.inf, np.abs(a - b))[differ]
        relative = np.where(np.isinf(absolute), np.inf, absolute / np.maximum(np.abs(a), np.abs(b))[differ])
    if not differ.any():
        return 0, 0.0, 0.0
    return int(differ.sum()), absolute.max(), relative.max()


def check(first, second, one, other, prefix):
    """The rows, the numbers and the exit code are numpy's."""
    run = bertconv("diff", first, second, "--format", "json")
    if run.returncode not in (0, 1):
        return [f"exit code {run.returncode}: {run.stderr.strip()[-300:]}"]
    said = json.loads(run.stdout)
    same = all(distance(one[name], other[name])[0] == 0 for name in one)
    problems = [run.returncode != (not same) and f"exit code {run.returncode}, same: {same}",
                said["same"] != same and f"says same: {said['same']}"]
    rows = {row["name"]: row for row in said["weights"]}
    wanted = {prefix + name: distance(one[name], other[name]) for name in one}
    problems += [rows.keys() != wanted.keys() and f"other rows: {sorted(rows.keys() ^ wanted.keys())[:3]}"]
    for name in rows.keys() & wanted.keys():
        row, (differing, absolute, relative) = rows[name], wanted[name]
        numbers = tuple(np.inf if row.get(key, 0) is None else row.get(key, 0)
                        for key in ("differing", "largestAbsolute", "largestRelative"))
        if numbers != (differing, absolute, relative):
            problems.append(f"{name}: says {numbers}, numpy {differing, absolute, relative}")
        if row["same"] != (differing == 0):
            problems.append(f"{name}: says same: {row['same']}")
    return (problems + check_tolerance(first, second, max(absolute for _, absolute, _ in wanted.values())))[:5]


def check_tolerance(first, second, largest):
    """The largest difference is within a tolerance that equals it, and not within the next smaller one."""
    if not 0 < largest < np.inf:
        return []
    problems = []
    for tolerance, wanted in ((largest, 0), (np.nextafter(largest, 0), 1)):
        code = bertconv("diff", first, second, "--quiet", "--tolerance", repr(float(tolerance))).returncode
        problems.append(code != wanted and f"exit code {code} at --tolerance {tolerance}")
    return problems


def check_missing(first, folder, tensors):
    """A weight that only one has is a difference."""
    lacking = dict(list(tensors.items())[:-1])
    save_file(lacking, folder / "lacking.safetensors")
    run = bertconv("diff", first, folder / "lacking.safetensors", "--format", "json")
    kinds = [row["kind"] for row in json.loads(run.stdout)["weights"] if not row["same"]]
    return [run.returncode != 1 and f"exit code {run.returncode}", kinds != ["only-in-first"] and f"says {kinds}"]


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    numbers = random.Random(os.environ["BERTCONV_SEED"])
    for case, folder in saved(Path(sys.argv[1]) / "pairs"):
        if case.untied:
            continue
        tensors = {name: tensor for name, tensor in load_file(folder / "reference.safetensors").items()
                   if "predictions.decoder" not in name}
        other = perturbed(tensors, numbers, finite=numbers.random() < 0.5)
        changed = folder / "changed.safetensors"
        save_file(other, changed, metadata={"format": "pt"})
        (folder / "config.json").write_text((folder / "source" / "config.json").read_text())
        prefix = "bert." if case.architecture == "BertModel" else ""
        for output, path in made(folder):
            one = {name: tensor.to(getattr(torch, output.type(case))) for name, tensor in tensors.items()}
            if output.form == "folder":
                report(f"diff {case.name} {output.name} and its source", attempt(
                    check, path, folder / "source", one, tensors, prefix))
                report(f"diff {case.name} {output.name} and a changed one", attempt(
                    check, path, changed, one, other, prefix))
        report(f"diff {case.name} lacking", attempt(check_missing, folder / "source", folder, tensors))
