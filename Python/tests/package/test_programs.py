"""The programs of the wheel, as pip installs them, and `python -m bertconv`."""

import os
import subprocess
import zipfile

import pytest

from bertconv_interop import package
from bertconv_interop.settings import BERTCONV, ROOT

KERAS = ROOT / "testdata" / "transformers-4.44.2" / "BertModel" / "tf_model.h5"


def test_the_program_is_the_one_that_was_built(installed):
    expected = subprocess.run([BERTCONV, "--version"], capture_output=True, text=True).stdout
    assert installed.run("bertconv", "--version").stdout == expected
    assert installed.run("python", "-m", "bertconv", "--version").stdout == expected


@pytest.mark.parametrize("model, status", [(package.SOUND, 0), (package.BROKEN, 1), ("/nowhere", 2)])
def test_the_module_becomes_the_program(installed, model, status):
    """The same bytes and the same status."""
    direct = installed.run("bertconv", "verify", str(model))
    through = installed.run("python", "-m", "bertconv", "verify", str(model))
    assert (direct.returncode, direct.stdout, direct.stderr) == (through.returncode, through.stdout, through.stderr)
    assert through.returncode == status


def test_the_helper_is_found(installed):
    """Only bertconv-hdf5 can read it."""
    assert installed.run("bertconv", "inspect", str(KERAS)).returncode == 0


def test_the_demo(installed, tmp_path):
    done = installed.run("bertconv", "demo", env=os.environ | {"TMPDIR": str(tmp_path)})
    assert done.returncode == 0 and not done.stderr
    assert "wrote model/model.safetensors" in done.stdout and "FAIL model: cls is missing" in done.stdout
    assert not list(tmp_path.iterdir())


def test_a_folder_as_target(installed, wheel, tmp_path):
    """`pip install --target` moves what it has installed."""
    installed.run("python", "-m", "pip", "install", "--quiet", "--no-index", "--target", str(tmp_path), str(wheel))
    done = subprocess.run([installed.python, "-S", "-c", "import bertconv; print(bertconv.program())"], text=True,
                          capture_output=True, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert done.stdout.strip() == str(tmp_path / "bin" / "bertconv"), done.stderr


def test_what_the_wheel_holds(wheel):
    """The programs, the package with its types, the licences; no test, no cache."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        modes = {name: archive.getinfo(name).external_attr >> 16 & 0o111 for name in names}
    programs = [name for name in names if modes[name]]
    assert sorted(name.split(".data/")[-1] for name in programs) == [
        "data/libexec/bertconv/bertconv-fetch", "data/libexec/bertconv/bertconv-hdf5", "scripts/bertconv"]
    assert "bertconv/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any("licenses/licences/" in name for name in names)
    assert not [name for name in names if "__pycache__" in name or "test" in name]


def test_a_program_that_is_gone(installed, tmp_path):
    hidden = tmp_path / "bertconv"
    installed.program.rename(hidden)
    try:
        kind, message, _ = installed.error("bertconv.verify('x')")
    finally:
        hidden.rename(installed.program)
    assert kind == "FileNotFoundError" and "install bertconv again" in message
