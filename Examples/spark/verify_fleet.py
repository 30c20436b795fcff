"""Verifies many models on Spark: the places of a list are spread over the executors, and bertconv comes with the job.

    spark-submit --files BERTCONV,BERTCONV_HDF5 verify_fleet.py LIST OUTPUT [--partitions N] [OPTION OF VERIFY]...

LIST has a path on each line and is read by Spark. The models are opened by bertconv, at the same paths on each
executor.
OUTPUT is a new folder:

    models.parquet     a row for each model, by MODELS
    findings.parquet   a row for each finding
    reports/           the reports as JSON Lines, for `bertconv report`

Spark divides the work and runs the parts of a lost executor again. Files have only the rows of tasks that succeeded, so
each model has one row.
"""

import argparse
import json
import subprocess
import tempfile

from pyspark import SparkFiles
from pyspark.sql import SparkSession, functions

MODELS = """
    path STRING NOT NULL, verdict STRING NOT NULL, headline STRING NOT NULL,
    architecture STRING, class STRING, loader STRING, depth STRING NOT NULL,
    parameters BIGINT, randomParameters BIGINT, untrainedParameters BIGINT NOT NULL,
    findings ARRAY<STRUCT<
        rule: STRING, id: STRING, severity: STRING, subject: STRING, file: STRING, message: STRING, help: STRING,
        accepted: BOOLEAN>> NOT NULL,
    report STRING NOT NULL
"""


def verify(places, options):
    """The rows of the models of one partition, by one process."""
    with tempfile.TemporaryFile() as names:
        count = 0
        for place in places:
            names.write(place.encode() + b"\0")
            count += 1
        if not count:
            return
        names.seek(0)
        command = [SparkFiles.get("bertconv"), "verify", "--from-file", "-", "--format", "jsonl", "--jobs", "1"]
        with subprocess.Popen([*command, "--quiet", *options], stdin=names, stdout=subprocess.PIPE) as process:
            for line in process.stdout:
                yield row(line.decode())
                count -= 1
    # 0 to 3 are verdicts, but 2 is also an error that stopped the run. After an exception Spark tries the task again.
    if process.returncode not in range(4) or count:
        raise RuntimeError(f"bertconv ended with {process.returncode}; {count} models have no report")


def row(line):
    """A row of MODELS."""
    report = json.loads(line)
    model, summary = report["model"], report["summary"]
    findings = [
        (*(finding.get(name) for name in ["rule", "id", "severity", "subject", "file", "message", "help"]),
         "accepted" in finding)
        for finding in report["findings"]
    ]  # fmt: skip
    return (
        model["path"], summary["verdict"], report["headline"],
        model["architecture"], model["class"], report["loader"], summary["depth"],
        summary["parameters"], summary["randomParameters"], summary["untrainedParameters"],
        findings, line.rstrip("\n"),
    )  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list")
    parser.add_argument("output")
    parser.add_argument("--partitions", type=int, help="by default eight for each core")
    arguments, options = parser.parse_known_args()

    spark = SparkSession.builder.appName("bertconv").getOrCreate()
    partitions = arguments.partitions or 8 * spark.sparkContext.defaultParallelism
    # By the hash of the path, so that a partition that is computed again has the same models.
    places = spark.read.text(arguments.list).where("value != ''").distinct().repartition(partitions, "value")
    rows = places.rdd.map(lambda place: place.value).mapPartitions(lambda part: verify(part, options))
    spark.createDataFrame(rows, MODELS).write.parquet(f"{arguments.output}/models.parquet")

    models = spark.read.parquet(f"{arguments.output}/models.parquet")
    models.select("report").write.text(f"{arguments.output}/reports")
    findings = models.select("path", "verdict", functions.explode("findings").alias("finding"))
    findings = findings.select("path", "verdict", "finding.*")
    findings.write.parquet(f"{arguments.output}/findings.parquet")

    models.groupBy("verdict").count().orderBy("verdict").show()
    errors = findings.where("severity = 'error' AND NOT accepted")
    errors.groupBy("rule", "id").agg(functions.countDistinct("path").alias("models")).orderBy("rule").show()
    spark.stop()


if __name__ == "__main__":
    main()
