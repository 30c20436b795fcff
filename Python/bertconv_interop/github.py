"""Runs a job of GitHub Actions and the composite actions of this repository as a runner does."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from bertconv_interop import recipes
from bertconv_interop.settings import ROOT

#: The action of this repository, as workflows name it; the part before the slash is no possible name of an owner.
OWN = re.compile(r"bertconv_example/bertconv@v(?P<version>[\d.]+)")


def filled(text: str, context: dict[str, str]) -> str:
    """A text with its expressions replaced; unknown names are an error."""
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: context[match[1]], text)


def holds(condition: str, context: dict[str, str]) -> bool:
    """Whether a condition of comparisons with strings holds; no job here is cancelled."""
    text = condition.strip().removeprefix("${{").removesuffix("}}").strip()

    def compare(part):
        if part == "!cancelled()":
            return True
        name, operator, value = re.fullmatch(r"([\w.-]+) (==|!=) '(.*)'", part).groups()
        return (context.get(name, "") == value) == (operator == "==")

    return all(compare(part.strip()) for part in text.split("&&"))


@dataclass
class Job:
    """A job on a machine: what its steps have done."""

    runner: recipes.Runner
    context: dict[str, str]
    #: Inputs that the tests add to those of the workflow.
    inputs: dict[str, str] = field(default_factory=dict)
    failed: str | None = None
    done: list[str] = field(default_factory=list)
    uploads: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self):
        self.files = {name: self.runner.folder / name.lower()
                      for name in ("GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in self.files.values():
            path.touch()
        self.runner.variables |= {name: str(path) for name, path in self.files.items()} | {
            "RUNNER_TEMP": str(self.runner.folder / "temporary"), "GITHUB_WORKSPACE": str(self.runner.checkout)}

    @property
    def summary(self):
        """The job's summary."""
        return self.files["GITHUB_STEP_SUMMARY"].read_text()

    def run(self, steps, context=None):
        """Runs the steps whose condition holds."""
        context = self.context if context is None else context
        for step in steps:
            if not (holds(step["if"], context) if "if" in step else not self.failed):
                continue
            self.done.append(step.get("name") or step["uses"])
            given = {name: filled(value, context) for name, value in step.get("with", {}).items()
                     if isinstance(value, str)}
            if OWN.fullmatch(step.get("uses", "")):
                self.action(given)
            elif "upload-sarif" in step.get("uses", ""):
                self.uploads.append(given)
            elif "run" in step:
                self.command(step, context)

    def action(self, given):
        """Runs the steps of this repository's action with these inputs."""
        action, = recipes.parsed(ROOT / "action.yml")
        unknown = set(given) - set(action["inputs"])
        assert not unknown, unknown
        values = {name: declared["default"] for name, declared in action["inputs"].items()} | given | self.inputs
        self.run(action["runs"]["steps"], {f"inputs.{name}": value for name, value in values.items()})

    def command(self, step, context):
        """Runs a script with its variables, and takes over what it hands to later steps."""
        assert step["shell"] == "bash"
        variables = {name: filled(value, context) for name, value in step.get("env", {}).items()}
        script = "".join(f"export {name}={recipes.quoted(value)}\n" for name, value in variables.items()) + step["run"]
        path = ":".join(reversed(self.files["GITHUB_PATH"].read_text().split("\n")))
        # The runner's own command line for `shell: bash`.
        result = self.runner.run(script, shell=["bash", "--noprofile", "--norc", "-eo", "pipefail"], path=path)
        self.said = result.stdout + result.stderr
        if result.returncode:
            self.failed = self.failed or step["name"]
        for line in self.files["GITHUB_OUTPUT"].read_text().splitlines():
            name, value = line.split("=", 1)
            context[f"steps.{step.get('id')}.outputs.{name}"] = value
        self.files["GITHUB_OUTPUT"].write_text("")


def job(folder: Path, workflow: str, model: str, release: Path) -> Job:
    """The job of a workflow, on a machine that gets bertconv from a folder."""
    document, = recipes.documents(workflow)
    found = Job(recipes.Runner(folder), {"matrix.model": model}, {"release": release.as_uri()})
    found.steps = document["jobs"]["verify"]["steps"]
    return found
