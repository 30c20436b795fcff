"""Prints what `bertconv verify` makes of models, and checks what it must find.

verdicts.py FOLDER TRAINED MODEL=PATH...
"""

import json
import subprocess
import sys
from os import environ
from pathlib import Path

from evidence import grouped, table

#: The verdicts of docs/untrained.md as `verify` reports them.
VERDICTS = {
    "proven": ("BC501", "error"), "strong": ("BC502", "error"), "decayed": ("BC502", "error"),
    "rows": ("BC503", "warning"), "barely": ("BC504", "warning"), "undecided": None, "trained": None}

#: What is untrained in the published models, and what must be said of it.
PUBLISHED = {
    "minilm": (
        (), {"bert.pooler.dense": ("BC505", None)}),
    "antiberty": (
        ("--as", "BertModel"),
        {"bert.embeddings.position_embeddings": ("BC503", ["230-511"]),
         "bert.embeddings.token_type_embeddings": ("BC503", ["1"])})}


def verify(path, *options):
    command = [environ["BERTCONV"], "verify", path, "--format", "json", "--fail-on", "never", *options]
    return json.loads(subprocess.run(command, capture_output=True).stdout)


def findings(report):
    """The findings about untrained values, by module."""
    found = (finding for finding in report["findings"] if finding["rule"].startswith("BC50"))
    return {whole(finding["evidence"]["module"]): finding for finding in found}


def whole(module):
    """A module's name in a model with a head."""
    return module if module.startswith(("bert.", "cls.", "classifier", "qa_outputs")) else f"bert.{module}"


def models(folder):
    print("### What verify says of the modules of untrained models\n")
    paths = sorted(folder.glob("verify-*.jsonl"))
    lines = [json.loads(line) for path in paths for line in path.read_text().splitlines()]
    kinds = [("BC501", "error"), ("BC502", "error"), ("BC503", "warning"), ("BC504", "warning"), ("BC504", "note"),
             ("BC505", "note")]
    rows, silent = [], {}
    for group, members in grouped(lines, lambda line: line["set"]).items():
        counts, fresh, others = dict.fromkeys(kinds, 0), 0, 0
        for line in members:
            found = findings(line["report"])
            fresh += len(line["fresh"])
            for module in line["fresh"]:
                if module in found:
                    counts[found[module]["rule"], found[module]["severity"]] += 1
                else:
                    silent.setdefault(group, []).append(module.rpartition("layer.")[2].lstrip("0123456789."))
            others += sum(m not in line["fresh"] and not m.endswith("pooler.dense") for m in found)
        missed = len(silent.get(group, []))
        stopped = sum(any(f["severity"] == "error" for f in findings(line["report"]).values()) for line in members)
        rows.append([group, len(members), stopped, fresh, *counts.values(), missed, others])
    table(["set", "models", "with an error", "fresh modules", *(" ".join(kind) for kind in kinds), "not named",
           "trained modules named"], rows)
    for group, names in silent.items():
        each = (f"{name} {len(same)}" for name, same in grouped(names, str).items())
        print(f"Not named in {group}: {', '.join(each)}.")
    print()


def cases(trained):
    def place(path):
        return [word.zfill(9) for word in path.parent.name.split("-")]

    print("### Heads trained for some steps (testdata/trained)\n")
    rows, failed = [], 0
    for path in sorted(trained.glob("*/case.json"), key=place):
        case = json.loads(path.read_text())
        found = findings(verify(path.parent))
        for module, verdict in case["expected"].items():
            finding = found.get(module)
            said = (finding["rule"], finding["severity"]) if finding else None
            evidence = finding["evidence"] if finding else {}
            asked = case.get("evidence", {})
            is_right = said == VERDICTS[verdict] and asked == {key: evidence.get(key) for key in asked}
            failed += not is_right
            rows.append([
                path.parent.name, case.get("correlation", "–"), case.get("accuracy", "–"), verdict,
                " ".join(said) if said else "nothing", finding["message"] if finding else "–",
                "as expected" if is_right else "**wrong**"])
    table(["case", "correlation with its beginning", "accuracy", "expected", "found", "words", ""], rows)
    return failed


def published(paths):
    print("### The published models\n")
    rows, failed = [], 0
    for model, path in paths.items():
        options, expected = PUBLISHED[model]
        report = verify(path, *options)
        found = findings(report)
        for module in sorted({*expected, *found}):
            finding = found.get(module)
            said = finding and (finding["rule"], finding["evidence"].get("rows"))
            is_right = said == expected.get(module)
            failed += not is_right
            rows.append([model, module, said[0] if said else "nothing", finding["message"] if finding else "–",
                         "as expected" if is_right else "**wrong**"])
        checked = report["summary"]
        print(f"{model}: {checked['checkedTensors']} of {checked['tensors']} tensors with their values.\n")
    table(["model", "module", "rule", "words", ""], rows)
    return failed


def main(folder, trained, *pairs):
    models(Path(folder))
    failed = cases(Path(trained)) + published(dict(pair.split("=", 1) for pair in pairs))
    print(f"{failed} unexpected" if failed else "All as expected.")
    return failed > 0


sys.exit(main(*sys.argv[1:]))
