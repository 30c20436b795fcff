"""The hook for commits, by the real pre-commit and as git's own, in a repository whose models come, go and move.

pre-commit takes it from a repository with the files of this one, and installs bertconv from the wheel; there is no
bertconv on the PATH then. As git's own hook, it needs one.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bertconv_interop import recipes
from bertconv_interop.settings import ROOT

#: Names that shells, git and bertconv could misread.
NAMES = ["model", "my models/cls", "-dash", "[a]*", "été/it's \"one\""]


#: What pre-commit needs of the repository of bertconv.
HOOK = [".pre-commit-hooks.yaml", "pyproject.toml", "docs/recipes/verify-staged"]


class Repository:
    """A git repository, with the hook if there is a source of it: git's own, or a repository for pre-commit."""

    def __init__(self, folder, hook=None, cache=None, wheel=None):
        self.folder = folder
        self.environment = os.environ | {
            "HOME": str(folder.parent), "GIT_CONFIG_GLOBAL": os.devnull, "PRE_COMMIT_HOME": str(cache or folder),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        if wheel:
            self.environment["PIP_FIND_LINKS"] = str(wheel.parent)
        folder.mkdir()
        self.git("init", "--quiet", ".")
        self.git("config", "user.email", "a@example.com")
        self.git("config", "user.name", "a")
        if hook is None:
            return
        if hook == "git":
            shutil.copy(recipes.FOLDER / "verify-staged", folder / ".git" / "hooks" / "pre-commit")
            (folder / ".git" / "hooks" / "pre-commit").chmod(0o755)
            return
        config = recipes.text("pre-commit-config.yaml")
        assert "repo: https://bertconv.example/bertconv\n" in config
        (folder / ".pre-commit-config.yaml").write_text(
            config.replace("https://bertconv.example/bertconv", str(hook.folder)))
        self.run("pre-commit", "install", "--install-hooks")
        self.git("add", ".")
        assert self.commit() is True

    def hide_bertconv(self):
        """Takes every bertconv off the PATH."""
        self.environment["PATH"] = ":".join(
            folder for folder in self.environment["PATH"].split(":") if not (Path(folder) / "bertconv").exists())

    def run(self, *command):
        """Runs a program that must succeed."""
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=True)

    def git(self, *arguments):
        """Runs git."""
        return self.run("git", *arguments)

    def add(self, model, name):
        """Writes a model to the working tree and stages it."""
        shutil.copytree(model, self.folder / name, dirs_exist_ok=True)
        self.git("add", "--all", "--", name)

    def start(self, model, name="model"):
        """Commits a model without the hook."""
        self.add(model, name)
        self.git("commit", "--quiet", "--no-verify", "--message", "start")

    def commit(self, *options):
        """Whether the hook lets a commit pass; what it wrote, if not."""
        run = subprocess.run(["git", "commit", "--quiet", "--message", "change", *options], cwd=self.folder,
                             env=self.environment, capture_output=True, text=True)
        return run.returncode == 0 or run.stdout + run.stderr


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """A repository with the hook, as bertconv's own is published, and the folder in which pre-commit keeps it."""
    folder = tmp_path_factory.mktemp("published")
    source = Repository(folder / "bertconv")
    for name in HOOK:
        (source.folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source.folder / name)
    source.git("add", ".")
    source.git("commit", "--quiet", "--message", "release")
    source.git("tag", re.search(r"rev: (\S+)", recipes.text("pre-commit-config.yaml")).group(1))
    return source, folder / "cache"


@pytest.fixture(params=["pre-commit", "git"])
def repository(request, tmp_path):
    if request.param == "git":
        request.getfixturevalue("on_path")
        return Repository(tmp_path / "repository", "git")
    source, cache = request.getfixturevalue("published")
    found = Repository(tmp_path / "repository", source, cache, request.getfixturevalue("wheel"))
    found.hide_bertconv()
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_model_that_is_added(repository, name):
    repository.add(recipes.SOUND, name)
    assert repository.commit() is True
    repository.add(recipes.BROKEN, name)
    said = repository.commit()
    assert said is not True and "FAIL" in said


@pytest.mark.parametrize("command, path", [
    ("validate-config", recipes.FOLDER / "pre-commit-config.yaml"), ("validate-manifest", ROOT / HOOK[0])])
def test_the_configuration_and_the_hook_are_valid(command, path, tmp_path):
    run = subprocess.run([sys.executable, "-m", "pre_commit", command, path], capture_output=True, text=True,
                         env=os.environ | {"PRE_COMMIT_HOME": str(tmp_path)})
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("lost", ["model.safetensors", "config.json"])
def test_a_model_that_loses_a_file(repository, lost):
    repository.start(recipes.SOUND)
    repository.git("rm", "--quiet", f"model/{lost}")
    assert repository.commit() is not True


def test_a_model_that_is_removed(repository):
    repository.start(recipes.SOUND)
    (repository.folder / "model" / "README.md").write_text("moved away\n")
    repository.git("add", ".")
    repository.git("rm", "--quiet", *[f"model/{path.name}" for path in recipes.SOUND.iterdir()])
    assert repository.commit() is True


@pytest.mark.parametrize("model, passes", [(recipes.SOUND, True), (recipes.BROKEN, False)], ids=["sound", "broken"])
def test_a_model_that_moves(repository, model, passes):
    repository.start(model)
    (repository.folder / "my models").mkdir()
    repository.git("mv", "model", "my models/cls")
    assert (repository.commit() is True) == passes


def test_weights_that_move_out_of_their_folder(repository):
    repository.start(recipes.SOUND)
    repository.git("mv", "model/model.safetensors", "elsewhere.safetensors")
    assert repository.commit() is not True


def test_the_configuration_of_a_pooling_layer_is_no_model(repository):
    repository.add(recipes.SENTENCES, "sentences")
    assert (repository.folder / "sentences" / "1_Pooling" / "config.json").exists()
    assert repository.commit() is True
    pooling = repository.folder / "sentences" / "1_Pooling" / "config.json"
    pooling.write_text(pooling.read_text() + "\n")
    assert repository.commit("--all") is True


def test_what_is_staged_counts_and_not_the_working_tree(repository):
    repository.add(recipes.BROKEN, "model")
    shutil.copytree(recipes.SOUND, repository.folder / "model", dirs_exist_ok=True)
    assert repository.commit() is not True
    repository.git("add", "model")
    shutil.copytree(recipes.BROKEN, repository.folder / "model", dirs_exist_ok=True)
    assert repository.commit() is True
    assert repository.commit("--all") is not True


def test_models_that_do_not_change_are_not_verified(repository):
    repository.start(recipes.BROKEN)
    (repository.folder / "README.md").write_text("a model\n")
    repository.git("add", "README.md")
    assert repository.commit() is True


def test_a_model_in_the_root_of_the_repository(repository):
    for path in recipes.SOUND.iterdir():
        shutil.copy(path, repository.folder)
    repository.git("add", ".")
    assert repository.commit() is True
    repository.git("rm", "--quiet", "--cached", "model.safetensors")
    assert repository.commit() is not True


def test_one_bad_model_of_several(repository):
    for name in NAMES:
        repository.add(recipes.SOUND, name)
    repository.add(recipes.BROKEN, "last one")
    said = repository.commit()
    assert said is not True and said.count("FAIL") == 1 and "PASS" in said


@pytest.mark.parametrize("repository", ["git"], indirect=True)
def test_a_machine_without_bertconv(repository):
    repository.hide_bertconv()
    repository.add(recipes.SOUND, "model")
    said = repository.commit()
    assert said is not True and "bertconv" in said
