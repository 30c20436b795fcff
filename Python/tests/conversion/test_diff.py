"""`bertconv diff` of perturbed models says what numpy says: rows, numbers and exit codes."""

import json
import random
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from bertconv_interop.bertconv import bertconv, failure
from bertconv_interop.outputs import converted, made, reference
from bertconv_interop.problems import fail_on
from bertconv_interop.settings import SEED
from bertconv_interop.sources.case import saved


def compared(case):
    """Whether a case is compared: each tensor is there once."""
    return case.name.startswith("pairs/") and not case.untied


CASES = [pytest.param(case, folder, id=case.name) for case, folder in saved() if compared(case)]
FOLDERS = [param for param in made(lambda output: output.form == "folder") if compared(param.values[0])]


def untied(case, folder):
    """The reference, less what is tied to another."""
    return {name: tensor for name, tensor in reference(case, folder).items() if "predictions.decoder" not in name}


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
        return [failure(run)]
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


def in_type_of(case, output, tensors):
    """The tensors as an output has them."""
    return {name: tensor.to(getattr(torch, output.type(case))) for name, tensor in tensors.items()}


def prefix(case):
    """What stands before the canonical names."""
    return "bert." if case.architecture == "BertModel" else ""


@pytest.mark.parametrize("case, folder, output", FOLDERS)
def test_an_output_and_its_source(case, folder, output):
    """They are the same, or differ by what the other type does not hold."""
    tensors = untied(case, folder)
    fail_on(check(converted(case, folder, output), folder / "source", in_type_of(case, output, tensors), tensors,
                  prefix(case)))


@pytest.mark.parametrize("case, folder, output", FOLDERS)
def test_an_output_and_a_changed_model(case, folder, output, tmp_path):
    """Some tensors have other values."""
    tensors, numbers = untied(case, folder), random.Random(f"{SEED}/{case.name}")
    other = perturbed(tensors, numbers, finite=numbers.random() < 0.5)
    shutil.copy(folder / "source" / "config.json", tmp_path)
    save_file(other, tmp_path / "changed.safetensors", metadata={"format": "pt"})
    fail_on(check(converted(case, folder, output), tmp_path / "changed.safetensors", in_type_of(case, output, tensors),
                  other, prefix(case)))


@pytest.mark.parametrize("case, folder", CASES)
def test_a_weight_that_only_one_has_is_a_difference(case, folder, tmp_path):
    lacking = dict(list(untied(case, folder).items())[:-1])
    shutil.copy(folder / "source" / "config.json", tmp_path)
    save_file(lacking, tmp_path / "lacking.safetensors")
    run = bertconv("diff", folder / "source", tmp_path / "lacking.safetensors", "--format", "json")
    assert run.returncode == 1
    assert [row["kind"] for row in json.loads(run.stdout)["weights"] if not row["same"]] == ["only-in-first"]
