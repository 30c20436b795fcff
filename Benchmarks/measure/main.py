"""Measures and prints Markdown; `../run` says how it is called."""

import argparse
import fnmatch
import os
import shutil
import sys
import tempfile
from pathlib import Path

import conversions
import gate
import growth
import instructions
import machine
import peers
from inputs import SIZES, Inputs
from tables import Report

HERE = Path(__file__).resolve().parent


def options():
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description="What bertconv takes, as ratios.")
    parser.add_argument("--quick", action="store_true", help="BERT-base only, three rounds")
    parser.add_argument("--rounds", type=int, help="rounds that count (9; BERT-large a third of that)")
    parser.add_argument("--growth", action="store_true", help="also how cost grows with layers, shards and tensors")
    parser.add_argument("--peers", action="store_true", help="also transformers, torch, h5py, safetensors of Python")
    parser.add_argument("--only", default="*", metavar="PATTERN",
                        help="parts whose names match: " + ", ".join(name for name, _ in parts(None)))
    parser.add_argument("--keep", type=Path, default=os.environ.get("BERTCONV_BENCHMARK"), metavar="FOLDER",
                        help="make the models here, and keep them for the next run")
    parser.add_argument("--write", action="store_true", help="write Benchmarks/results.md")
    return parser.parse_args()


def parts(settings):
    """Each part's name and what it does with a report, the inputs and a number of rounds."""
    quick = settings is None or settings.quick
    sizes = ["base"] if quick and settings else list(SIZES)
    yield "start", lambda report, inputs, rounds: gate.measure_start(report, inputs, 5 * rounds)
    for size in sizes:
        share = 1 if size == "base" else 3
        yield f"verify-{size}", lambda report, inputs, rounds, size=size, share=share: gate.measure(
            report, inputs, size, -(-rounds // share))
        yield f"convert-{size}", lambda report, inputs, rounds, size=size, share=share: conversions.measure(
            report, inputs, size, inputs.folder, machine.file_system(inputs.folder), conversions.PAIRS,
            -(-rounds // share))
    yield "convert-tmpfs", in_memory
    yield "instructions", lambda report, inputs, rounds: instructions.measure(report)
    if settings is None or settings.growth:
        yield "growth", growth.measure
    if settings is None or settings.peers:
        yield "peers", lambda report, inputs, rounds: peers.measure(report, inputs, 3)


def in_memory(report, inputs, rounds):
    shared = Path("/dev/shm")
    if not shared.is_dir() or shutil.disk_usage(shared).free < 2**31:
        print("skipped: /dev/shm has no room for two copies of BERT-base", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="bertconv-benchmark.", dir=shared) as folder:
        conversions.measure(report, inputs, "base", Path(folder), "tmpfs", conversions.PAIRS[:8], rounds)


def main():
    settings = options()
    rounds = settings.rounds or (3 if settings.quick else 9)
    bertconv = os.environ["BERTCONV"]
    with tempfile.TemporaryDirectory(prefix="bertconv-benchmark.") as temporary:
        folder = settings.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        inputs = Inputs(bertconv, folder.resolve())
        report = Report()
        report.add("# What was measured", "", f"{machine.description(bertconv, folder)}. {rounds} rounds in turn; "
                   "medians with the least and the most. Times include the start of the process, about 1 ms. "
                   "Made by `Benchmarks/run`; [README.md](README.md) says how to read it.")
        for name, measure in parts(settings):
            if fnmatch.fnmatch(name, settings.only):
                measure(report, inputs, rounds)
        if settings.write:
            (HERE.parent / "results.md").write_text("\n".join(report.lines) + "\n", encoding="utf-8")


main()
