"""What recipes start from: a tarball of the bertconv that is checked, and bertconv on the PATH."""

import tarfile

import pytest

from bertconv_interop import package, recipes


@pytest.fixture(scope="session")
def tarball(tmp_path_factory):
    """The tarball, with SHA256SUMS beside it."""
    return recipes.make_tarball(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel, alone in a folder that pip can search."""
    return package.wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(tarball, tmp_path_factory):
    """The folder `bin` of an installation."""
    folder = tmp_path_factory.mktemp("installed")
    with tarfile.open(tarball) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.glob("bertconv-*")) / "bin"


@pytest.fixture
def on_path(installed, monkeypatch):
    """bertconv is on the PATH, as after an installation."""
    monkeypatch.setenv("PATH", str(installed), prepend=":")
    return installed
