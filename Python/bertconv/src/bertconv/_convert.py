"""``bertconv convert`` as a function."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bertconv._program import BertconvError, Place, failure, flags, run, values


@dataclass(frozen=True)
class Conversion:
    """What was written, or with ``dry_run`` would be."""

    model_class: str
    #: Whether it was written.
    written: bool
    #: The number of bytes; None if nothing was written.
    byte_count: int | None
    #: The names of the files with weights.
    files: tuple[str, ...]
    notes: tuple[str, ...]
    #: The whole result, as ``bertconv convert --format json`` has it.
    data: dict[str, Any] = field(repr=False, compare=False)


class IncompleteError(BertconvError):
    """Parameters of the class are missing or are no floats, so nothing was written."""


def convert(
    input: Place,
    output: Place,
    *,
    as_class: str | None = None,
    schema: Sequence[Place] = (),
    to: str | None = None,
    dtype: str | None = None,
    strip_prefix: str | Sequence[str] = (),
    max_shard_size: str | None = None,
    allow_incomplete: bool = False,
    allow_non_float: bool = False,
    allow_overflow: bool = False,
    drop_unmapped: bool = False,
    keep_code: bool = False,
    dry_run: bool = False,
    force: bool = False,
) -> Conversion:
    """Writes a checkpoint in another format, unless parameters of its class are missing.

    The options are those of ``bertconv convert``; ``as_class`` is ``--as``.

    :raises IncompleteError: nothing was written, because a loader would fill parameters with random numbers.
    :raises BertconvError: it could not be done.
    """
    options = [
        "--format=json",
        *values(**{"as": as_class}, to=to, dtype=dtype, max_shard_size=max_shard_size),
        *flags(
            allow_incomplete=allow_incomplete, allow_non_float=allow_non_float, allow_overflow=allow_overflow,
            drop_unmapped=drop_unmapped, keep_code=keep_code, dry_run=dry_run, force=force),
        *(f"--schema={os.fspath(path)}" for path in schema),
        *(f"--strip-prefix={prefix}" for prefix in ([strip_prefix] if isinstance(strip_prefix, str) else strip_prefix)),
    ]
    done = run("convert", options, [input, output])
    try:
        value = json.loads(done.stdout)
    except ValueError:
        raise failure(done) from None
    if done.returncode == 1:
        errors = [finding for finding in value["findings"] if finding["severity"] == "error"]
        words = "\n".join(f"{finding['subject']} {finding['message']}" for finding in errors)
        raise IncompleteError(words, done.returncode)
    if done.returncode != 0:
        raise failure(done)
    return Conversion(
        model_class=value["class"], written=value["written"], byte_count=value["bytes"],
        files=tuple(value["files"]), notes=tuple(value["notes"]), data=value)
