"""Makes folders of testdata/ again, with what this environment writes: python -m bertconv_fixtures [FOLDER…].

Each module runs in a process of its own: some set what torch or TensorFlow read when they start.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from bertconv_fixtures.environment import VARIABLES, WRITERS, environment
from bertconv_fixtures.testdata import ROOT, TESTDATA


def make(module):
    """Runs a module; of what the libraries print, only errors are shown."""
    variables = os.environ | VARIABLES | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    words = module.split()
    run = subprocess.run([sys.executable, "-m", f"bertconv_fixtures.{words[0]}", *words[1:]], cwd=Path(ROOT) / "Python",
                         env=variables, stderr=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"{module} failed:\n{run.stderr[-4000:]}")


def write_sums(testdata):
    """Writes SHA256SUMS, and gives each file the same permissions."""
    files = [path for path in testdata.rglob("*") if path.is_file() and not path.is_symlink()]
    for path in files:
        path.chmod(0o644)
    named = sorted(path.relative_to(testdata).as_posix().encode() for path in files
                   if path.name not in ("README.md", "SHA256SUMS"))
    lines = [
        f"{hashlib.sha256((testdata / name.decode()).read_bytes()).hexdigest()}  {name.decode()}" for name in named
    ]
    (testdata / "SHA256SUMS").write_text("\n".join(lines) + "\n")


def main():
    """Makes the folders that are named, or all that this environment writes."""
    writers = WRITERS.get(environment(), {})
    parser = argparse.ArgumentParser(prog="python -m bertconv_fixtures", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("folders", nargs="*", metavar="FOLDER", help=f"one of {', '.join(writers) or 'none here'}")
    folders = parser.parse_args().folders or list(writers)
    if not folders or set(folders) - set(writers):
        parser.error(f"the environment {environment()} writes: {', '.join(writers) or 'nothing'}")
    for folder in folders:
        for module in writers[folder]:
            print(f"{folder}: {module}", flush=True)
            make(module)
    write_sums(Path(TESTDATA))


if __name__ == "__main__":
    main()
