"""Makes testdata/sentence/, and records in case.json what sentence-transformers makes of each folder.

- `raises`: the error with which it refuses the folder; `encodes`: the error at the first text, if it loads.
- `modules`: the modules that it builds.
- `random`: parameters with other values after another seed.
- `filled`: parameters whose values no file of the folder has.
- `names`: how many parameters there are.
"""

import inspect
import shutil
import sys
import warnings
from pathlib import Path

import sentence_transformers
import torch
import transformers
from safetensors.torch import load_file

from bertconv_fixtures.compact_json import compact
from bertconv_fixtures.damage.case import words
from bertconv_fixtures.listing import entry, paragraphs
from bertconv_fixtures.sentence import damaged, damaged_encoders, models
from bertconv_fixtures.testdata import TESTDATA

FOLDER = Path(TESTDATA) / "sentence"


def cases():
    return {name.replace("_", "-"): function for module in (models, damaged, damaged_encoders)
            for name, function in vars(module).items() if inspect.isfunction(function) and hasattr(function, "load")}


def load(cls, folder, seed):
    torch.manual_seed(seed)
    return getattr(sentence_transformers, cls)(str(folder), device="cpu", local_files_only=True)


def stored(folder):
    """All values in the folder's files, as lists."""
    found = set()
    for path in folder.rglob("*"):
        values = {}
        if path.suffix == ".safetensors":
            values = load_file(path)
        elif path.suffix == ".bin":
            values = torch.load(path, weights_only=True)
        found |= {(tuple(value.shape), tuple(value.float().flatten().tolist())) for value in values.values()}
    return found


def record(cls, folder):
    """What the library makes of a folder."""
    answer = {"raises": None, "encodes": None, "modules": [], "names": 0, "random": [], "filled": []}
    try:
        one, two = (load(cls, folder, seed).float() for seed in (1, 2))
    except BaseException as problem:
        return answer | {"raises": words(problem)}
    state, other, values = one.state_dict(), two.state_dict(), stored(folder)
    answer["modules"] = [type(module).__name__ for module in one]
    answer["names"] = len(state)
    for name, value in state.items():
        if not torch.equal(value, other[name]) and not value.isnan().any():
            answer["random"].append(name)
        if not value.isnan().any() and (tuple(value.shape), tuple(value.flatten().tolist())) not in values:
            answer["filled"].append(name)
    try:
        one.predict([("word1", "word2")]) if cls == "CrossEncoder" else one.encode(["word1 word2"])
    except BaseException as problem:
        answer["encodes"] = words(problem)
    return answer


def outcome(answer):
    if answer["raises"]:
        return answer["raises"].partition(":")[0]
    parts = [f"{len(answer[name])} {name}" for name in ("random", "filled") if answer[name]]
    parts += ["fails at the first text"] if answer["encodes"] else []
    return ", ".join(parts) or "loads whole"


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    rows = []
    for name, function in cases().items():
        folder = FOLDER / name
        folder.mkdir(parents=True)
        function(folder)
        (folder / "README.md").unlink(missing_ok=True)
        (folder / "generation_config.json").unlink(missing_ok=True)
        answer = record(function.load, folder)
        about = {"title": " ".join(function.__doc__.split()), "load": function.load} | answer
        (folder / "case.json").write_text(compact(about).replace(str(FOLDER), "testdata/sentence") + "\n")
        rows.append(entry(name, about["title"], f"{function.load}: {outcome(answer)}"))
    (FOLDER / "README.md").write_text(paragraphs(INTRODUCTION) + "\n\n" + "\n".join(rows) + "\n")


INTRODUCTION = """# Folders of sentence-transformers

Sound and damaged folders, made with sentence-transformers 6.2.0 by \
[`bertconv_fixtures.sentence`](../../Python/bertconv_fixtures/sentence). The sizes of the encoder are those of \
`damage/`. `case.json` has what the library makes of the folder:

- `raises`: the error with which it refuses the folder, and `encodes` the one at the first text.
- `modules`: the modules that it builds, and `names` the number of their parameters and buffers.
- `random`: parameters that have other values after another seed.
- `filled`: parameters whose values no file of the folder has.
"""


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity(transformers.logging.CRITICAL + 1)
    transformers.logging.disable_progress_bar()
    if sentence_transformers.__version__ != "6.2.0":
        sys.exit("no cases are of this sentence-transformers")
    main()
