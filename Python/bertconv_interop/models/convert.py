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
    """Prints how long a conversion takes against a copy of its output, the better of two each, in turn.

    bertconv returns when its output is on the disk, `cp` when it is in memory: hence the copy with fsync.
    """
    output, original, copy = (case / name for name in ("output/model.safetensors", "original", "copy"))
    if not output.exists():
        return
    output.rename(original)
    runs = {
        "cp": lambda: command("cp", original, copy),
        "cp and fsync": lambda: (command("cp", original, copy), synchronise(copy)),
        "bertconv": lambda: command(os.environ["BERTCONV"], "convert", case / "input", output),
    }
    times = {name: [] for name in runs}
    for name in [*runs, *runs]:
        for made in (copy, output):
            made.unlink(missing_ok=True)
        os.sync()
        start = time.monotonic()
        runs[name]()
        times[name].append(time.monotonic() - start)
    copy.unlink(missing_ok=True)
    original.unlink()
    best = {name: min(seconds) for name, seconds in times.items()}
    print(f"time of {case.name}: bertconv {best['bertconv']:.2f} s, "
          f"{best['bertconv'] / best['cp']:.2f} times cp of the output, "
          f"{best['bertconv'] / best['cp and fsync']:.2f} times cp and fsync")


def command(*words):
    """Runs a command that must succeed."""
    subprocess.run(words, check=True, capture_output=True)


def synchronise(path):
    """Waits until a file is on the disk."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, case in cases(folder):
        if is_hole(name):
            check_refusal(name, case)
            check_allowed(name, case)
        else:
            check_conversion(name, case)
    print_times(folder / "base")
