"""The program that the wheel has installed, and how the functions call it."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Union

#: A path as a string, or as what has one, such as :class:`pathlib.Path`.
Place = Union[str, "os.PathLike[str]"]


class BertconvError(Exception):
    """The program could not do what it was asked for; the message is what it printed."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        #: The exit status: 2 if a file, or what it holds, is wrong, 64 if an argument is.
        self.status = status

    def __reduce__(self) -> tuple[type[BertconvError], tuple[str, int]]:
        return type(self), (str(self), self.status)


def program() -> str:
    """The path of the program: the one that was installed with this package, whatever else is on the PATH.

    :raises FileNotFoundError: it is not there.
    """
    for path in _candidates():
        if os.access(path, os.X_OK) and path.is_file():
            return str(path)
    raise FileNotFoundError("the program bertconv is not where the wheel put it; install bertconv again")


def _candidates() -> Iterable[Path]:
    try:
        files = metadata.distribution("bertconv").files or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "bertconv" and file.parent.name in ("bin", "scripts"):
            yield Path(str(file.locate()))
    # `pip install --target` moves the files after it has recorded them.
    yield Path(__file__).resolve().parent.parent / "bin" / "bertconv"
    yield Path(sysconfig.get_path("scripts")) / "bertconv"


def run(command: str, options: Sequence[str], places: Sequence[Place]) -> subprocess.CompletedProcess[str]:
    """Runs a command; places can begin with a hyphen."""
    arguments = [program(), command, *options, "--", *(os.fspath(place) for place in places)]
    return subprocess.run(
        arguments, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace", check=False)


def failure(done: subprocess.CompletedProcess[str]) -> BertconvError:
    """The error of a run that has no result, in the program's words."""
    words = done.stderr.strip()
    prefix = "error: "
    if words.startswith(prefix):
        words = words[len(prefix):]
    if done.returncode < 0:
        words = f"bertconv was ended by signal {-done.returncode}" + (f": {words}" if words else "")
    return BertconvError(words or f"bertconv ended with the exit status {done.returncode}", done.returncode)


def flags(**options: bool) -> list[str]:
    """The flags that are set: ``headers_only=True`` is ``--headers-only``."""
    return ["--" + name.replace("_", "-") for name, value in options.items() if value]


def several(given: Place | Iterable[Place]) -> list[str]:
    """The values of an option that may be given several times; a text or a path is one value."""
    return [os.fspath(value) for value in ([given] if isinstance(given, (str, os.PathLike)) else given)]


def values(**options: Place | None) -> list[str]:
    """The options that have a value: ``fail_on="note"`` is ``--fail-on=note``."""
    return [
        f"--{name.replace('_', '-')}={os.fspath(value)}" for name, value in options.items() if value is not None]
