"""`bertconv.verify` and `bertconv.convert`: what they return, and that errors have the program's own words."""

import inspect
import json
import re
import shutil
import subprocess
import sys

import pytest

from bertconv_interop import package
from bertconv_interop.settings import ROOT

DAMAGE = ROOT / "testdata" / "damage"
KERAS = ROOT / "testdata" / "transformers-4.44.2" / "BertForSequenceClassification"
SOURCE = ROOT / "Python" / "bertconv" / "src"
#: Options of the program that are no parameters: they are about several models or about how the result is shown.
SHOWN = {
    "verify": {"recursive", "jobs", "from-file", "partition", "resume", "write-baseline", "print-policy", "format",
               "report", "root", "color",
               "quiet", "verbose", "parameters"},
    "convert": {"format", "quiet"},
    "probe": {"format", "quiet"}}


@pytest.mark.parametrize("model, verdict", [
    ("healthy-BertModel", "pass"), ("missing-head", "fail"), ("truncated-safetensors", "partial"),
    ("no-weights", "nothing"), ("is-not-there", "partial")])
def test_each_verdict(installed, model, verdict):
    found = installed.evaluate(
        "(lambda r: [r.verdict, r.passed, r.data])(bertconv.verify(model))", model=DAMAGE / model)
    assert found[:2] == [verdict, verdict == "pass"]
    printed = json.loads(installed.run("bertconv", "verify", "--format", "json", DAMAGE / model).stdout)
    assert found[2] == printed["reports"][0]


def test_the_findings(installed):
    found = installed.evaluate(
        "[[f.rule, f.severity, f.subject, f.fix, f.accepted] for f in bertconv.verify(model).findings]",
        model=DAMAGE / "data-parallel")
    rule, severity, _, fix, accepted = found[0]
    assert (rule, severity, accepted) == ("BC105", "error", False)
    assert fix.startswith("bertconv convert ")
    assert installed.evaluate(
        "[f.accepted for f in bertconv.verify(model, allow=['BC105', 'BC304']).findings if f.rule == 'BC105']",
        model=DAMAGE / "data-parallel") == [True]


def test_one_value_needs_no_list(installed):
    accepted = "[[f.accepted for f in bertconv.verify(model, allow={}).findings if f.rule == 'BC105'] == [True]][0]"
    for allow in ("'BC105'", "['BC105']", "('BC105', 'BC304')"):
        assert installed.evaluate(accepted.format(allow), model=DAMAGE / "data-parallel")
    texts = [installed.error(f"bertconv.verify(model, schema={given})", model=package.SOUND, path=ROOT / "nowhere.json")
             for given in ("path", "[path]", "__import__('pathlib').Path(path)")]
    assert texts[0] == texts[1] == texts[2] and texts[0][2] == 2


def test_the_commands_of_which_one_must_be_chosen(installed):
    value = {"rule": "BC112", "severity": "error", "subject": "m", "message": "", "help": "",
             "choices": [{"prefix": name, "command": f"bertconv convert {name}", "output": name} for name in "ab"]}
    assert installed.evaluate("bertconv.Finding._of(value).choices", value=value) == [
        "bertconv convert a", "bertconv convert b"]


def test_the_version(installed):
    printed = installed.run("bertconv", "--version").stdout
    assert printed == f"bertconv {installed.evaluate('bertconv.__version__')}\n"


def test_the_options_of_verify(installed, tmp_path):
    assert installed.evaluate(
        "bertconv.verify(model, as_class='BertForMaskedLM', headers_only=True).model_class",
        model=DAMAGE / "healthy-BertModel") == "BertForMaskedLM"
    assert installed.evaluate(
        "bertconv.verify(pathlib.Path(model), fix=new, no_policy=True).passed",
        model=DAMAGE / "data-parallel", new=tmp_path / "fixed") is True
    assert (tmp_path / "fixed" / "model.safetensors").exists()


@pytest.mark.parametrize("name", ["-dash", "my model", "été"])
def test_places_that_could_be_misread(installed, name, tmp_path):
    shutil.copytree(package.SOUND, tmp_path / name)
    code = f"import bertconv; print(bertconv.verify({name!r}).passed)"
    assert installed.run("python", "-c", code, cwd=tmp_path).stdout == "True\n"


@pytest.mark.parametrize("call, command, status", [
    ("bertconv.verify(model, as_class='BertForNothing')", ["verify", "--as", "BertForNothing"], 64),
    ("bertconv.verify(model, loader='torch')", ["verify", "--loader", "torch"], 64),
    ("bertconv.verify(model, policy='/nowhere.yaml')", ["verify", "--policy", "/nowhere.yaml"], 2)])
def test_errors_have_the_words_of_the_program(installed, call, command, status):
    kind, message, found = installed.error(call, model=package.SOUND)
    printed = installed.run("bertconv", *command, str(package.SOUND)).stderr.strip()
    assert (kind, found, "error: " + message) == ("BertconvError", status, printed)


