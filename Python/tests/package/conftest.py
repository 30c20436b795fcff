"""The wheel, installed for each Python that it is tested on."""

import json
import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

from bertconv_interop import package


@dataclass
class Environment:
    """A virtual environment with nothing but the wheel and pip."""

    folder: Path

    @property
    def python(self):
        """Its Python."""
        return self.folder / "bin" / "python"

    @property
    def program(self):
        """The program bertconv in it."""
        return self.folder / "bin" / "bertconv"

    def run(self, *command, **options):
        """Runs a program of the environment."""
        path = self.folder / "bin" / command[0]
        return subprocess.run([path, *command[1:]], capture_output=True, text=True, **options)

    def evaluate(self, expression, **names):
        """The value of a Python expression there, in which the names are bound, as JSON has it."""
        code = ("import json, pathlib, bertconv\n"
                f"globals().update(json.loads({json.dumps(json.dumps(names, default=str))}))\n"
                f"print(json.dumps({expression}))")
        done = self.run("python", "-c", code)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def error(self, call, **names):
        """The type, the message and the status of the error that a call raises."""
        code = ("import json, bertconv\n"
                f"globals().update(json.loads({json.dumps(json.dumps(names, default=str))}))\n"
                f"try:\n    {call}\n    print('null')\n"
                "except Exception as error:\n"
                "    print(json.dumps([type(error).__name__, str(error), getattr(error, 'status', None)]))")
        done = self.run("python", "-c", code)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel that is tested."""
    return package.wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session", params=os.environ.get("BERTCONV_PYTHONS", sys.executable).split())
def installed(request, wheel, tmp_path_factory):
    """The wheel in an environment of a Python that BERTCONV_PYTHONS names."""
    folder = tmp_path_factory.mktemp("environment")
    if request.param == sys.executable:
        venv.create(folder, with_pip=True)
    else:
        subprocess.run([request.param, "-m", "venv", folder], check=True)
    environment = Environment(folder)
    done = environment.run("python", "-m", "pip", "install", "--quiet", "--no-index", str(wheel))
    assert done.returncode == 0, done.stderr
    return environment
