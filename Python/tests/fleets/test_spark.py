"""Examples/spark on three executors, of which one is killed while it works."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyspark

from bertconv_interop.processes import at_work

EXAMPLE = Path(__file__).parents[3] / "Examples/spark/verify_fleet.py"


def test_executor_is_killed(fleet, tmp_path):
    home = Path(pyspark.__file__).parent
    program = fleet.program
    helper = program.with_name("bertconv-hdf5")
    command = [
        home / "bin/spark-submit", "--master", "local-cluster[3,1,1024]", "--files", f"{program},{helper}",
        EXAMPLE, fleet.list, tmp_path / "out", "--partitions", "60",
    ]  # fmt: skip
    scala = next(home.glob("jars/scala-library-*.jar")).name.removeprefix("scala-library-").rsplit(".", 2)[0]
    environment = os.environ | {
        "SPARK_HOME": str(home), "SPARK_SCALA_VERSION": scala, "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }  # fmt: skip
    with open(tmp_path / "log", "wb") as log:
        job = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=log)
        killed = kill_executor(job, tmp_path / "out/models.parquet")
        output = job.communicate()[0].decode()
    log = (tmp_path / "log").read_text()
    assert job.returncode == 0, log[-5000:]
    assert killed
    assert "ExecutorLostFailure" in log or "Lost executor" in log

    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[1]").getOrCreate()
    models = spark.read.parquet(str(tmp_path / "out/models.parquet"))
    findings = spark.read.parquet(str(tmp_path / "out/findings.parquet"))
    fleet.check([row.report for row in models.select("report").collect()])
    assert models.select("path").distinct().count() == fleet.count
    assert findings.where("rule = 'BC101'").select("path").distinct().count() > 0
    counts = {row.verdict: row["count"] for row in models.groupBy("verdict").count().collect()}
    for verdict, count in counts.items():
        assert f"|{verdict}|{count}|" in output.replace(" ", "")
    spark.stop()
    fleet.check_merged(*sorted((tmp_path / "out/reports").glob("part-*")))


def kill_executor(job, output):
    """Kills an executor that is verifying models, once some tasks have ended; returns whether there was one."""
    while job.poll() is None:
        written = len(list(output.glob("_temporary/0/*"))) - 1
        busy = at_work(job.pid, b"CoarseGrainedExecutorBackend")
        if written >= 3 and busy:
            os.kill(busy[0], signal.SIGKILL)
            return True
        time.sleep(0.05)
    return False
