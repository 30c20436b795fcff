"""Runs the recipes of docs/recipes as their services do, with the bertconv that is checked."""

import os
import platform
import re
import shlex
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import yaml

from bertconv_interop.package import BROKEN, SOUND  # noqa: F401
from bertconv_interop.settings import BERTCONV, ROOT

FOLDER = ROOT / "docs" / "recipes"
#: A healthy model of sentence-transformers, which has a 1_Pooling/config.json.
SENTENCES = ROOT / "testdata" / "damage" / "sentence-transformer-mean"
#: Packages without their dependencies; scripts/recipes installs them.
KSERVE = Path(os.environ.get("BERTCONV_KSERVE", ROOT / ".build-python" / "kserve")).absolute()


def text(name: str) -> str:
    """A file of docs/recipes."""
    return (FOLDER / name).read_text()


def quoted(value: str) -> str:
    """A word for a shell."""
    return shlex.quote(value)


def documents(name: str) -> list[dict]:
    """The YAML documents of such a file."""
    return parsed(FOLDER / name)


def parsed(path: Path) -> list[dict]:
    """The YAML documents of a file. GitHub's key `on` is no boolean."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
    loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), "tf")
    return list(yaml.load_all(path.read_text(), loader))


def make_tarball(folder: Path) -> Path:
    """A tarball like that of `make dist`, with SHA256SUMS beside it; BERTCONV_TARBALL names a real one."""
    folder.mkdir(parents=True, exist_ok=True)
    if real := os.environ.get("BERTCONV_TARBALL"):
        path = Path(shutil.copy(real, folder))
    else:
        version = subprocess.run([BERTCONV, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
        name = f"bertconv-{version}-linux-{platform.machine()}"
        path = folder / f"{name}.tar.gz"
        with tarfile.open(path, "w:gz", compresslevel=1) as archive:
            archive.add(BERTCONV.resolve(), f"{name}/bin/bertconv")
            for helper in ("bertconv-hdf5", "bertconv-fetch"):
                archive.add(BERTCONV.resolve().with_name(helper), f"{name}/libexec/bertconv/{helper}")
    # Sums of files that are not there are passed over.
    sums = f"{sum_of(path)}  {path.name}\n{'0' * 64}  bertconv-0-py3-none-any.whl\n"
    path.with_name("SHA256SUMS").write_text(sums)
    return path


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


@dataclass
class Runner:
    """A machine of a pipeline: a home, a checkout with models, and variables that steps hand on."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.checkout = self.folder / "checkout"
        for folder in (self.checkout, self.folder / "home", self.folder / "temporary"):
            folder.mkdir(parents=True)

    def add(self, model: Path, name: str = "model"):
        """Puts a model into the checkout."""
        shutil.copytree(model, self.checkout / name)

    def run(self, script: str, *, shell=("bash", "-e"), path="") -> subprocess.CompletedProcess[str]:
        """Runs a script in the checkout."""
        environment = os.environ | {"HOME": str(self.folder / "home")} | self.variables
        environment["PATH"] = ":".join(filter(None, [path, os.environ["PATH"]]))
        file = self.folder / "step.sh"
        file.write_text(script)
        return subprocess.run([*shell, file], cwd=self.checkout, env=environment, capture_output=True, text=True)