def test_a_conversion(installed, tmp_path):
    out = tmp_path / "out"
    found = installed.evaluate(
        "(lambda c: [c.model_class, c.written, c.byte_count, c.files])(bertconv.convert(model, out, to='safetensors'))",
        model=KERAS, out=out)
    assert found[:2] == ["BertForSequenceClassification", True]
    assert found[2] == (out / "model.safetensors").stat().st_size
    assert installed.error("bertconv.convert(model, out, to='safetensors')", model=KERAS, out=out)[0] == "BertconvError"


def test_what_would_be_written(installed, tmp_path):
    call = "(lambda c: [c.written, c.byte_count, c.files])(bertconv.convert(model, out, dry_run={}))"
    planned, written = (
        installed.evaluate(call.format(dry), model=KERAS, out=tmp_path / "out.safetensors") for dry in (True, False))
    assert planned[0] is False and written[0] is True
    assert 0 < planned[1] < written[1]
    assert planned[2] == written[2] == ["out.safetensors"]


def test_a_conversion_that_would_be_partly_random(installed, tmp_path):
    out = tmp_path / "out.safetensors"
    kind, message, status = installed.error("bertconv.convert(model, out)", model=package.BROKEN, out=out)
    assert (kind, status) == ("IncompleteError", 1)
    printed = installed.run("bertconv", "convert", "--quiet", str(package.BROKEN), str(out)).stderr.strip()
    assert "error: " + message == printed or message == printed
    assert "classifier.weight" in message
    assert not out.exists()
    assert installed.error("bertconv.convert(model, out, allow_incomplete=True)", model=package.BROKEN, out=out) is None


@pytest.mark.parametrize("command", SHOWN)
def test_a_parameter_for_each_option(installed, command):
    """An option that the program gets is one that the function must get too."""
    text = installed.run("bertconv", command, "--help").stdout
    options = set(re.findall(r"^  (?:-\w, )?--([\w-]+)", text, re.MULTILINE)) - {"version", "help"} - SHOWN[command]
    names = installed.evaluate(
        f"[p.name for p in __import__('inspect').signature(bertconv.{command}).parameters.values()"
        " if p.kind is p.KEYWORD_ONLY]")
    assert {"as" if name == "as_class" else name.replace("_", "-") for name in names} == options


def test_a_function_for_each_command_that_returns_a_result(installed):
    commands = re.findall(r"^  (\w+) ", installed.run("bertconv", "--help").stdout, re.MULTILINE)
    assert {"verify", "convert", "probe"} <= set(commands)
    assert installed.evaluate("all(callable(getattr(bertconv, name)) for name in ('verify', 'convert', 'probe'))")


def test_what_a_model_returns(installed, tmp_path):
    golden = tmp_path / "golden.json"
    call = "(lambda p: [p.model_class, p.sound, p.shapes])(bertconv.probe(model, {}))"
    found = installed.evaluate(call.format("ids=[[5, 9, 2], [7, 3]], write=golden"), model=KERAS, golden=golden)
    assert found[1] is True and golden.exists()
    assert found[2] == {"last_hidden_state": [2, 3, 16], "pooler_output": [2, 16], "logits": [2, 3]}
    assert installed.evaluate(call.format("against=golden"), model=KERAS, golden=golden) == found
    other = installed.evaluate(
        "bertconv.probe(other, ids=[[5, 9, 2], [7, 3]], against=model, tolerance=0.0).sound",
        model=KERAS, other=KERAS)
    assert other is True
    assert installed.error("bertconv.probe(model, 'A text.')", model=KERAS)[0] == "BertconvError"


@pytest.mark.parametrize("script, words", [
    ("kill -SEGV $$", "bertconv was ended by signal 11"), ("echo 'error: no room' >&2; exit 2", "no room"),
    ("echo '{\"repor'; exit 0", "bertconv ended with the exit status 0")])
def test_a_program_that_breaks(installed, script, words, tmp_path):
    """No result is ever made of half an answer."""
    fake = tmp_path / "fake"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    replace = "import pathlib, bertconv._program as p; p._candidates = lambda: [pathlib.Path(fake)]"
    for call in ("verify('x')", "convert('x', 'y')", "probe('x')"):
        kind, message, _ = installed.error(f"{replace}; bertconv.{call}", fake=fake)
        assert kind == "BertconvError" and words in message


def test_the_types(tmp_path):
    """mypy finds nothing in the package, knows what the functions return, and finds a wrong use."""
    use = tmp_path / "use.py"
    use.write_text(inspect.cleandoc("""
        import bertconv
        report: bertconv.Report = bertconv.verify("model", allow=["BC303"])
        rules: list[str] = [finding.rule for finding in report.findings]
        done: bertconv.Conversion = bertconv.convert("a", "b", dtype="f16")
        bertconv.verify("model", headers="yes")
    """))
    run = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--cache-dir=/dev/null",
                          SOURCE / "bertconv", use], capture_output=True, text=True, env={"MYPYPATH": str(SOURCE)})
    assert re.findall(r"error: (.*)  \[", run.stdout) == [
        'Unexpected keyword argument "headers" for "verify"'], run.stdout + run.stderr
