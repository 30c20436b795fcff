"""Verifies many models on Ray: a task for each part of a list.

    python verify_fleet.py LIST REPORTS.jsonl [--parts N] [OPTION OF VERIFY]...

bertconv must be in the working folder that Ray brings to the nodes (`ray job submit --working-dir`), or be installed
there. Ray runs a task again whose worker or node is lost, or that raises an error. Reports are written by this process,
part by part, in the order of the list.
"""

import argparse
import os
import subprocess
from pathlib import Path

import ray


@ray.remote(max_retries=5, retry_exceptions=True, num_cpus=1)
def verify(places, options):
    """The reports on some models, as JSON Lines."""
    program = "./bertconv" if Path("bertconv").exists() else "bertconv"
    run = subprocess.run(
        [program, "verify", "--from-file", "-", "--format", "jsonl", "--jobs", "1", "--quiet", *options],
        input=b"".join(os.fsencode(place) + b"\0" for place in places), stdout=subprocess.PIPE,
    )  # fmt: skip
    # 0 to 3 are verdicts, but 2 is also an error that stopped the run.
    count = run.stdout.count(b"\n")
    if run.returncode not in range(4) or count != len(places):
        raise RuntimeError(f"bertconv ended with {run.returncode}, after {count} of {len(places)} models")
    return run.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--parts", type=int, help="by default eight for each processor")
    arguments, options = parser.parse_known_args()

    ray.init()
    places = list(dict.fromkeys(place for place in arguments.list.read_text().split("\n") if place))
    parts = arguments.parts or 8 * int(ray.cluster_resources()["CPU"])
    size = max(1, -(-len(places) // parts))
    tasks = [verify.remote(places[start : start + size], options) for start in range(0, len(places), size)]
    with arguments.reports.open("xb") as reports:
        for task in tasks:
            reports.write(ray.get(task))
    print(f"{len(places)} models verified")


if __name__ == "__main__":
    main()
