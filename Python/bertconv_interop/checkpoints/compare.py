"""Compares `bertconv verify`'s report of a folder with what transformers says of it."""

import collections

#: Findings that say that weights are lost without a word of the loader's.
COLLISION, UNTIED = "BC104", "BC201"


def problems(checkpoint, answer, code, report, stderr):
    """What tells a report from what it should say."""
    if answer.raised:
        return [code not in (1, 2, 3) and f"exit code {code}, where transformers raises: {answer.raised}",
                not answer.known and f"transformers raises {answer.raised}, exit code {code}"]
    if report is None:
        return [f"exit code {code}: {stderr[-300:]}"]
    if not checkpoint.tensors and code == 2:
        # A PyTorch file without a tensor is no checkpoint to bertconv; transformers makes the whole model up.
        return exception(report, code, "BC602", *["BC705"] * bool(checkpoint.foreign))
    if checkpoint.foreign:
        return exception(report, code, "BC705")
    if checkpoint.stored_twice:
        return exception(report, code, COLLISION)
    return [*lists(answer, report), *numbers(answer, report), *verdict(answer, code),
            *silences(checkpoint, answer, report)]


def exception(report, code, *rules):
    """Where the loader says nothing and bertconv checks nothing, on purpose: by exit code 2 and one of these rules."""
    found = errors(report)
    return [code != 2 and f"exit code {code}", not set(rules) & set(found) and f"{found}, not {' or '.join(rules)}"]


def errors(report):
    """The rules of the errors that a report has."""
    findings = report["findings"] if report else []
    return sorted({finding["rule"] for finding in findings if finding["severity"] == "error"})


def lists(answer, report):
    """The three lists are the loader's, with nothing twice, but two tensors that the loader gives one name."""
    said = {
        "missing": [entry["name"] for entry in report["missing"]],
        "unexpected": {entry["name"] for entry in report["unexpected"]},
        "mismatched": [(entry["name"], *entry["found"], "for", *entry["expected"]) for entry in report["mismatched"]]}
    wanted = {
        "missing": answer.missing, "unexpected": answer.unexpected,
        "mismatched": [(name, *found, "for", *expected) for name, found, expected in answer.mismatched]}
    return [difference(kind, said[kind], wanted[kind]) for kind in said]


def difference(kind, said, wanted):
    """What one list has and the other has not."""
    said, wanted = collections.Counter(said), collections.Counter(wanted)
    return said != wanted and (
        f"{kind}: transformers alone {sorted((wanted - said).elements(), key=str)[:4]}"
        f" ({(wanted - said).total()}), bertconv alone {sorted((said - wanted).elements(), key=str)[:4]}"
        f" ({(said - wanted).total()})")


def numbers(answer, report):
    """The summary counts what is listed, and what the model has."""
    summary = report["summary"]
    wanted = {"expected": answer.expected, "missing": len(answer.missing), "unexpected": len(report["unexpected"]),
              "mismatched": len(answer.mismatched)}
    return [summary[key] != count and f"summary says {key}: {summary[key]}, not {count}"
            for key, count in wanted.items()]


def verdict(answer, code):
    """What a model would not get from the file stops the gate."""
    lost = answer.missing or answer.mismatched
    return [code not in (0, 1) and f"exit code {code}", lost and code == 0 and "exit code 0"]


def silences(checkpoint, answer, report):
    """What the loader says nothing of is found, and only that and what it drops for a prefix beside the same name."""
    found = {rule: any(finding["rule"] == rule and finding["severity"] == "error" for finding in report["findings"])
             for rule in (COLLISION, UNTIED)}
    prefixed = any(name.endswith("." + other.removeprefix("bert."))
                   for name in answer.unexpected for other in checkpoint.tensors if name != other)
    return [found[COLLISION] and not (answer.collisions or prefixed) and f"{COLLISION} without a second tensor",
            bool(answer.collisions) and not found[COLLISION] and f"no {COLLISION}: {answer.collisions[:3]}",
            bool(answer.untied) and not found[UNTIED] and f"no {UNTIED}: not tied: {answer.untied}"]
