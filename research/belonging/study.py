"""Judges sound and broken models with `bertconv verify`, and prints the tables of docs/belonging.md.

    python study.py BERTCONV TRAINED FOLDER…

TRAINED is what `train.py` wrote; each FOLDER is a published model in safetensors. Exits 1 if something that must be
found in a published model is not found, or if a sound model is accused."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import breaks

RULES = {"BC801", "BC802", "BC803", "BC805", "BC806"}


def verify(bertconv, model, folder):
    """(findings of belonging, whether the report says that nothing can be told)."""
    path = model.save(folder) if isinstance(model, breaks.Model) else model
    run = subprocess.run(
        [bertconv, "verify", "--format", "json", "--as", "BertModel", str(path)], capture_output=True, text=True,
        check=False)
    report = json.loads(run.stdout)
    report = report["reports"][0] if "reports" in report else report
    found = [finding for finding in report["findings"] if finding["rule"] in RULES]
    return found, any("belong together" in note for note in report["notes"])


def score(finding):
    """The numbers of a finding, in short."""
    return ", ".join(
        f"{name} {value}" for name, value in finding["evidence"].items() if isinstance(value, int | float)
        and name != "layer")


def main():
    """Prints the tables."""
    bertconv, trained, published = sys.argv[1], Path(sys.argv[2]), [Path(path) for path in sys.argv[3:]]
    wrong = 0
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "model"
        for path in published:
            model = breaks.Model(path)
            name = f"{model.layers} layers, H {model.configuration['hidden_size']}"
            print(f"\n| {name}, broken | rule | subject | scores |\n| --- | --- | --- | --- |")
            for what, broken, rule, subject in breaks.broken(model):
                found, _ = verify(bertconv, broken, folder)
                hits = [f for f in found if f["rule"] in rule and subject in f["subject"]]
                wrong += not hits
                first = hits[0] if hits else None
                print(f"| {what} | {first['rule'] if first else '**missed**'} | "
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
