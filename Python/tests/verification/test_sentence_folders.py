"""bertconv and sentence-transformers agree on random folders of modules.

Where the library raises, fails at the first text, or makes up a parameter that a text goes through, `verify` does not
end in 0. Neither does it where a module with weights is left out. Where a folder is sound, `verify` ends in 0. What
`convert` makes of a folder that passes has the same vectors.
"""

import random

import pytest

pytest.importorskip("sentence_transformers")

import torch

from bertconv_fixtures.sentence.make import load, record
from bertconv_interop.bertconv import bertconv, verify
from bertconv_interop.problems import fail_on
from bertconv_interop.sentence import folder as folders
from bertconv_interop.settings import COUNT, SEED

CLASS = "SentenceTransformer"


def vectors(path):
    return torch.from_numpy(load(CLASS, path, 1).float().encode(["word1 word2 word3"]))


@pytest.mark.parametrize("number", range(COUNT))
def test_a_folder(number, tmp_path):
    """What bertconv says and makes of a folder."""
    numbers = random.Random(f"{SEED}/sentence/{number}")
    path = tmp_path / "model"
    folders.make(numbers, path)
    kept = [found.relative_to(path) for found in folders.weights(path)]
    done, sound = [], True
    for _ in range(numbers.choice((0, 1, 1, 1, 2))):
        change = numbers.choice(folders.HARMLESS if numbers.random() < 0.3 else folders.DAMAGES)
        if change in folders.OF_WEIGHTS and not folders.weights(path):
            continue
        try:
            change(numbers, path)
        except (IndexError, OSError, KeyError, ValueError, TypeError, AttributeError):
            # An earlier change took what this one needs, or did the same.
            sound = False
            continue
        done.append(change.__name__)
        sound = sound and change in folders.HARMLESS
    built = record(CLASS, path)
    made_up = [name for name in built["filled"] if ".pooler." not in name]
    with_weights = [name for name in built["modules"] if name in ("Dense", "LayerNorm")]
    left_out = not built["raises"] and len(with_weights) < len(kept)
    code, report, stderr = verify(path)
    bad = built["raises"] or built["encodes"] or made_up or left_out
    wrong = [
        code == 0 and bad and f"verify: exit code 0: {built['raises'] or built['encodes'] or made_up or 'left out'}",
        code not in (0, 1, 2) and f"verify: exit code {code}: {stderr[-200:]}",
        sound and code != 0 and f"verify: exit code {code} for a sound folder: {findings(report) or stderr[-200:]}"]
    if not wrong[0] and code == 0:
        out = tmp_path / "out"
        run = bertconv("convert", path, out, "--to", numbers.choice(("safetensors", "pytorch")), "--quiet")
        if run.returncode:
            wrong.append(sound and f"convert: exit code {run.returncode}: {run.stderr[-200:]}")
        elif not torch.equal(vectors(path), vectors(out)):
            wrong.append("convert: other vectors")
    fail_on([problem for problem in wrong if problem], f"{tmp_path}: {', '.join(done)}")


def findings(report):
    return report and [(found["rule"], found["subject"], found["message"]) for found in report["findings"]]
