"""A check of random input gives all its problems, so that one run shows every difference."""

from collections.abc import Iterable

import pytest


def fail_on(problems: Iterable[str | bool | set | None], about: object = "") -> None:
    """Fails with every problem, and with what they are about; a check gives False, or nothing, for what is right."""
    found = [" ".join(str(problem).split()) for problem in problems if problem]
    if found:
        pytest.fail("\n".join([str(about), *found] if about else found), pytrace=False)
