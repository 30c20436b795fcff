"""The programs that people use today for the same work, each beside ours, in turn."""

import os
import subprocess
from functools import cache
from pathlib import Path

from clock import Command, in_turn
from inputs import FILES, SIZES
from tables import mebibytes, milliseconds, ratio

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "critical",
         "PYTHONDONTWRITEBYTECODE": "1"}

# What it does, the environment and the function of peer_programs.py that do it, and the model they are given.
CONVERSIONS = [
    ("tf_model.h5 → .safetensors: transformers 4.44, `from_tf=True`, `save_pretrained`", "transformers-4.44", "from_tf",
     "tensorflow"),
    ("tf_model.h5 → .safetensors: h5py, numpy, safetensors", "transformers-4.44", "h5py_numpy", "tensorflow"),
    ("pytorch_model.bin → .safetensors: `torch.load`, `save_file`", "transformers-5.23", "torch_save_file", "pytorch"),
]
CHECKS = [
    ("names: transformers 5.23, `output_loading_info`", "transformers-5.23", "loading_info", ("--headers-only",)),
    ("all values read once: safetensors' loader, numpy, `isfinite`", "transformers-5.23", "finite", ()),
]


@cache
def python(name):
    """The Python of an environment, which is made where it is missing."""
    command = [ROOT / "scripts" / "python-environment", name]
    return Path(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip())


def measure(report, inputs, rounds):
    report.section("Peers, BERT-base", "The start of Python and the imports count: a gate pays for them too.")
    report.header("what", "takes", "peak memory", "bertconv takes", "peak memory", "theirs ÷ ours")
    output = inputs.folder / FILES["safetensors"]
    for name, venv, function, form in CONVERSIONS:
        model = inputs.model("base", form, **SIZES["base"])
        theirs = Command("theirs", (python(venv), HERE / "peer_programs.py", function, model, output.parent / "peer"),
                         output.parent / "peer")
        ours = Command("ours", (inputs.bertconv, "convert", model / FILES[form], output, "--quiet"), output)
        row(report, inputs, name, theirs, ours, rounds)
    for name, venv, function, options in CHECKS:
        model = inputs.model("base", "safetensors", **SIZES["base"])
        theirs = Command("theirs", (python(venv), HERE / "peer_programs.py", function, model))
        ours = Command("ours", (inputs.bertconv, "verify", model, *options), statuses=(0, 1))
        row(report, inputs, name, theirs, ours, rounds)


def row(report, inputs, name, theirs, ours, rounds):
    takings = in_turn([theirs, ours], rounds, inputs.folder, {**os.environ, **QUIET})
    peer, own = takings["theirs"], takings["ours"]
    report.row(name, milliseconds(peer), mebibytes(peer), milliseconds(own), mebibytes(own), ratio(peer, own))
