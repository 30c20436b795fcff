"""bertconv and `torch.load(weights_only=True)` agree on pickles that hide something.

They call only what torch calls. bertconv refuses a file, or it writes what torch loads, with `mmap` and without: the
same tensors, bit for bit. What torch does not load, it refuses too, or it says so.
"""

import json
import re
import struct
import subprocess
import sys
from importlib.resources import files

import pytest

from bertconv_interop.bertconv import bertconv
from bertconv_interop.pickles.recipes import recipes, sound
from bertconv_interop.problems import fail_on
from bertconv_interop.settings import COUNT, SEED

LOADER = files("bertconv_interop") / "pickles" / "loader.py"
RECIPES = recipes(SEED, 4 * COUNT)
#: What torch calls the types of a safetensors header.
TYPES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64", "I32": "int32",
    "I16": "int16", "I8": "int8", "U8": "uint8", "BOOL": "bool", "U16": "uint16", "U32": "uint32", "U64": "uint64",
    "C64": "complex64", "F8_E5M2": "float8_e5m2", "F8_E4M3": "float8_e4m3fn", "F8_E8M0": "float8_e8m0fnu",
    "F8_E5M2FNUZ": "float8_e5m2fnuz", "F8_E4M3FNUZ": "float8_e4m3fnuz"}


def loaded(paths):
    """What torch makes of each; a file that ends the process of the loader is asked about once."""
    answers = {}
    while len(answers) < len(paths):
        rest = [path for path in paths if path not in answers]
        run = subprocess.run(
            [sys.executable, LOADER], input="".join(f"{path}\n" for path in rest), capture_output=True, text=True)
        lines = run.stdout.splitlines()
        answers |= dict(zip(rest, map(json.loads, lines)))
        if len(lines) < len(rest):
            answers[rest[len(lines)]] = [{"error": f"crashes: {run.returncode}"}]
    return answers


def tensors(path):
    """What bertconv wrote, as the loader would say it."""
    data = path.read_bytes()
    length, = struct.unpack("<Q", data[:8])
    found = {}
    for name, entry_ in json.loads(data[8:8 + length]).items():
        if name != "__metadata__":
            start, end = (8 + length + offset for offset in entry_["data_offsets"])
            found[name] = f"torch.{TYPES[entry_['dtype']]} {entry_['shape']} {data[start:end].hex()}"
    return found


def converted(path):
    """Exit status of `bertconv convert`, what it wrote, and what it says."""
    output = path.with_suffix(".safetensors")
    # The files have a head alone, which is no model before its class is named.
    run = bertconv("convert", "--allow-incomplete", "--as", "BertForSequenceClassification", path, output)
    written = tensors(output) if output.exists() else None
    return run.returncode, written, run.stdout + run.stderr


def problem(answers, status, written, said):
    """What is wrong with what bertconv did; nil when nothing is, with a word for what happened."""
    if status not in (0, 1, 2):
        return f"ends with status {status}", "crash"
    if written is None:
        return None, "refused"
    where = re.findall(r"'([^']*)'", "".join(re.findall(r"the tensors are in (.*)", said)))
    is_said = "which torch does not load" in said or "does not know" in said or "not read: tensor" in said
    is_said = is_said or "torch itself cannot load" in said
    if "error" in answers[0]:
        return (None, "said") if is_said else (f"torch does not load it: {answers[0]['error']}", "read")
    for answer in answers:
        if "error" in answer:
            continue
        groups = {tuple(path): group for path, group in answer["dicts"]}
        there = groups.get(tuple(where), {})
        if where and any("." in name for name in groups[()]):
            return "the tensors beside the dict that was taken are a model's", "read"
        if set(answer["keys"]) < set(groups[()]):
            return "the dict that torch loads hides its tensors", "read"
        wrong = [name for name, value in written.items() if there.get(name) != value]
        lost = [name for name in there if name not in written and f"'{name}'" not in said]
        if wrong or lost:
            return f"other than torch's: {wrong}; not there, and not a word of it: {lost}", "read"
    return None, "equal"


@pytest.fixture(scope="session")
def answers(request, tmp_path_factory):
    """What torch makes of every file that this run asks about: one process for all, as it takes long to start."""
    names = [item.callspec.params["name"] for item in request.session.items
             if item.function is test_a_pickle_that_hides_something]
    folder = tmp_path_factory.mktemp("pickles")
    paths = {name: folder / f"{name}.bin" for name in names}
    for name, path in paths.items():
        path.write_bytes(RECIPES[name].bytes())
    found = loaded(list(paths.values()))
    return {name: found[path] for name, path in paths.items()}


@pytest.mark.parametrize("name", RECIPES)
def test_a_pickle_that_hides_something(name, answers, tmp_path):
    path = tmp_path / f"{name}.bin"
    path.write_bytes(RECIPES[name].bytes())
    status, written, said = converted(path)
    wrong, _ = problem(answers[name], status, written, said)
    fail_on([wrong], f"{path}: torch makes {str(answers[name])[:300]} of it; bertconv ends in {status}: {said[-300:]}")


@pytest.mark.parametrize("legacy", (False, True), ids=("zip", "legacy"))
def test_a_pickle_that_hides_nothing_is_read(legacy, tmp_path):
    path = tmp_path / "plain.bin"
    path.write_bytes(sound(legacy).bytes())
    answer, = loaded([path]).values()
    assert problem(answer, *converted(path)) == (None, "equal")
