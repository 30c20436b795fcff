"""A case is a folder: `input/` to convert, `output/` made of it, and `reference.safetensors`, which it should equal."""

import json
import sys
from pathlib import Path


def cases(folder):
    """The cases in a folder, each as (name, path)."""
    found = sorted(path.parent for path in Path(folder).glob("**/input") if path.is_dir())
    return [(str(path.relative_to(folder)), path) for path in found]


def architecture(folder):
    """The class that config.json names."""
    return json.loads((folder / "config.json").read_text())["architectures"][0]


def is_hole(name):
    """Whether the case is one that lacks weights, on purpose."""
    return name.startswith("holes/")


def report(name, problems):
    """Prints the outcome of a check, for people and for the count."""
    problems = [" ".join(problem.split()) for problem in problems if problem]
    print(f"FAILED {name}: {'; '.join(problems)}" if problems else f"ok {name}")
    sys.stdout.flush()


def attempt(check, *arguments):
    """A check's problems, of which an exception is one."""
    try:
        return check(*arguments)
    except Exception as error:
        return [f"{type(error).__name__}: {str(error)[:300]}"]
