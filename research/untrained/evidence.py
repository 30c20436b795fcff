"""Reads what `bertconv inspect --stats --format json` said of the files of the study."""

import json
from pathlib import Path

LATTICE, REPLAY, STRUCTURE, EDGE = 6, 8, 9, 6


class Tensor:
    """A tensor with its evidence; a name that the study gave says what it is."""

    def __init__(self, entry):
        self.name, self.shape, self.stats = entry["name"], entry["shape"], entry["stats"]
        words = self.name.split("|")
        self.is_titled = len(words) >= 5
        if self.is_titled:
            self.source, self.kind, self.stored, self.size, self.seed = words[:5]
            self.facts = words[5:]

    @property
    def count(self):
        product = 1
        for size in self.shape:
            product *= size
        return product

    def z(self, test):
        """The statistic of L or S; nothing was there to be tested where there is none."""
        found = self.stats[test]
        return found["z"] if found else None

    @property
    def is_structured(self):
        """What Test N says; None where it was not run."""
        found = self.stats["N"]
        return found and (found["structure"] > STRUCTURE or (found["edge"] or 0) > EDGE)

    @property
    def rows(self):
        """Rows that Test L calls untouched."""
        return {row for run in self.stats["rows"] for row in range(run["first"], run["last"] + 1)}


def tensors(folder, pattern):
    """The tensors of all files whose names match."""
    return [
        Tensor(entry) for path in sorted(Path(folder).glob(f"{pattern}.json"))
        for entry in json.loads(path.read_text())["tensors"] if entry.get("stats")]


def grouped(items, key):
    """Items by what `key` says of them, in the order of their first."""
    groups = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def table(header, rows):
    """Prints a Markdown table."""
    for row in header, ["---"] * len(header), *rows:
        print("| " + " | ".join(map(str, row)) + " |")
    print()


def number(value, digits=1):
    return "–" if value is None else f"{value:.{digits}f}"


def share(found, of):
    return f"{found}/{of}" if found != of else str(of)


def most(values):
    return max((value for value in values if value is not None), default=None)


def least(values):
    return min((value for value in values if value is not None), default=None)
