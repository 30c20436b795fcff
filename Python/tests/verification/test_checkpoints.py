"""`bertconv verify` says of sound and damaged checkpoints what transformers 5.23 says.

`missing`, `unexpected` and `mismatched` are those of `from_pretrained(…, output_loading_info=True,
ignore_mismatched_sizes=True)`; whatever would be random fails the gate; what the loader is silent about, two different
tensors for one parameter (BC104) and tied weights that differ (BC201), is found.
"""

import random

import pytest

from bertconv_fixtures.damage.models import CLASSES
from bertconv_interop.bertconv import verify
from bertconv_interop.checkpoints.checkpoint import random_checkpoint
from bertconv_interop.checkpoints.compare import errors, problems
from bertconv_interop.checkpoints.contents import CONTENTS
from bertconv_interop.checkpoints.exceptions import EXCEPTIONS
from bertconv_interop.checkpoints.files import FORMS, PACKAGING
from bertconv_interop.checkpoints.loader import answer
from bertconv_interop.checkpoints.names import NAMES
from bertconv_interop.problems import fail_on
from bertconv_interop.settings import COUNT, SEED
from bertconv_interop.sources.case import LANGUAGE_MODELS


def compared(checkpoint, folder):
    """What transformers says of a checkpoint, bertconv's exit code and report, and what is wrong with these."""
    checkpoint.write(folder)
    said = answer(checkpoint, folder)
    code, report, stderr = verify(folder, *checkpoint.asked)
    return said, code, report, problems(checkpoint, said, code, report, stderr)


@pytest.mark.parametrize("kind", ("safetensors", "archive"))
@pytest.mark.parametrize("stored", CLASSES)
@pytest.mark.parametrize("wanted", CLASSES)
def test_every_class_as_every_class(kind, stored, wanted, tmp_path):
    """What loads whole passes."""
    made = random_checkpoint(random.Random(f"{SEED}/{stored}"), stored)
    made.kind, made.architecture = kind, wanted
    said, code, report, found = compared(made, tmp_path / "model")
    if not (said.missing or said.mismatched):
        found.append(code != 0 and f"exit code {code} for what loads whole: {errors(report)}")
    fail_on(found, tmp_path)


@pytest.mark.parametrize("number", range(COUNT))
def test_a_damaged_checkpoint(number, tmp_path):
    """Up to four damages of names, shapes, types, ties, config.json and files."""
    numbers = random.Random(f"{SEED}/{number}")
    made = random_checkpoint(numbers, numbers.choice(list(CLASSES)))
    damages = [numbers.choice(numbers.choice((NAMES, NAMES, CONTENTS, CONTENTS, PACKAGING)))
               for _ in range(numbers.choice((1, 1, 2, 2, 3, 4)))]
    damages.sort(key=lambda damage: PACKAGING.index(damage) if damage in PACKAGING else -1)
    if numbers.random() < 0.4:
        damages.insert(0, numbers.choice(FORMS))
    for damage in damages:
        damage(numbers, made)
    *_, found = compared(made, tmp_path / "model")
    fail_on(found, f"{tmp_path}: {', '.join(damage.__name__ for damage in damages)}")


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("kind", EXCEPTIONS)
def test_what_transformers_stumbles_over_does_not_pass(kind, number, tmp_path):
    """The loader raises what is listed, and no other exception."""
    numbers = random.Random(f"{SEED}/{kind}/{number}")
    made = random_checkpoint(numbers, numbers.choice(LANGUAGE_MODELS))
    EXCEPTIONS[kind](numbers, made)
    said, *_, found = compared(made, tmp_path / "model")
    found.append(said.raised != kind and f"transformers raises {said.raised or 'nothing'}, not {kind}")
    fail_on(found, tmp_path)
