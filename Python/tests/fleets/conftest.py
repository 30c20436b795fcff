"""A fleet of small models, and what one machine reports of it.

BERTCONV_FLEET is how many models there are (300). They are links to a few, so that they take little room.
"""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
KINDS = ["healthy-BertModel", "missing-head", "fresh-head", "truncated-safetensors", "healthy-bfloat16"]
NAMES = ["model-{}", "with a space-{}", "größe-模型-{}", "'quotes' $HOME;*-{}"]


class Fleet:
    """The list of the models, the program, and the reports of one run."""

    def __init__(self, folder, count):
        self.count = count
        self.program = Path(os.environ.get("BERTCONV", ROOT / ".build/debug/bertconv")).resolve()
        self.list = folder / "models.txt"
        places = []
        for number in range(count):
            source = ROOT / "testdata/damage" / KINDS[number % len(KINDS)]
            place = folder / "models" / str(number % 100) / NAMES[number % len(NAMES)].format(number)
            place.mkdir(parents=True)
            for file in source.iterdir():
                os.link(file, place / file.name)
            places.append(place)
        self.list.write_text("".join(f"{place}\n" for place in places))
        self.whole = folder / "whole.jsonl"
        with self.whole.open("wb") as reports:
            command = [self.program, "verify", "--from-file", self.list, "--quiet", "--format", "jsonl"]
            subprocess.run(command, stdout=reports, check=False)
        self.reports = self.whole.read_text().splitlines()
        assert len(self.reports) == count

    def environment(self, **more):
        """The environment with bertconv on the PATH."""
        return os.environ | {"PATH": f"{self.program.parent}:{os.environ['PATH']}"} | more

    def check(self, lines):
        """Checks that the reports are those of one run, and none is there twice."""
        assert len(lines) == self.count
        assert sorted(lines) == sorted(self.reports)

    def check_merged(self, *files):
        """Checks that `bertconv report` finds all models in these files, and counts them as those of one run."""
        # The table has the worst first, in the order of the reports; its sums are the same in any order.
        assert self.sums(*files) == self.sums(self.whole)

    def sums(self, *files):
        run = subprocess.run(
            [self.program, "report", *files, "--expect", self.list, "--quiet", "--format", "markdown"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 2, run.stderr
        return run.stdout.splitlines()[0]


@pytest.fixture(scope="session")
def fleet(tmp_path_factory):
    """The fleet; beside testdata if another file system would need copies."""
    return Fleet(tmp_path_factory.mktemp("fleet"), int(os.environ.get("BERTCONV_FLEET", "300")))
