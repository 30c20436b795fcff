"""Makes folders of testdata/ again, with what this environment writes: python -m bertconv_fixtures [FOLDER…].

Each module runs in a process of its own: some set what torch or TensorFlow read when they start.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from bertconv_fixtures.environment import AVX2, DRAWN, VARIABLES, WRITERS, environment
from bertconv_fixtures.testdata import ROOT, TESTDATA

#: All folders of testdata/ that are made here.
FOLDERS = sorted({folder for writers in WRITERS.values() for folder in writers})


def make(module):
    """Runs a module; of what the libraries print, only errors are shown."""
    variables = os.environ | VARIABLES | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    if module in DRAWN:
        variables |= AVX2
    words = module.split()
    run = subprocess.run(
        [sys.executable, "-m", f"bertconv_fixtures.{words[0]}", *words[1:]],
        cwd=Path(ROOT) / "Python",
        env=variables,
        stderr=subprocess.PIPE,
        text=True,
    )
    if run.returncode:
        sys.exit(f"{module} failed:\n{run.stderr[-4000:]}")


def write_sums(testdata):
    """Writes SHA256SUMS of all folders that are made here, and gives each file the same permissions."""
    files = [
        path
        for folder in FOLDERS
        for path in (testdata / folder).rglob("*")
        if path.is_file() and not path.is_symlink()
    ]
    for path in files:
        path.chmod(0o644)
    named = sorted(path.relative_to(testdata).as_posix().encode() for path in files if path.name != "README.md")
    lines = [
        f"{hashlib.sha256((testdata / name.decode()).read_bytes()).hexdigest()}  {name.decode()}" for name in named
    ]
    (testdata / "SHA256SUMS").write_text("\n".join(lines) + "\n")


def main():
    """Makes the folders that are named, or all that this environment writes."""
    here = WRITERS.get(environment(), {})
    parser = argparse.ArgumentParser(prog="python -m bertconv_fixtures", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("folders", nargs="*", metavar="FOLDER", help=", ".join(FOLDERS))
    parser.add_argument("--list", action="store_true", help="only tell which of them this environment writes")
    arguments = parser.parse_args()
    if unknown := set(arguments.folders) - set(FOLDERS):
        parser.error(f"no environment writes {', '.join(sorted(unknown))}")
    folders = [folder for folder in here if not arguments.folders or folder in arguments.folders]
    if arguments.list:
        print(*folders)
        return
    if not folders:
        parser.error(f"{environment()} writes none of them")
    for folder in folders:
        for module in here[folder]:
            print(f"{folder}: {module}", flush=True)
            make(module)
    write_sums(Path(TESTDATA))


if __name__ == "__main__":
    main()
