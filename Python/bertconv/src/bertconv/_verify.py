"""``bertconv verify`` as a function."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bertconv._program import Place, failure, flags, run, several, values


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a model, or worth knowing."""

    #: The number of the rule, such as ``BC101``; ``bertconv explain BC101`` describes it.
    rule: str
    #: ``error``, ``warning`` or ``note``.
    severity: str
    #: What it is about, usually a tensor or a file.
    subject: str
    message: str
    help: str
    #: The command that cures it; None if no command does.
    fix: str | None
    #: The commands of which one must be chosen, because the file holds several models; empty: there is no choice.
    choices: tuple[str, ...]
    #: Whether a policy, a baseline or ``allow`` accepts it.
    accepted: bool

    @classmethod
    def _of(cls, value: dict[str, Any]) -> Finding:
        return cls(
            rule=value["rule"], severity=value["severity"], subject=value["subject"], message=value["message"],
            help=value["help"], fix=(value.get("fix") or {}).get("command"),
            choices=tuple(choice["command"] for choice in value.get("choices", ())), accepted="accepted" in value)


@dataclass(frozen=True)
class Report:
    """What is known of one model."""

    #: ``pass``, ``fail``, ``partial`` (not everything could be checked) or ``nothing`` (there are no weights).
    verdict: str
    #: The class that it was checked against; None if nothing could be opened.
    model_class: str | None
    findings: tuple[Finding, ...]
    #: What could not be checked, and why, in sentences.
    unchecked: tuple[str, ...]
    #: The whole report, as ``bertconv verify --format json`` has it of a model.
    data: dict[str, Any] = field(repr=False, compare=False)

    @property
    def passed(self) -> bool:
        """Whether the model may be deployed. Only ``pass`` is a pass: ``partial`` and ``nothing`` are none."""
        return self.verdict == "pass"

    @classmethod
    def _of(cls, value: dict[str, Any]) -> Report:
        return cls(
            verdict=value["summary"]["verdict"], model_class=value["model"]["class"],
            findings=tuple(map(Finding._of, value["findings"])),
            unchecked=tuple(entry["message"] for entry in value["unchecked"]), data=value)


def verify(
    place: Place,
    *,
    as_class: str | None = None,
    schema: Place | Sequence[Place] = (),
    loader: str | None = None,
    headers_only: bool = False,
    no_belonging: bool = False,
    probe: bool = False,
    fix: Place | None = None,
    seeds: str | None = None,
    fail_on: str | None = None,
    allow: str | Sequence[str] = (),
    policy: Place | None = None,
    no_policy: bool = False,
    baseline: Place | None = None,
    insecure: bool = False,
) -> Report:
    """Checks a model folder, a checkpoint file or a shard index as the library that will load it would load it.

    The options are those of ``bertconv verify``; ``as_class`` is ``--as``. With ``fix`` the report is that of the new
    folder, or of the model if no conversion cures anything.

    :raises BertconvError: an option is wrong, or a policy or a baseline cannot be read. A model that is missing or
        damaged is no error: its verdict is ``partial``.
    """
    options = [
        "--format=json",
        *values(**{"as": as_class}, loader=loader, fix=fix, seeds=seeds, fail_on=fail_on, policy=policy,
                baseline=baseline),
        *flags(
            headers_only=headers_only, no_belonging=no_belonging, probe=probe, no_policy=no_policy, insecure=insecure),
        *(f"--allow={rule}" for rule in several(allow)),
        *(f"--schema={os.fspath(path)}" for path in several(schema)),
    ]
    done = run("verify", options, [place])
    try:
        reports = json.loads(done.stdout)["reports"]
    except (ValueError, KeyError):
        raise failure(done) from None
    return Report._of(reports[-1])
