"""The transcripts of docs/tutorial.md: runs their commands, compares, and with `python -m` writes them anew."""

import os
import re
import subprocess
import tempfile
import textwrap
from pathlib import Path

from bertconv_interop.settings import BERTCONV, ROOT

PAGE = ROOT / "docs" / "tutorial.md"
WIDTH = 116
BLOCK = re.compile(r"```text\n(.*?)```", re.DOTALL)


def commands(block: str) -> list[str]:
    """The commands of a transcript."""
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


def wrapped(line: str) -> list[str]:
    """A line of output as the page has it: long ones continue with the same indentation."""
    indentation = line[:len(line) - len(line.lstrip())]
    return [line] if len(line) <= WIDTH else textwrap.wrap(
        line.strip(), WIDTH, initial_indent=indentation, subsequent_indent=indentation, break_long_words=False,
        break_on_hyphens=False)


def run(page: str) -> list[str]:
    """The transcripts of a page, as the program prints them today; its block of JSON is the config.json."""
    found = []
    environment = os.environ | {"PATH": f"{BERTCONV.parent}:{os.environ['PATH']}"}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(re.search(r"```json\n(.*?)```", page, re.DOTALL).group(1))
        for block in BLOCK.findall(page):
            lines = []
            for command in commands(block):
                done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True)
                lines += [f"$ {command}", *(part for line in done.stdout.splitlines() for part in wrapped(line))]
                lines += [f"(exit status {done.returncode})"] if done.returncode else []
            found.append("\n".join(lines) + "\n")
    return found


if __name__ == "__main__":
    page = PAGE.read_text()
    today = iter(run(page))
    PAGE.write_text(BLOCK.sub(lambda _: f"```text\n{next(today)}```", page))
