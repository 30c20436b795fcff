"""Runs the bertconv that is checked."""

import json
import subprocess

from bertconv_interop.settings import BERTCONV


def bertconv(*arguments) -> subprocess.CompletedProcess[str]:
    """Runs bertconv."""
    return subprocess.run([BERTCONV, *arguments], capture_output=True, text=True)


def verify(folder, *options) -> tuple[int, dict | None, str]:
    """bertconv's exit code, its report, if it wrote one, and what it told people."""
    run = bertconv("verify", folder, "--format", "json", *options)
    try:
        report, = json.loads(run.stdout)["reports"]
    except ValueError:
        report = None
    return run.returncode, report, run.stderr.strip()


def failure(run: subprocess.CompletedProcess[str]) -> str:
    """What a run that should have succeeded ended with; empty where it did."""
    return f"exit code {run.returncode}: {run.stderr.strip()[-300:]}" if run.returncode else ""
