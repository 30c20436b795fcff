"""Examples/ray, with bertconv in the working folder, and a worker that is killed while it works."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from bertconv_interop.processes import at_work

EXAMPLE = Path(__file__).parents[3] / "Examples/ray/verify_fleet.py"


def test_worker_is_killed(fleet, tmp_path):
    folder = tmp_path / "job"
    folder.mkdir()
    for file in [EXAMPLE, fleet.program, fleet.program.with_name("bertconv-hdf5")]:
        shutil.copy(file, folder)
    reports = tmp_path / "reports.jsonl"
    # What `ray job submit --working-dir` sets.
    configuration = json.dumps({"runtime_env": {"working_dir": str(folder)}})
    job = subprocess.Popen(
        [sys.executable, EXAMPLE, fleet.list, reports, "--parts", "24"], cwd=tmp_path,
        env=os.environ | {"RAY_JOB_CONFIG_JSON_ENV_VAR": configuration, "RAY_USAGE_STATS_ENABLED": "0"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    killed = False
    while job.poll() is None and not killed:
        # Some parts are done.
        busy = at_work(job.pid, b"ray::verify") if reports.exists() and reports.stat().st_size else []
        if busy:
            os.kill(busy[0], signal.SIGKILL)
            killed = True
        time.sleep(0.02)
    output = job.communicate()[0].decode()
    assert job.returncode == 0, output[-5000:]
    assert killed
    assert f"{fleet.count} models verified" in output
    fleet.check(reports.read_text().splitlines())
    fleet.check_merged(reports)
