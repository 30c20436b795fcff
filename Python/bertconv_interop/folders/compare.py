"""Compares what bertconv says and makes of a folder with what transformers makes of it."""

import json
import shutil

from bertconv_interop.bertconv import bertconv
from bertconv_interop.checkpoints.compare import errors, lists
from bertconv_interop.folders.known import KNOWN
from bertconv_interop.folders.loader import ask, differences

#: Fields that lead elsewhere, which a file's configuration is written without.
LEADS = ("transformers_weights",)
#: A configuration that bertconv refuses, though it loads, has no lists: the sizes are not known.
REFUSED = {"BC701", "BC706"}


def verdict(made, built, code, report, stderr):
    """What is wrong with the exit status and the lists of `verify`."""
    if built.raised:
        return [code not in (1, 2, 3) and f"verify: exit code {code}, where transformers raises {built.raised}"]
    known = [KNOWN[mark] for mark in made.marks]
    codes = set.intersection(*[set(entry.codes) for entry in known]) if known else {0, 1, 2}
    wrong = [code == 0 and built.lost and f"verify: exit code 0, and the model has {built.lost}",
             code not in (0, 1, 2) and f"verify: exit code {code}: {stderr[-200:]}",
             code == 0 and 0 not in codes and f"verify: exit code 0, with a {', '.join(sorted(made.marks))}"]
    if made.sound and not made.marks and not built.lost and code != 0:
        wrong.append(f"verify: exit code {code} for what loads whole: {errors(report) or stderr[-200:]}")
    if report and code in (0, 1) and all(entry.lists for entry in known) and not REFUSED & set(errors(report)):
        wrong += [problem and f"verify: {problem}" for problem in lists(built, report)]
    return wrong


def converted(made, built, path, into_folder):
    """What is wrong with what `convert` makes of a folder, where it makes something."""
    out = path.parent / f"{path.name}-out"
    shutil.rmtree(out, ignore_errors=True)
    if into_folder:
        run = bertconv("convert", path, out, "--to", "safetensors", *made.asked)
    else:
        if built.raised:
            return []
        out.mkdir()
        run = bertconv("convert", path, out / "model.safetensors", *made.asked)
        configuration = {key: value for key, value in made.configuration.items() if key not in LEADS}
        (out / "config.json").write_text(json.dumps(configuration))
    if run.returncode != 0:
        return [run.returncode not in (1, 2) and f"convert: exit code {run.returncode}: {run.stderr[-200:]}",
                made.sound and not made.marks and not built.raised and not built.lost
                and f"convert: exit code {run.returncode} for what loads whole: {run.stderr[-200:]}"]
    if not all(KNOWN[mark].converts for mark in made.marks):
        return [f"convert: exit code 0, with a {', '.join(sorted(made.marks))}"]
    again = ask(made.architecture, out)
    if again.raised:
        return [f"convert: exit code 0, and transformers cannot load what it wrote: {again.raised}"]
    if built.raised:
        return []
    return values(built, again) + [into_folder and another_type(built, again)]


def another_type(built, again):
    """What is wrong with the type that the loader chooses for a converted folder."""
    types = [next(iter(model.parameters.values())).dtype for model in (built, again)]
    return types[0] != types[1] and f"convert: the output is loaded as {types[1]}, the input as {types[0]}"


def values(built, again):
    """What is wrong with the values of a converted model."""
    made_up = {*built.missing, *(name for name, _, _ in built.mismatched)}
    wanted = {name: value for name, value in built.parameters.items() if name not in made_up}
    other = differences(wanted, again.parameters)
    lost = [*again.missing, *(name for name, _, _ in again.mismatched)]
    return [lost and f"convert: exit code 0, and transformers makes up {len(lost)} parameters of the output, {lost[0]}",
            other and f"convert: {len(other)} of {len(wanted)} parameters are not what is loaded, {other[0]}"]
