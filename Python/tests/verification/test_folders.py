"""bertconv and transformers agree on random folders: all forms of files, types and fields of config.json.

Where `from_pretrained` raises, or makes up, loses or overflows a parameter, or makes one of integers, `verify` does not
end in 0. Where it builds what the file holds, `verify` ends in 0, and its lists are the loader's. Where `convert`
writes something, `from_pretrained` of it has the parameters that it has of the input, bit for bit in the narrower of
the two types. Where bertconv differs on purpose, and why, is in `folders.known`.
"""

import random

import pytest

from bertconv_fixtures.damage.models import CLASSES
from bertconv_interop.bertconv import verify
from bertconv_interop.checkpoints.contents import change_labels, change_size, flip_tie, load_as_another, reshape, retie
from bertconv_interop.checkpoints.names import (
    add_buffers,
    add_junk,
    add_prefix,
    double,
    drop_tensors,
    misspell,
    old_norms,
    remove_prefix,
    replace_prefix,
    swap_names,
)
from bertconv_interop.folders.compare import converted, verdict
from bertconv_interop.folders.fields import CONFIGURATION
from bertconv_interop.folders.folder import sound_folder
from bertconv_interop.folders.forms import BESIDE, FORMS, archive, distributed, legacy, sharded_archive
from bertconv_interop.folders.loader import ask
from bertconv_interop.folders.types import ROUTES, TYPES
from bertconv_interop.problems import fail_on
from bertconv_interop.settings import COUNT, SEED

#: Damages of names and contents, after which nothing need pass.
DAMAGES = (add_buffers, add_junk, add_prefix, double, double, drop_tensors, misspell, remove_prefix, replace_prefix,
           swap_names, change_labels, change_size, flip_tie, load_as_another, reshape, retie)


def once_more(numbers, made):
    """Some names have one `bert.` more than the model's, or have it though they are a head's."""
    share = numbers.choice((1, 1, 0.3))
    made.tensors = {f"bert.{name}" if numbers.random() < share else name: value for name, value in made.tensors.items()}


def without_bert(numbers, made):
    """The backbone's names have no `bert.`."""
    made.tensors = {name.removeprefix("bert."): value for name, value in made.tensors.items()}


def numbers_beside(numbers, made):
    """A PyTorch file has what is no tensor before the tensors, or after them."""
    where = numbers.choice((made.leading, made.trailing))
    where |= numbers.choice(({"epoch": 3}, {"best": None}, {"ema": made.others()}))
    made.sound = False


#: Groups of changes: how often one of the group is made, and whether the folder may still have to pass.
GROUPS = (
    (0.3, DAMAGES, False), (0.15, (once_more, without_bert, old_norms), True), (0.4, TYPES, True), (0.45, ROUTES, True),
    (0.4, CONFIGURATION, True), (0.35, BESIDE, True), (0.1, (numbers_beside,), False))

#: What puts tensors of the same names into other .safetensors, all of which a distributed checkpoint's loader reads.
MIXED = {"other_single", "other_index", "other_files", "nearly_distributed", "distributed_shard"}


def folder(number):
    """A random folder."""
    numbers = random.Random(f"{SEED}/folders/{number}")
    made = sound_folder(numbers, numbers.choice(list(CLASSES)))
    made.form = numbers.choice(FORMS)
    made.done.append(made.form.__name__)
    for share, group, passes in GROUPS:
        if numbers.random() < share:
            change = numbers.choice(group)
            if change is numbers_beside and made.form not in (archive, legacy, sharded_archive):
                continue
            made.done.append(change.__name__)
            change(numbers, made)
            made.sound = made.sound and passes
    if made.form is distributed and MIXED & set(made.done):
        made.marks.add("distributed shard beside")
    if not made.tensors:
        made.marks.add("no tensors")
    if made.configuration.get("model_type") != "bert":
        made.marks.add("another model_type")
    return made, numbers.random() < 0.5


@pytest.mark.parametrize("number", range(COUNT))
def test_a_folder(number, tmp_path):
    """What bertconv says and makes of a folder."""
    made, into_folder = folder(number)
    path = tmp_path / "model"
    made.write(path)
    built = ask(made.architecture, path, made.tensors)
    code, report, stderr = verify(path, *made.asked)
    fail_on(verdict(made, built, code, report, stderr) + converted(made, built, path, into_folder),
            f"{tmp_path}: {', '.join(made.done)}")
