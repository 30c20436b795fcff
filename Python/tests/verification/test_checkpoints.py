"""Compares `bertconv verify` with transformers 5.23 on sound and damaged checkpoints.

verify_random.py FOLDER [CASE...]: all of them, or those that are named, which are then kept in FOLDER.
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
from sources import LANGUAGE_MODELS
from verify_checkpoint import random_checkpoint
from verify_compare import errors, problems, verify
from verify_contents import CONTENTS
from verify_exceptions import EXCEPTIONS
from verify_files import FORMS, PACKAGING
from verify_loader import answer
from verify_names import NAMES

SEED = os.environ["BERTCONV_SEED"]
#: So many damaged checkpoints.
COUNT = int(os.environ.get("BERTCONV_DAMAGED", "1000"))


def pairs():
    """Every class loaded as every class, from either kind of file: (case, checkpoint) each."""
    for kind in ("safetensors", "archive"):
        for stored in CLASSES:
            for wanted in CLASSES:
                made = random_checkpoint(random.Random(f"{SEED}/{stored}"), stored)
                made.kind, made.architecture = kind, wanted
                yield f"{kind}-{stored}-as-{wanted}", made


def damaged():
    """Checkpoints with up to four damages: (case, checkpoint) each."""
    for number in range(COUNT):
        numbers = random.Random(f"{SEED}/{number}")
        made = random_checkpoint(numbers, numbers.choice(list(CLASSES)))
        damages = [numbers.choice(numbers.choice((NAMES, NAMES, CONTENTS, CONTENTS, PACKAGING)))
                   for _ in range(numbers.choice((1, 1, 2, 2, 3, 4)))]
        damages.sort(key=lambda damage: PACKAGING.index(damage) if damage in PACKAGING else -1)
        if numbers.random() < 0.4:
            damages.insert(0, numbers.choice(FORMS))
        for damage in damages:
            damage(numbers, made)
        yield "-".join([f"{number}", *(damage.__name__ for damage in damages)]), made


def exceptions():
    """Checkpoints that transformers stumbles over: (case, checkpoint, exception) each."""
    for kind, damage in EXCEPTIONS.items():
        for number in range(3):
            numbers = random.Random(f"{SEED}/{kind}/{number}")
            made = random_checkpoint(numbers, numbers.choice(LANGUAGE_MODELS))
            damage(numbers, made)
            yield f"{damage.__name__}-{number}", made, kind


def check(checkpoint, folder, sound=False, exception=None):
    """bertconv says what transformers says: of what is sound and loads whole, nothing; of an exception, no pass."""
    checkpoint.write(folder)
    said = answer(checkpoint, folder)
    code, text, stderr = verify(folder, *checkpoint.asked)
    found = problems(checkpoint, said, code, text, stderr)
    if sound and not (said.missing or said.mismatched):
        found.append(code != 0 and f"exit code {code} for what loads whole: {errors(text)}")
    if exception:
        found.append(said.raised != exception and f"transformers raises {said.raised or 'nothing'}, not {exception}")
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity(transformers.logging.CRITICAL + 1)
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)
    folder, named = Path(sys.argv[1]), sys.argv[2:]
    checks = [(case, made, True, None) for case, made in pairs()]
    checks += [(case, made, False, None) for case, made in damaged()]
    checks += [(case, made, False, exception) for case, made, exception in exceptions()]
    for case, made, sound, exception in checks:
        if named and case not in named and case.partition("-")[0] not in named:
            continue
        report(f"verify {case}", attempt(check, made, folder / case, sound, exception))
        if not named:
            shutil.rmtree(folder / case, ignore_errors=True)
