"""Converts every source to every format, as a file and as a folder: convert_sources.py FOLDER."""

import json
import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cases import report
from outputs import FILES, TYPES, Output, bertconv
from sources import FORMATS, saved


def outputs(case):
    """The conversions of a case: each format in both forms, and one to another type.

    TensorFlow writes bfloat16 and cannot load it: such a folder is float32.
    """
    for target in FORMATS:
        yield Output("folder", target, "f32" if (target, case.dtype) == ("tensorflow", "bfloat16") else "")
        yield Output("file", target)
    numbers = random.Random(case.name)
    target = numbers.choice(FORMATS)
    left = {case.dtype, "bfloat16"} if target == "tensorflow" else {case.dtype}
    yield Output("folder" if target != "tensorflow" or case.dtype != "bfloat16" else "file", target, numbers.choice(
        [name for name in TYPES if TYPES[name] not in left]))


def convert(case, folder, output):
    """Runs bertconv, and says what is wrong: with the exit code, or with what there is afterwards."""
    place = folder / output.name
    if output.form == "file":
        place.mkdir()
    run = bertconv("convert", *output.arguments(case, folder))
    if case.untied and output.target == "tensorflow":
        return refused(run, place, output)
    if run.returncode:
        return [f"exit code {run.returncode}: {run.stderr.strip()[-300:]}"]
    if output.form == "file":
        return []
    written = sorted(os.listdir(place))
    return ["config.json" not in written and f"no config.json among {written}", *configuration(case, place, output)]


def refused(run, place, output):
    """What TensorFlow cannot hold is refused, by name, and nothing is written."""
    left = os.listdir(place) if place.exists() else []
    if output.form == "file":
        place.rmdir() if not left else None
    return [
        run.returncode != 2 and f"exit code {run.returncode}", left and f"wrote {left}",
        "cls.predictions.decoder" not in run.stderr and f"does not name the decoder: {run.stderr.strip()[-300:]}",
        "has no place for it" not in run.stderr and f"does not say why: {run.stderr.strip()[-300:]}"]


def configuration(case, place, output):
    """The configuration is the source's, but for the type of the weights."""
    before, after = (json.loads((path / "config.json").read_text()) for path in (place.parent / "source", place))
    for field in ("dtype", "torch_dtype"):
        if field in before and before[field] is not None:
            before[field] = output.type(case)
    return [before != after and "config.json is another"]


def repeated(case, folder):
    """A file and a folder of one format have the same bytes in their weights."""
    problems = []
    for target, file in FILES.items():
        paths = [folder / f"{form}-{target}" / file for form in ("file", "folder")]
        if all(path.exists() for path in paths) and paths[0].read_bytes() != paths[1].read_bytes():
            problems.append(f"{file} depends on the form")
    return problems


if __name__ == "__main__":
    cases = saved(sys.argv[1])
    jobs = [(case, Path(folder), output) for case, folder in cases for output in outputs(case)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for (case, _, output), problems in zip(jobs, pool.map(lambda job: convert(*job), jobs)):
            report(f"convert {case.name} to {output.name}", problems)
    for case, folder in cases:
        report(f"repeat {case.name}", repeated(case, folder))
