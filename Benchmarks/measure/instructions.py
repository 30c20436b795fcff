"""How many instructions the loops take: the counts that `kernels/check` holds."""

import subprocess
import sys
from pathlib import Path

KERNELS = Path(__file__).resolve().parent.parent / "kernels"


def measure(report):
    answer = subprocess.run([KERNELS / "check", "--table"], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0 or not answer.stdout:
        print("skipped: the instructions of the kernels", file=sys.stderr)
        return
    report.section("Instructions of the kernels",
                   "Counted by callgrind, which has AVX2 at the most: the same on every machine that has it, as long "
                   "as the compiler is the same.")
    report.add(answer.stdout.rstrip())
