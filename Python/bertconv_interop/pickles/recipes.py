"""Pickles that hide something, by the name of the file.

Every construct for the weight, before and after it, and at some of the other places; every checkpoint that is odd as a
whole; each as an archive and as a file of torch before 1.6.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from bertconv_fixtures.torch_hides.constructs import all_constructs
from bertconv_fixtures.torch_hides.maker import Maker
from bertconv_fixtures.torch_hides.places import PLACES, after, all_roots, before, entry, legacy_roots


@dataclass
class Recipe:
    """A file that is tried."""

    #: Makes the pickle's root, of a Maker.
    root: Callable
    #: Whether it is a file of torch before 1.6.
    legacy: bool
    #: Whether the weight is one object wherever it stands.
    shared: bool

    def bytes(self):
        """The file."""
        make = Maker(self.legacy, self.shared)
        return make.file(self.root(make))


def at(place, construct):
    """A construct at a place."""
    return lambda make: place(make, construct)


def recipes(seed, count):
    """At least `count` recipes by name; so many that each construct has its turn, unless these are too many."""
    numbers = random.Random(seed)
    constructs, roots, old_roots = all_constructs(), all_roots(), legacy_roots()
    always = [(name, place) for name in constructs for place in (entry, before, after) if "attribute" not in name]
    every = [(name, place) for name in constructs for place in PLACES]
    numbers.shuffle(every)
    found = {}
    for name, place in dict.fromkeys([*always, *every[:max(0, count - 2 * len(always) - 2 * len(roots))]]):
        for legacy in (False, True):
            shared = numbers.random() < 0.5
            label = f"{container(legacy)}-{place.__name__}-{name}{'-shared' if shared else ''}"
            found[file_name(label)] = Recipe(at(place, constructs[name]), legacy, shared)
    for legacy, kinds in ((False, roots), (True, roots | old_roots)):
        for name, root in kinds.items():
            found[file_name(f"{container(legacy)}-root-{name}")] = Recipe(root, legacy, numbers.random() < 0.5)
    names = list(found)
    return {name: found[name] for name in (numbers.sample(names, count) if count < 1000 else names)}


def sound(legacy):
    """A file that hides nothing."""
    return Recipe(at(entry, all_constructs()["plain"]), legacy, shared=False)


def container(legacy):
    """The kind of file."""
    return "legacy" if legacy else "zip"


def file_name(label):
    """A label without what file names have not."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", label)
