"""Counts the instructions of each kernel, and holds them against a file.

    check.py PROGRAM FILE [--update|--table]
"""

import json
import os
import re
import subprocess
import sys

# From run to run nothing changes; from one build of the C library to the next, copying does by a fraction of this.
TOLERANCE = 0.03

CALLGRIND = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no",
             "--toggle-collect=*8measured*"]


def swift_version():
    words = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"Swift version (\S+)", words).group(1)


def without_random_addresses():
    """Some containers do not allow it; the counts then differ by half a percent where there are hash tables."""
    command = ["setarch", "-R"]
    return command if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0 else []


def count(prefix, program, kernel):
    environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}
    run = subprocess.run([*prefix, *CALLGRIND, program, kernel], capture_output=True, text=True, check=False,
                         env=environment)
    collected = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or collected is None or collected.group(1) == "0":
        sys.exit(f"{kernel}: nothing was counted\n{run.stdout}{run.stderr}")
    return int(collected.group(1))


def compare(counted, known):
    """One line for each kernel that differs too much, and whether one of them takes more."""
    lines, worse = [], False
    for kernel in sorted(counted.keys() | known.keys()):
        new, old = counted.get(kernel), known.get(kernel)
        if new is None or old is None:
            lines.append(f"  {kernel:28} {'is gone' if new is None else 'is new'}")
        elif abs(new / old - 1) > TOLERANCE:
            worse = worse or new > old
            lines.append(f"  {kernel:28} {old:>12,} -> {new:>12,}  {100 * (new / old - 1):+.1f} %")
    return lines, worse


def table(counted):
    print("| kernel | instructions |\n| --- | --- |")
    for kernel, number in counted.items():
        print(f"| {kernel} | {number:,} |")


def main(program, path, mode=""):
    kernels = subprocess.run([program], capture_output=True, text=True, check=True).stdout.split()
    prefix = without_random_addresses()
    counted = {kernel: count(prefix, program, kernel) for kernel in kernels}
    swift = swift_version()
    if mode == "--table":
        return table(counted)
    if mode == "--update":
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"swift": swift, "instructions": counted}, file, indent=2)
            file.write("\n")
        return None
    with open(path, encoding="utf-8") as file:
        known = json.load(file)
    lines, worse = compare(counted, known["instructions"])
    if not lines:
        return print(f"the {len(counted)} kernels take the instructions they took ({100 * TOLERANCE:.0f} %)")
    head = f"instructions of the kernels, more than {100 * TOLERANCE:.0f} % from instructions.json:"
    print("\n".join([head, *lines]))
    if swift != known["swift"]:
        return print(f"these are of Swift {swift}, those of {known['swift']}: only a warning")
    sys.exit("a loop takes more: make it as it was, or say in the commit why it must be, with "
             "Benchmarks/kernels/check --update" if worse else
             "a loop takes less: Benchmarks/kernels/check --update keeps it so")


main(*sys.argv[1:])
