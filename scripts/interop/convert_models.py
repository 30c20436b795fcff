"""Runs bertconv on every case: convert_models.py FOLDER."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from cases import cases, is_hole, report


def convert(case, *options):
    """Runs `bertconv convert` into a fresh output folder, which gets the configuration too."""
    shutil.rmtree(case / "output", ignore_errors=True)
    (case / "output").mkdir()
    shutil.copy(case / "input" / "config.json", case / "output")
    command = [os.environ["BERTCONV"], "convert", case / "input", case / "output" / "model.safetensors", *options]
    return subprocess.run(command, capture_output=True, text=True)


def check_conversion(name, case):
    """A whole checkpoint converts."""
    run = convert(case)
    report(f"convert {name}", [run.returncode and f"exit code {run.returncode}: {run.stderr.strip()[-300:]}"])


def check_refusal(name, case):
    """A checkpoint with holes is refused, by name, and nothing is written."""
    run = convert(case)
    first_missing = {"BertForPreTraining": "cls.predictions.bias"}.get(name.split("/")[1].split("-")[0], "classifier.weight")
    report(f"refuse {name}", [
        run.returncode != 1 and f"exit code {run.returncode}",
        os.listdir(case / "output") != ["config.json"] and f"wrote {os.listdir(case / 'output')}",
        first_missing not in run.stdout + run.stderr and f"does not name {first_missing}"])


def check_allowed(name, case):
    """With `--allow-incomplete` it is written, and the report lists what is missing, kept for the loader's check."""
    run = convert(case, "--allow-incomplete", "--format", "json")
    problems = [run.returncode and f"exit code {run.returncode}: {run.stderr.strip()[-300:]}"]
    try:
        missing = sorted(parameter["name"] for parameter in json.loads(run.stdout)["missing"])
        (case / "missing.json").write_text(json.dumps(missing))
    except (ValueError, KeyError, TypeError) as error:
        problems.append(f"no list of what is missing: {error!r}")
    report(f"allow {name}", problems)


def print_times(case):
    """Prints how long a conversion takes against a copy of its output: the better of two each, in turn."""
    output, copy = case / "output" / "model.safetensors", case / "copy.safetensors"
    if not output.exists():
        return
    times = {"cp": [], "bertconv": []}
    shutil.copy(output, case / "original.safetensors")
    for _ in range(2):
        copy.unlink(missing_ok=True)
        times["cp"].append(timed(lambda: subprocess.run(["cp", case / "original.safetensors", copy], check=True)))
        output.unlink()
        times["bertconv"].append(timed(lambda: subprocess.run(
            [os.environ["BERTCONV"], "convert", case / "input", output], check=True, capture_output=True)))
    copy.unlink()
    (case / "original.safetensors").unlink()
    ratio = min(times["bertconv"]) / min(times["cp"])
    rounds = ", ".join(f"{name} {' '.join(f'{seconds:.2f}' for seconds in runs)} s" for name, runs in times.items())
    print(f"time of {case.name}: {ratio:.2f} times cp of the output ({rounds})")


def timed(action):
    """The seconds that an action takes."""
    os.sync()
    start = time.monotonic()
    action()
    return time.monotonic() - start


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, case in cases(folder):
        if is_hole(name):
            check_refusal(name, case)
            check_allowed(name, case)
        else:
            check_conversion(name, case)
    print_times(folder / "base")
