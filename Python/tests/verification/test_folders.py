"""Compares bertconv with transformers on random folders: all forms of files, types and fields of config.json.

folders_random.py FOLDER [CASE...]: all of them, or those that are named, which are then kept in FOLDER.
"""

import os
import random
import shutil
import sys
import warnings
from pathlib import Path

import torch
import transformers
from cases import attempt, report
from damage_models import CLASSES
from folders_case import sound_folder
from folders_compare import converted, verdict
from folders_fields import CONFIGURATION
from folders_forms import BESIDE, FORMS, archive, distributed, legacy, sharded_archive
from folders_loader import ask
from folders_types import ROUTES, TYPES
from verify_compare import verify
from verify_contents import change_labels, change_size, flip_tie, load_as_another, reshape, retie
from verify_names import (
    add_buffers, add_junk, add_prefix, double, drop_tensors, misspell, old_norms, remove_prefix, replace_prefix, swap_names)

SEED = os.environ["BERTCONV_SEED"]
#: So many folders.
COUNT = int(os.environ.get("BERTCONV_DAMAGED", "1000"))

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


def check(made, path, into_folder):
    """What is wrong with what bertconv says and makes of a folder."""
    made.write(path)
    built = ask(made.architecture, path, made.tensors)
    code, text, stderr = verify(path, *made.asked)
    return verdict(made, built, code, text, stderr) + converted(made, built, path, into_folder)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity(transformers.logging.CRITICAL + 1)
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)
    root, named = Path(sys.argv[1]) / transformers.__version__, sys.argv[2:]
    for number in range(COUNT):
        if named and str(number) not in named:
            continue
        made, into_folder = folder(number)
        report(f"folders {transformers.__version__} {number}-{'-'.join(made.done)}",
               attempt(check, made, root / str(number), into_folder))
        if not named:
            for path in root.glob(f"{number}*"):
                shutil.rmtree(path, ignore_errors=True)
