"""The recipes for GitHub Actions and GitLab: valid by their schemas, and run step by step as the runners do."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from bertconv_interop import recipes

MODELS = [pytest.param(recipes.SOUND, True, id="sound"), pytest.param(recipes.BROKEN, False, id="broken")]


def is_valid(name, schema, *options):
    """Whether a recipe fits the schema of SchemaStore, as check-jsonschema ships it."""
    run = subprocess.run([sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *options,
                          recipes.FOLDER / name], capture_output=True, text=True)
    return run.returncode == 0 or run.stdout + run.stderr


class GitHub:
    """What a runner of GitHub Actions does with the job of the recipe."""

    def __init__(self, folder, tarball, checksum=None, model="model"):
        workflow, = recipes.documents("github-actions.yml")
        self.job = workflow["jobs"]["verify"]
        self.runner = recipes.Runner(folder)
        self.path, self.summary, self.failed = folder / "path", folder / "summary", None
        for file in (self.path, self.summary):
            file.touch()
        self.runner.variables = {
            name: value.replace("${{ matrix.model }}", model)
            for name, value in (workflow["env"] | self.job["env"]).items()}
        self.runner.variables |= {
            "BERTCONV_TARBALL": tarball.as_uri(), "BERTCONV_SHA256": checksum or recipes.sum_of(tarball),
            "RUNNER_TEMP": str(folder / "temporary"), "GITHUB_PATH": str(self.path),
            "GITHUB_STEP_SUMMARY": str(self.summary)}

    def runs(self, step):
        """Whether the condition of a step holds: that nothing failed, or those of the recipe."""
        if "if" not in step:
            return not self.failed
        file, = re.fullmatch(r"\$\{\{ !cancelled\(\) && hashFiles\('([\w.]+)'\) != '' \}\}", step["if"]).groups()
        return (self.runner.checkout / file).exists()

    def run(self):
        """Runs the steps and returns those that were run, by their names or actions."""
        done = []
        for step in filter(self.runs, self.job["steps"]):
            done.append(step.get("name") or step["uses"])
            if "run" in step:
                result = self.runner.run(step["run"], path=":".join(reversed(self.path.read_text().split("\n"))))
                self.failed = self.failed or (step["name"] if result.returncode else None)
        return done


def test_github_is_valid():
    assert is_valid("github-actions.yml", "vendor.github-workflows") is True


@pytest.mark.parametrize("model, passes", MODELS)
def test_github(model, passes, tarball, tmp_path):
    """The step fails when the model does, and the report is shown and uploaded in either case."""
    job = GitHub(tmp_path, tarball)
    job.runner.add(model)
    done = job.run()
    assert job.failed == (None if passes else "Verify the model")
    assert done == ["actions/checkout@v5", "Install bertconv", "Verify the model", "Show the report",
                    "github/codeql-action/upload-sarif@v4"]
    assert ("PASS" if passes else "FAIL") in job.summary.read_text().upper()
    upload = job.job["steps"][-1]["with"]
    log = json.loads((job.runner.checkout / upload["sarif_file"]).read_text())
    results = log["runs"][0]["results"]
    places = [location["physicalLocation"]["artifactLocation"]["uri"]
              for result in results for location in result["locations"]]
    # A sound model may have notes.
    assert any(result["level"] == "error" for result in results) != passes
    assert all(place.startswith("model/") for place in places)
    # One job of the matrix must not replace what another uploads.
    assert "${{ matrix.model }}" in upload["category"]


def test_github_with_a_space_in_the_folder(tarball, tmp_path):
    job = GitHub(tmp_path, tarball, model="my model")
    job.runner.add(recipes.SOUND, "my model")
    assert job.run() and not job.failed


def test_github_stops_at_another_tarball(tarball, tmp_path):
    job = GitHub(tmp_path, tarball, checksum="1" * 64)
    job.runner.add(recipes.SOUND)
    assert job.run() == ["actions/checkout@v5", "Install bertconv"]
    assert job.failed == "Install bertconv"


def gitlab(folder, model, tarball, checksum=None):
    """Runs the job as GitLab's runner does: before_script and script in one shell."""
    document, = recipes.documents("gitlab-ci.yml")
    job = document["verify-model"]
    runner = recipes.Runner(folder, job["variables"] | {
        "BERTCONV_TARBALL": tarball.as_uri(), "BERTCONV_SHA256": checksum or recipes.sum_of(tarball)})
    runner.add(model)
    run = runner.run("set -eo pipefail\n" + "\n".join(job["before_script"] + job["script"]), shell=["bash"])
    return run, runner.checkout, job["artifacts"]


def test_gitlab_is_valid():
    assert is_valid("gitlab-ci.yml", "vendor.gitlab-ci", "--data-transform", "gitlab-ci") is True


@pytest.mark.parametrize("model, passes", MODELS)
def test_gitlab(model, passes, tarball, tmp_path):
    """The job fails when the model does, and its artifacts are there in either case."""
    run, checkout, artifacts = gitlab(tmp_path, model, tarball)
    assert (run.returncode == 0) == passes, run.stderr
    assert all((checkout / path).exists() for path in artifacts["paths"])
    suites = ElementTree.parse(checkout / artifacts["reports"]["junit"]).getroot()
    assert (suites.find(".//failure") is None) == passes
    assert artifacts["when"] == "always"


def test_gitlab_stops_at_another_tarball(tarball, tmp_path):
    run, checkout, _ = gitlab(tmp_path, recipes.SOUND, tarball, checksum="1" * 64)
    assert run.returncode != 0 and not (checkout / "verify.json").exists()
