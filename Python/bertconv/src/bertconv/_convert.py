"""``bertconv convert`` as a function."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bertconv._program import BertconvError, Place, failure, flags, run, several, values


@dataclass(frozen=True)
class Conversion:
    """What was written, or with ``dry_run`` would be."""

    model_class: str
    #: Whether it was written.
    written: bool
    #: The number of bytes of these files; with ``dry_run`` that of their tensors.
    byte_count: int
    #: The names of the files with weights, and of their index.
    files: tuple[str, ...]
    notes: tuple[str, ...]
    #: The whole result, as ``bertconv convert --format json`` has it.
    data: dict[str, Any] = field(repr=False, compare=False)


class IncompleteError(BertconvError):
    """Findings forbid the output, so nothing was written; the message is what the program prints about them."""


def convert(
    input: Place,
    output: Place,
    *,
    as_class: str | None = None,
    schema: Place | Sequence[Place] = (),
    to: str | None = None,
    dtype: str | None = None,
    strip_prefix: str | Sequence[str] = (),
    transpose: str | Sequence[str] = (),
    max_shard_size: str | None = None,
    allow_incomplete: bool = False,
    allow_non_float: bool = False,
    allow_overflow: bool = False,
    drop_unmapped: bool = False,
    keep_code: bool = False,
    dry_run: bool = False,
    force: bool = False,
    insecure: bool = False,
) -> Conversion:
    """Writes a checkpoint in another format, unless parameters of its class are missing.

    The options are those of ``bertconv convert``; ``as_class`` is ``--as``.

    :raises IncompleteError: nothing was written, because a finding forbids it: parameters are missing, so that a loader
        would fill them with random numbers, are no floats, or the configuration has no place for layers of the file.
    :raises BertconvError: it could not be done.
    """
    options = [
        *values(**{"as": as_class}, to=to, dtype=dtype, max_shard_size=max_shard_size),
        *flags(
            allow_incomplete=allow_incomplete, allow_non_float=allow_non_float, allow_overflow=allow_overflow,
            drop_unmapped=drop_unmapped, keep_code=keep_code, dry_run=dry_run, force=force,
            insecure=insecure),
        *(f"--schema={os.fspath(path)}" for path in several(schema)),
        *(f"--strip-prefix={prefix}" for prefix in several(strip_prefix)),
        *(f"--transpose={kind}" for kind in several(transpose)),
    ]
    done = run("convert", ["--format=json", *options], [input, output])
    try:
        value = json.loads(done.stdout)
    except ValueError:
        raise failure(done) from None
    if done.returncode == 1:
        # Nothing was written, so the program can be asked again, for people.
        printed = failure(run("convert", ["--quiet", *([] if dry_run else ["--dry-run"]), *options], [input, output]))
        raise IncompleteError(str(printed), done.returncode)
    if done.returncode != 0:
        raise failure(done)
    return Conversion(
        model_class=value["class"], written=value["written"], byte_count=value["bytes"],
        files=tuple(value["files"]), notes=tuple(value["notes"]), data=value)
