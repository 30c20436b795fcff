"""``bertconv probe`` as a function."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bertconv._program import Place, failure, flags, run, several, values


@dataclass(frozen=True)
class Probe:
    """What a model returned, or how that differs from what it should return."""

    model_class: str
    #: Whether all numbers are finite, and with ``against`` whether nothing differs.
    sound: bool
    #: The shape of each output, by its name in transformers.
    shapes: dict[str, tuple[int, ...]]
    #: The cosine of each vector with each, for the folder of a sentence-transformers model and several texts.
    similarities: tuple[tuple[float, ...], ...]
    #: The whole result, as ``bertconv probe --format json`` has it.
    data: dict[str, Any] = field(repr=False, compare=False)


def probe(
    place: Place,
    texts: str | Sequence[str] = (),
    *,
    ids: Iterable[Sequence[int]] = (),
    as_class: str | None = None,
    schema: Place | Sequence[Place] = (),
    max_length: int | None = None,
    output: Place | None = None,
    write: Place | None = None,
    against: Place | None = None,
    tolerance: float | None = None,
    insecure: bool = False,
) -> Probe:
    """Runs a model on texts, or on lists of token numbers.

    The options are those of ``bertconv probe``; ``as_class`` is ``--as``.

    :raises BertconvError: it cannot be run. Outputs that differ from ``against`` are no error: ``sound`` is ``False``.
    """
    options = [
        "--format=json",
        *values(
            **{"as": as_class}, output=output, write=write, against=against,
            max_length=None if max_length is None else str(max_length),
            tolerance=None if tolerance is None else repr(float(tolerance))),
        *flags(insecure=insecure),
        *(f"--ids={','.join(map(str, numbers))}" for numbers in ids),
        *(f"--schema={os.fspath(path)}" for path in several(schema)),
    ]
    done = run("probe", options, [place, *several(texts)])
    try:
        value = json.loads(done.stdout)
    except ValueError:
        raise failure(done) from None
    if done.returncode not in (0, 1):
        raise failure(done)
    return Probe(
        model_class=value["class"], sound=done.returncode == 0,
        shapes={one["name"]: tuple(one["shape"]) for one in value["outputs"]},
        similarities=tuple(map(tuple, value["similarities"])), data=value)
