"""Times `bertconv verify` beside a plain read of the file, in turn, and prints medians and ratios as Markdown.

    measure.py BERTCONV MODEL ROUNDS
"""

import resource
import statistics
import subprocess
import sys
import time


def seconds(command):
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begin


def main(bertconv, model, rounds):
    commands = {
        "start (`/bin/true`)": ["/bin/true"],
        "start (`bertconv --version`)": [bertconv, "--version"],
        "`verify --headers-only`": [bertconv, "verify", model, "--headers-only"],
        "read (`cat`)": ["cat", f"{model}/model.safetensors"],
        "read (`dd bs=1M`)": ["dd", f"if={model}/model.safetensors", "of=/dev/null", "bs=1M", "status=none"],
        "`verify` with all values": [bertconv, "verify", model],
    }
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(seconds(command))
    read = times["read (`dd bs=1M`)"]
    print("| | least | median | most | ratio to `dd`, round by round: median (least to most) |")
    print("| --- | --- | --- | --- | --- |")
    for name, taken in times.items():
        ratios = [one / other for one, other in zip(taken, read)]
        print(f"| {name} | " + " | ".join(f"{1000 * pick(taken):.1f} ms" for pick in (min, statistics.median, max))
              + f" | {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |")
    print(f"\nPeak memory of any of them: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB")


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
