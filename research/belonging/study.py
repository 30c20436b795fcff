"""Judges sound and broken models with `bertconv verify`, and prints the tables of docs/belonging.md.

    python study.py BERTCONV TRAINED FOLDER…

TRAINED is what `train.py` wrote; each FOLDER is a published model in safetensors. Exits 1 if something that must be
found in a published model is not found, if the command that BC801 prints does not give the model back, or if a sound
model is accused."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import breaks

#: From this hidden size on, everything must be found.
CERTAIN_WIDTH = 256
#: The class without heads, by `model_type`.
BACKBONES = {
    "bert": "BertModel", "distilbert": "DistilBertModel", "electra": "ElectraModel", "mpnet": "MPNetModel",
    "roberta": "RobertaModel", "roberta-prelayernorm": "RobertaPreLayerNormModel"}
RULES = {"BC707", "BC801", "BC802", "BC803", "BC805", "BC806"}


def backbone(folder):
    """The class without heads."""
    return BACKBONES[json.loads((Path(folder) / "config.json").read_text())["model_type"]]


def verify(bertconv, model, folder):
    """(findings of belonging, whether the report says that nothing can be told)."""
    path = model.save(folder) if isinstance(model, breaks.Model) else model
    run = subprocess.run(
        [bertconv, "verify", "--format", "json", "--as", backbone(path), str(path)], capture_output=True, text=True,
        check=False, cwd=folder.parent)
    report = json.loads(run.stdout)["reports"][0]
    found = [finding for finding in report["findings"] if finding["rule"] in RULES]
    return found, any("belong" in note for note in report["notes"])


def is_cured(bertconv, finding, model, folder):
    """Whether the command that a finding carries writes the parameters of `model`."""
    run = subprocess.run(
        ["bash", "-c", finding["fix"]["command"]], cwd=folder.parent, capture_output=True, check=False,
        env={**os.environ, "PATH": f"{Path(bertconv).parent}:{os.environ['PATH']}"})
    fixed = folder.parent / finding["fix"]["output"]
    weights = breaks.Model(fixed).weights if run.returncode == 0 else {}
    shutil.rmtree(fixed, ignore_errors=True)
    start = len(model.prefix)
    return all(any(np.array_equal(value, weights.get(name)) for name in (full, full[start:]))
               for full, value in model.weights.items() if value.dtype.kind == "f")


def score(finding):
    """The numbers of a finding, in short."""
    return ", ".join(
        f"{name} {value}" for name, value in finding["evidence"].items() if isinstance(value, int | float)
        and name != "layer")


def main():
    """Prints the tables."""
    bertconv, trained, *published = [Path(path).resolve() for path in sys.argv[1:]]
    wrong = 0
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "model"
        for path in published:
            model = breaks.Model(path)
            name = f"{model.layers} layers, H {model.width}"
            print(f"\n| {name}, broken | rule | subject | scores |\n| --- | --- | --- | --- |")
            for what, broken, rule, subject in breaks.broken(model):
                found, _ = verify(bertconv, broken, folder)
                hits = [f for f in found if f["rule"] in rule and subject in f["subject"]]
                others = sorted({f["rule"] for f in found} - {f["rule"] for f in hits})
                first = hits[0] if hits else None
                names = " and ".join([first["rule"] if first else "**missed**", *others])
                cured = not first or first["rule"] != "BC801" or is_cured(bertconv, first, model, folder)
                wrong += (not first and model.width >= CERTAIN_WIDTH) or not cured
                print(f"| {what} | {names}{'' if cured else ' **not cured**'} | "
                      f"{first['subject'] if first else ''} | {score(first) if first else ''} |", flush=True)
            print(f"\n| {name}, sound | accused |\n| --- | --- |")
            for what, sound in breaks.sound(model):
                found, unclear = verify(bertconv, sound, folder)
                wrong += bool(found)
                rules = ", ".join(sorted({f["rule"] for f in found}))
                print(f"| {what} | {rules or ('cannot tell' if unclear else 'no')} |", flush=True)
        print("\n| trained here | accused |\n| --- | --- |")
        for path in sorted(trained.iterdir()):
            found, unclear = verify(bertconv, path, folder)
            wrong += bool(found)
            rules = ", ".join(sorted({f["rule"] for f in found}))
            print(f"| {path.name} | {rules or ('cannot tell' if unclear else 'no')} |", flush=True)
        one, other = trained / "H 128, 400 steps", trained / "H 128, another run, 400 steps"
        if one.exists() and other.exists():
            print("\n| layer of another run | found | scores |\n| --- | --- | --- |")
            one, other = breaks.Model(one), breaks.Model(other)
            for number in range(one.layers):
                found, unclear = verify(bertconv, breaks.graft(one, number, other.layer(number)), folder)
                hits = [f for f in found if f["subject"] == f"layer.{number}"]
                print(f"| {number} | {'yes' if hits else 'cannot tell' if unclear else 'no'} | "
                      f"{score(hits[0]) if hits else ''} |", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
