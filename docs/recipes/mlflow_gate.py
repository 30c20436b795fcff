"""MLflow: verifies a model folder, logs the report with the run, and stops a run whose model does not pass.

Call `gate(folder)` before `mlflow.log_model` or `mlflow.register_model`. It needs bertconv on the PATH. The report is
the artifact verify.json, and the tag bertconv.verdict finds all runs with models that passed.
"""

import subprocess
import tempfile
from pathlib import Path

import mlflow

VERDICTS = {0: "pass", 1: "fail", 2: "partial", 3: "nothing"}


def gate(model, *options):
    """Verifies a model folder; options are those of `bertconv verify`, such as "--as", "BertForMaskedLM"."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "verify.json"
        run = subprocess.run(
            ["bertconv", "verify", *options, f"--report=json={report}", "--", model],
            capture_output=True, text=True)
        # A wrong option, or a policy that cannot be read.
        if not report.exists():
            raise RuntimeError(run.stderr)
        mlflow.log_artifact(report)
    verdict = VERDICTS[run.returncode]
    mlflow.set_tag("bertconv.verdict", verdict)
    if verdict != "pass":
        raise RuntimeError(run.stdout + run.stderr)
