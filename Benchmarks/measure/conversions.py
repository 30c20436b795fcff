"""Conversions beside the copying of their output and the reading of their input."""

from dataclasses import dataclass
from pathlib import Path

from clock import Command, in_turn
from inputs import FILES, SIZES
from tables import mebibytes, milliseconds, ratio

EXPLANATION = (
    "`cp` copies the output, and leaves it to the kernel to write it to the disk later. bertconv flushes a file "
    "before it gives it its name, so that no file with that name is ever incomplete: `cp` + `sync FILE` does the same. "
    "On a tmpfs there is no disk, and both are the same. `cat` may pass pages on without looking at them; `dd` "
    "copies them once. All inputs are in the page cache.")


@dataclass(frozen=True)
class Conversion:
    source: str
    target: str
    options: tuple = ()

    @property
    def makes_folder(self):
        """Whether the output is a whole model folder, and not only its weights."""
        return self.source == "bundle" or "--max-shard-size" in self.options

    @property
    def name(self):
        source = "bert_model.ckpt" if self.source == "bundle" else FILES[self.source]
        return " ".join([source, "→", Path(FILES[self.target]).suffix, *self.options])


PAIRS = [
    Conversion("pytorch", "safetensors"),
    Conversion("tensorflow", "safetensors"),
    Conversion("bundle", "safetensors"),
    Conversion("safetensors", "pytorch"),
    Conversion("safetensors", "tensorflow"),
    Conversion("pytorch", "tensorflow"),
    Conversion("tensorflow", "pytorch"),
    Conversion("safetensors", "safetensors"),
    Conversion("pytorch", "pytorch"),
    Conversion("tensorflow", "tensorflow"),
    Conversion("safetensors", "safetensors", ("--dtype", "f16")),
    Conversion("safetensors", "safetensors", ("--dtype", "bf16")),
    Conversion("safetensors", "safetensors", ("--max-shard-size", "100MB")),
]

COPY_AND_SYNC = 'cp -r "$1" "$2" && find "$2" -type f -exec sync {} +'


def commands(inputs, size, conversion, folder):
    source = inputs.file(size, conversion.source)
    model = inputs.model(size, conversion.target, *conversion.options, **SIZES[size])
    whole = conversion.makes_folder
    expected = model if whole else model / FILES[conversion.target]
    output = folder / ("output" if whole else FILES[conversion.target])
    copy = folder / "copy"
    target = ("--to", conversion.target) if whole else ()
    return [
        Command("ours", (inputs.bertconv, "convert", source, output, *target, *conversion.options, "--quiet"), output),
        Command("cp", ("cp", "-r", expected, copy), copy),
        Command("cp + sync", ("sh", "-c", COPY_AND_SYNC, "sh", expected, copy), copy),
        Command("cat", ("cat", source)),
        Command("dd", ("dd", f"if={source}", "of=/dev/null", "bs=1M", "status=none")),
    ]


def measure(report, inputs, size, folder, place, conversions, rounds):
    report.section(f"Conversions, BERT-{size}, to {place}", EXPLANATION)
    report.header("conversion", "takes", "÷ `cp`", "÷ `cp` + `sync`", "÷ `cat`", "÷ `dd bs=1M`", "peak memory")
    for conversion in conversions:
        takings = in_turn(commands(inputs, size, conversion, folder), rounds, folder)
        ours = takings.pop("ours")
        report.row(conversion.name, milliseconds(ours), *(ratio(ours, theirs) for theirs in takings.values()),
                   mebibytes(ours))
