"""How bertconv gets onto a machine or into an image, and that the page names every recipe."""

import os
import re
import subprocess
import tarfile

import pytest

from bertconv_interop import recipes
from bertconv_interop.settings import ROOT

PAGE = (ROOT / "docs" / "gating.md").read_text()


def instructions(name):
    """The instructions of a Dockerfile, each as (name, rest); lines that continue are joined."""
    lines = [line for line in recipes.text(name).splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(" ", 1)) for line in joined.splitlines()]


@pytest.mark.parametrize("name", ["Dockerfile", "kserve.Dockerfile"])
def test_an_image_has_bertconv(name, tarball, tmp_path):
    """What the image copies is there, and what it runs installs a bertconv that works; another tarball stops it."""
    steps = instructions(name)
    assert [step for step, _ in steps[:1]] == ["FROM"]
    context, root = tmp_path / "context", tmp_path / "root"
    for folder in (context, root / "tmp", root / "usr" / "local" / "bin"):
        folder.mkdir(parents=True)
    for file in [tarball, tarball.with_name(tarball.name + ".sha256"), recipes.FOLDER / "verified-initializer"]:
        (context / file.name).write_bytes(file.read_bytes())

    def run():
        for step, rest in steps:
            if step == "COPY":
                *sources, target = [word for word in rest.split() if not word.startswith("--")]
                for source in sources:
                    found = list(context.glob(source))
                    assert found, source
                    for file in found:
                        (root / target.strip("/") / file.name).write_bytes(file.read_bytes())
            if step == "RUN":
                script = re.sub(r"(?<![\w.])/(tmp|usr/local)\b", rf"{root}/\1", rest)
                path = f"{root}/usr/local/bin:{os.environ['PATH']}"
                result = subprocess.run(["sh", "-c", script], env=os.environ | {"PATH": path}, capture_output=True)
                if result.returncode:
                    return result
        return result

    assert run().returncode == 0
    assert not list((root / "tmp").iterdir())
    program = root / "usr" / "local" / "bin" / "bertconv"
    keras = ROOT / "testdata" / "transformers-4.44.2" / "BertModel" / "tf_model.h5"
    assert subprocess.run([program, "inspect", keras], capture_output=True).returncode == 0
    with open(context / tarball.name, "ab") as file:
        file.write(b"\0")
    assert run().returncode != 0


def test_the_tarball_is_like_that_of_make_dist(tarball):
    script = (ROOT / "scripts" / "dist").read_text()
    with tarfile.open(tarball) as archive:
        programs = [member.name.split("/", 1)[1] for member in archive if member.isfile() and member.mode & 0o100]
    assert sorted(programs) == ["bin/bertconv", "libexec/bertconv/bertconv-hdf5"]
    assert all(f'"$root/{program}"' in script for program in programs)


def test_the_tarball_is_unpacked_where_programs_live(tarball, tmp_path):
    """The line for a machine that its reader administers."""
    line, = re.findall(r"^tar -xzf .*$", PAGE, re.MULTILINE)
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
