"""What GitHub's code scanning accepts of SARIF, beyond the standard.

https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support, and the limits of
https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
"""

import gzip
import json
import re

LIMITS = {"runs": 20, "results": 25_000, "rules": 25_000, "locations": 1_000, "tags": 20}
#: Bytes of a file, compressed.
SIZE = 10 * 1024 * 1024
PRECISIONS = {"very-high", "high", "medium", "low"}


def problems(log: dict) -> list[str]:
    """Why code scanning would refuse the log, or show it badly."""
    size = len(gzip.compress(json.dumps(log).encode()))
    wrong = [f"{size} bytes compressed"] if size > SIZE else []
    wrong += over("runs", log["runs"])
    for run in log["runs"]:
        driver = run["tool"]["driver"]
        wrong += over("results", run["results"]) + over("rules", driver["rules"])
        if not re.fullmatch(r"(?:[^/]+/)+", run["automationDetails"]["id"]):
            wrong.append(f"the category {run['automationDetails']['id']} does not end with a slash")
        if not driver["informationUri"].startswith("https://"):
            wrong.append("no informationUri")
        wrong += [problem for rule in driver["rules"] for problem in rule_problems(rule)]
        wrong += [problem for result in run["results"] for problem in result_problems(result, run)]
    return wrong


def over(name: str, values: list) -> list[str]:
    """What exceeds a limit."""
    return [f"{len(values)} {name}"] if len(values) > LIMITS[name] else []


def rule_problems(rule: dict) -> list[str]:
    """What a rule lacks that is shown beside its alerts."""
    wrong = [f"{rule['id']}: no {name}" for name in ("shortDescription", "fullDescription", "help")
             if not rule[name]["text"]]
    properties = rule["properties"]
    wrong += over("tags", properties["tags"])
    if properties["precision"] not in PRECISIONS:
        wrong.append(f"{rule['id']}: precision {properties['precision']}")
    severity = properties.get("security-severity")
    if severity is not None and not 0 < float(severity) <= 10:
        wrong.append(f"{rule['id']}: security-severity {severity}")
    if not rule["helpUri"].startswith("https://"):
        wrong.append(f"{rule['id']}: helpUri {rule['helpUri']}")
    return wrong


def result_problems(result: dict, run: dict) -> list[str]:
    """What a result lacks to be placed in a file and recognised in the next run."""
    wrong = over("locations", result["locations"])
    if not result["locations"]:
        return [*wrong, f"{result['ruleId']}: no location"]
    physical = result["locations"][0]["physicalLocation"]
    if physical["region"].get("startLine", 0) < 1:
        wrong.append(f"{result['ruleId']}: no line")
    artifact = physical["artifactLocation"]
    base = artifact.get("uriBaseId")
    if not artifact["uri"] or artifact["uri"].startswith(("/", "./", "../")):
        wrong.append(f"{result['ruleId']}: uri {artifact['uri']!r}")
    if (base is None) != artifact["uri"].startswith("file:///"):
        wrong.append(f"{result['ruleId']}: {artifact['uri']} with the base {base}")
    if base is not None and not run["originalUriBaseIds"][base]["uri"].endswith("/"):
        wrong.append(f"the base {base} does not end with a slash")
    if not result["partialFingerprints"].get("primaryLocationLineHash"):
        wrong.append(f"{result['ruleId']}: no fingerprint")
    return wrong if result["message"]["text"] else [*wrong, f"{result['ruleId']}: no message"]
