"""Compares bertconv with torch.load(weights_only=True) on pickles that hide something: pickles_check.py FOLDER [FILE...]

Every construct for the weight, before and after it, and at some of the other places; every checkpoint that is odd as a
whole; each as an archive and as a file of torch before 1.6. bertconv refuses a file, or it writes what torch loads: the
same tensors, bit for bit. What torch does not load, it refuses too, or it says so.

BERTCONV_SEED takes other places, BERTCONV_PICKLES says how many files are tried at least.
"""

import json
import os
import random
import re
import struct
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cases import report
from torch_hides_constructs import all_constructs
from torch_hides_maker import Maker
from torch_hides_places import PLACES, after, all_roots, before, entry, legacy_roots

SEED = os.environ.get("BERTCONV_SEED", "1")
COUNT = int(os.environ.get("BERTCONV_PICKLES", "4000"))
LOADER = Path(__file__).with_name("pickles_load.py")
#: What torch calls the types of a safetensors header.
TYPES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64", "I32": "int32",
    "I16": "int16", "I8": "int8", "U8": "uint8", "BOOL": "bool", "U16": "uint16", "U32": "uint32", "U64": "uint64",
    "C64": "complex64", "F8_E5M2": "float8_e5m2", "F8_E4M3": "float8_e4m3fn", "F8_E8M0": "float8_e8m0fnu",
    "F8_E5M2FNUZ": "float8_e5m2fnuz", "F8_E4M3FNUZ": "float8_e4m3fnuz"}


def recipes():
    """What is tried: (name, function of a Maker, whether of the old kind, whether the weight is one object) each."""
    numbers = random.Random(SEED)
    constructs, roots, old_roots = all_constructs(), all_roots(), legacy_roots()
    always = [(name, place) for name in constructs for place in (entry, before, after) if "attribute" not in name]
    every = [(name, place) for name in constructs for place in PLACES]
    numbers.shuffle(every)
    chosen = dict.fromkeys([*always, *every[:max(0, COUNT - 2 * len(always) - 2 * len(roots))]])
    for name, place in chosen:
        for legacy in (False, True):
            shared = numbers.random() < 0.5
            label = f"{'legacy' if legacy else 'zip'}-{place.__name__}-{name}{'-shared' if shared else ''}"
            yield label, lambda make, name=name, place=place: place(make, constructs[name]), legacy, shared
    for legacy, kinds in ((False, roots), (True, roots | old_roots)):
        for name, root in kinds.items():
            yield f"{'legacy' if legacy else 'zip'}-root-{name}", root, legacy, numbers.random() < 0.5


def write(folder, wanted):
    """Writes the files; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for label, root, legacy, shared in recipes():
        name = re.sub(r"[^A-Za-z0-9._-]", "_", label)
        if wanted and name not in wanted:
            continue
        make = Maker(legacy, shared)
        path = folder / f"{name}.bin"
        path.write_bytes(make.file(root(make)))
        paths.append(path)
    return paths


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
    """What bertconv wrote, as pickles_load.py would say it."""
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
    run = subprocess.run(
        [os.environ["BERTCONV"], "convert", "--allow-incomplete", path, output], capture_output=True, text=True)
    written = tensors(output) if output.exists() else None
    output.unlink(missing_ok=True)
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


def main(folder, wanted):
    """Checks all files, and keeps those that are wrong."""
    paths = write(folder, wanted)
    answers = loaded(paths)
    with ThreadPoolExecutor(2) as pool:
        results = dict(zip(paths, pool.map(converted, paths)))
    outcomes = Counter()
    for path, result in results.items():
        wrong, outcome = problem(answers[path], *result)
        outcomes[outcome] += 1
        if wrong:
            report(f"pickle {path.stem}", [wrong])
        elif not wanted:
            path.unlink()
        if wanted:
            print(path.stem, outcome, answers[path], result[0], result[2], sep="\n  ")
    counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    report(f"{len(paths)} pickles that hide something: {counts}", [
        not wanted and len(paths) < 1000 and "these are too few", not wanted and not outcomes["equal"] and "none is read"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
