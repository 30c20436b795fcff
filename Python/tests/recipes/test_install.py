"""How bertconv gets onto a machine or into an image, and that the page names every recipe."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bertconv_interop import recipes
from bertconv_interop.settings import ROOT

PAGE = (ROOT / "docs" / "gating.md").read_text()
INSTALL = (ROOT / "docs" / "install.md").read_text()


def stages(name):
    """The stages of a Dockerfile: name, base, and instructions as (name, rest); lines that continue are joined."""
    lines = [line for line in recipes.text(name).splitlines() if line and not line.startswith("#")]
    found = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        step, rest = line.split(" ", 1)
        if step == "FROM":
            base, _, stage = rest.partition(" AS ")
            found.append((stage, base, []))
        else:
            found[-1][2].append((step, rest))
    return found


class Image:
    """Builds an image: each stage is a folder, and its commands are run with the paths in it."""

    def __init__(self, name, folder):
        self.name, self.folder, self.context = name, folder, folder / "context"
        self.context.mkdir(parents=True)

    def root(self, stage):
        """The root of a stage, or of the image itself."""
        path = self.folder / "stages" / (stage or "image")
        for part in ("tmp", "usr/local/bin"):
            (path / part).mkdir(parents=True, exist_ok=True)
        return path

    def build(self):
        """Whether every command succeeded."""
        for stage, _, steps in stages(self.name):
            root = self.root(stage)
            for step, rest in steps:
                if step == "COPY":
                    self.copy(root, rest)
                elif step == "RUN":
                    script = re.sub(r"(?<![\w./])/(image|tmp|usr/local)\b", rf"{root}/\1", rest)
                    path = f"{root}/usr/local/bin:{os.environ['PATH']}"
                    run = subprocess.run(["sh", "-c", script], env=os.environ | {"PATH": path}, capture_output=True,
                                         cwd=root / "tmp")
                    if run.returncode:
                        return False
        return True

    def copy(self, root, rest):
        """COPY from the context or from an earlier stage."""
        words = rest.split()
        options = [word for word in words if word.startswith("--")]
        *sources, target = [word for word in words if not word.startswith("--")]
        stage = next((option.removeprefix("--from=") for option in options if option.startswith("--from=")), None)
        for source in sources:
            start = self.root(stage) if stage else self.context
            found = list(start.glob(source.strip("/")))
            assert found, source
            for file in found:
                if file.is_dir():
                    shutil.copytree(file, root / target.strip("/"), dirs_exist_ok=True)
                else:
                    shutil.copy(file, root / target.strip("/") / file.name)


@pytest.mark.parametrize("name", ["Dockerfile", "kserve.Dockerfile"])
def test_an_image_has_bertconv(name, tarball, tmp_path):
    """What the image copies is there, and what it runs installs a bertconv that works; another tarball stops it."""
    image = Image(name, tmp_path)
    for file in [tarball, tarball.with_name("SHA256SUMS"), recipes.FOLDER / "verified-initializer"]:
        shutil.copy(file, image.context)
    assert image.build()
    root = image.root(None) if name == "Dockerfile" else image.root("")
    assert not list((root / "tmp").iterdir())
    program = root / "usr" / "local" / "bin" / "bertconv"
    keras = ROOT / "testdata" / "transformers-4.44.2" / "BertModel" / "tf_model.h5"
    assert subprocess.run([program, "inspect", keras], capture_output=True).returncode == 0
    with open(image.context / tarball.name, "ab") as file:
        file.write(b"\0")
    assert not image.build()


@pytest.mark.parametrize("name", ["Dockerfile", "kserve.Dockerfile"])
def test_hadolint_finds_nothing(name):
    run = subprocess.run([Path(sys.executable).with_name("hadolint"), "--no-color", recipes.FOLDER / name],
                         capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def test_the_image_is_not_root_and_needs_no_shell():
    stage, base, steps = stages("Dockerfile")[-1]
    assert base.startswith("gcr.io/distroless/") and base.endswith(":nonroot")
    assert not [rest for step, rest in steps if step in ("RUN", "USER")]
    # A list, so that no shell is asked.
    assert json.loads(dict(steps)["ENTRYPOINT"]) == ["/usr/local/bin/bertconv"]


VERSIONS = {
    "action.yml": r"default: (\d+\.\d+\.\d+)$", "pyproject.toml": r"^version = \"(.*)\"|bertconv==([\d.]+)",
    "docs/recipes/github-actions.yml": r"bertconv_example/bertconv@v([\d.]+)",
    "docs/recipes/gitlab-ci.yml": r"bertconv==([\d.]+)",
    "docs/recipes/pre-commit-config.yaml": r"rev: v([\d.]+)",
    "docs/recipes/kubernetes.yaml": r"/bertconv:([\d.]+)"}


@pytest.mark.parametrize("path", VERSIONS)
def test_every_file_that_names_the_version_names_this_one(path):
    """RELEASING.md says to set them."""
    source = (ROOT / "Sources" / "Judgement" / "Reporting" / "Version.swift").read_text()
    current, = re.findall(r'current = "(.*)"', source)
    found = re.findall(VERSIONS[path], (ROOT / path).read_text(), re.MULTILINE)
    assert {"".join(match) for match in found} == {current}
    assert f"`{path}`" in (ROOT / "RELEASING.md").read_text()


def test_the_tarball_is_like_that_of_make_dist(tarball):
    script = (ROOT / "scripts" / "package" / "tree").read_text()
    with tarfile.open(tarball) as archive:
        programs = [member.name.split("/", 1)[1] for member in archive if member.isfile() and member.mode & 0o100]
    assert sorted(programs) == ["bin/bertconv", "libexec/bertconv/bertconv-fetch", "libexec/bertconv/bertconv-hdf5"]
    assert all(f"\nprogram {program}\n" in script for program in programs)


def test_the_tarball_is_unpacked_where_programs_live(tarball, tmp_path):
    """The line for a machine that its reader administers."""
    lines = re.findall(r"^(?:sha256sum|tar) .*$", INSTALL, re.MULTILINE)
    line = "\n".join(lines)
    (tmp_path / "local").mkdir()
    assert "-C /usr/local" in line
    subprocess.run(["sh", "-ec", line.replace("/usr/local", str(tmp_path / "local"))], cwd=tarball.parent, check=True)
    subprocess.run([tmp_path / "local" / "bin" / "bertconv", "--version"], check=True)


def test_the_page_names_every_recipe_and_no_other():
    linked = set(re.findall(r"\]\(recipes/([^)]+)\)", PAGE))
    assert linked == {path.name for path in recipes.FOLDER.iterdir()}


def test_make_deploys_what_passes(on_path, tmp_path):
    for model, deploys in ((recipes.SOUND, True), (recipes.BROKEN, False)):
        runner = recipes.Runner(tmp_path / model.name)
        runner.add(model)
        (runner.checkout / "Makefile").write_text(recipes.text("Makefile"))
        run = runner.run("make deploy")
        assert (run.returncode == 0) == deploys, run.stdout + run.stderr
        assert ("deploying model" in run.stdout) == deploys
        assert (runner.checkout / "verify.md").exists()
