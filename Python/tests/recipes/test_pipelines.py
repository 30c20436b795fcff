"""The recipes for GitHub Actions and GitLab: valid by their schemas, and run step by step as the runners do."""

import json
import re
import shutil
import subprocess
import sys
import venv
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from bertconv_interop import github, recipes
from bertconv_interop.settings import BERTCONV, ROOT

VERSION = subprocess.run([BERTCONV, "--version"], capture_output=True, text=True).stdout.split()[-1]
MODELS = [pytest.param(recipes.SOUND, True, id="sound"), pytest.param(recipes.BROKEN, False, id="broken")]


def is_valid(path, schema, *options):
    """Whether a file fits the schema of SchemaStore, as check-jsonschema ships it."""
    run = subprocess.run([sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *options,
                          path], capture_output=True, text=True)
    return run.returncode == 0 or run.stdout + run.stderr


def test_github_is_valid():
    assert is_valid(recipes.FOLDER / "github-actions.yml", "vendor.github-workflows") is True


def test_the_action_is_valid():
    assert is_valid(ROOT / "action.yml", "vendor.github-actions") is True


def test_the_action_puts_no_input_into_a_script():
    """What a workflow passes could otherwise be run."""
    action, = recipes.parsed(ROOT / "action.yml")
    assert not [step["name"] for step in action["runs"]["steps"] if "${{" in step.get("run", "")]


@pytest.mark.parametrize("model, passes", MODELS)
def test_github(model, passes, tarball, tmp_path):
    """The step fails when the model does, and the report is shown and uploaded in either case."""
    job = github.job(tmp_path, "github-actions.yml", "model", tarball.parent)
    job.runner.add(model)
    job.run(job.steps)
    assert job.failed == (None if passes else "Verify the models"), job.said
    assert job.done == ["actions/checkout@v5", "bertconv_example/bertconv@v" + VERSION, "Install bertconv",
                        "Verify the models", "Upload the findings"]
    assert ("PASS" if passes else "FAIL") in job.summary.upper()
    upload, = job.uploads
    log, = json.loads(Path(upload["sarif_file"]).read_text())["runs"]
    places = [location["physicalLocation"]["artifactLocation"]["uri"]
              for result in log["results"] for location in result["locations"]]
    # A sound model may have notes.
    assert any(result["level"] == "error" for result in log["results"]) != passes
    assert all(place.startswith("model/") for place in places)
    # One job of a matrix must not replace what another uploads; an input `category` would have no effect.
    assert log["automationDetails"]["id"] == "bertconv/model/BertForSequenceClassification/"
    assert "category" not in upload


@pytest.mark.parametrize("name", ["my model", "-dash", "$(touch x)", "été"])
def test_github_with_other_names(name, tarball, tmp_path):
    job = github.job(tmp_path, "github-actions.yml", name, tarball.parent)
    job.runner.add(recipes.SOUND, name)
    job.run(job.steps)
    assert not job.failed and not (job.runner.checkout / "x").exists()


def test_the_inputs_of_the_action(tarball, tmp_path):
    """Several models and options, one a line; no upload; wrong usage is a failure without reports."""
    job = github.job(tmp_path, "github-actions.yml", "model", tarball.parent)
    job.runner.add(recipes.SOUND, "a")
    job.runner.add(recipes.BROKEN, "b c")
    job.inputs |= {"paths": "a\n\nb c\n", "options": "--headers-only\n--fail-on=never\n", "upload-sarif": "false"}
    job.run(job.steps)
    assert not job.failed and "Upload the findings" not in job.done
    assert "2 models" in job.summary or job.summary.count("b c") >= 1
    job.inputs["options"] = "--as=BertForNothing"
    job.done.clear()
    job.run(job.steps)
    assert job.failed == "Verify the models" and "BertForNothing" in job.said


@pytest.mark.parametrize("change", ["tarball", "sum"])
def test_github_stops_at_another_tarball(change, tarball, tmp_path):
    release = tmp_path / "release"
    shutil.copytree(tarball.parent, release)
    job = github.job(tmp_path / "machine", "github-actions.yml", "model", release)
    job.runner.add(recipes.SOUND)
    if change == "tarball":
        with open(release / tarball.name, "ab") as file:
            file.write(b"\0")
    else:
        job.inputs["sha256"] = "1" * 64
    job.run(job.steps)
    assert job.failed == "Install bertconv" and job.done[-1] == "Install bertconv" and not job.uploads


def gitlab(folder, model, wheel):
    """Runs the job as GitLab's runner does: before_script and script in one shell, in an image with Python."""
    document, = recipes.documents("gitlab-ci.yml")
    job = document["verify-model"]
    venv.create(folder / "image", with_pip=True)
    runner = recipes.Runner(folder, job["variables"] | {
        "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheel.parent), "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    runner.add(model)
    run = runner.run("set -eo pipefail\n" + "\n".join(job["before_script"] + job["script"]), shell=["bash"],
                     path=str(folder / "image" / "bin"))
    return run, runner.checkout, job["artifacts"]


def test_gitlab_is_valid():
    assert is_valid(recipes.FOLDER / "gitlab-ci.yml", "vendor.gitlab-ci", "--data-transform", "gitlab-ci") is True


@pytest.mark.parametrize("model, passes", MODELS)
def test_gitlab(model, passes, wheel, tmp_path):
    """The job fails when the model does, and its artifacts are there in either case."""
    run, checkout, artifacts = gitlab(tmp_path, model, wheel)
    assert (run.returncode == 0) == passes, run.stderr
    assert all((checkout / path).exists() for path in artifacts["paths"])
    suites = ElementTree.parse(checkout / artifacts["reports"]["junit"]).getroot()
    assert (suites.find(".//failure") is None) == passes
    issues = json.loads((checkout / artifacts["reports"]["codequality"]).read_text())
    assert any(issue["severity"] == "critical" for issue in issues) != passes
    assert artifacts["when"] == "always"


def test_the_image_of_gitlab_has_what_the_programs_need():
    """Debian's, whose glibc, libgcc and zlib are new enough."""
    document, = recipes.documents("gitlab-ci.yml")
    assert re.fullmatch(r"python:3\.\d+-slim", document["verify-model"]["image"])
