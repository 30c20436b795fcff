"""`verify` beside plain reads of the file, and the start of the program beside that of `true`."""

from clock import Command, in_turn
from inputs import FILES, SIZES
from tables import mebibytes, milliseconds, ratio

FORMS = ["trained", "fresh", "pytorch", "tensorflow", "bundle"]


def reads(path):
    return [
        Command("cat", ("cat", path)),
        Command("dd", ("dd", f"if={path}", "of=/dev/null", "bs=1M", "status=none")),
    ]


def model(inputs, size, form):
    if form == "fresh":
        return inputs.fresh(size, **SIZES[size]), "safetensors"
    target = "safetensors" if form == "trained" else form
    return inputs.model(size, target, **SIZES[size]), target


def measure(report, inputs, size, rounds):
    report.section(f"`verify`, BERT-{size}",
                   "A model that looks trained, in each format, and a fresh one, for which every test goes to its end.")
    report.header("model", "takes", "÷ `cat`", "÷ `dd bs=1M`", "peak memory")
    for form in FORMS:
        folder, target = model(inputs, size, form)
        path = folder / FILES[target]
        for options, statuses in [(("--headers-only",), (0, 1)), ((), (0, 1))]:
            command = Command("ours", (inputs.bertconv, "verify", folder, *options), statuses=statuses)
            takings = in_turn([command, *reads(path)], rounds, inputs.folder)
            ours = takings.pop("ours")
            name = f"{FILES[target]}, {'fresh' if form == 'fresh' else 'trained'}"
            report.row(f"{name}, {'names' if options else 'all values'}", milliseconds(ours),
                       *(ratio(ours, theirs) for theirs in takings.values()), mebibytes(ours))


def measure_start(report, inputs, rounds):
    report.section("Start")
    report.header("command", "takes", "÷ `true`")
    takings = in_turn([
        Command("`bertconv --version`", (inputs.bertconv, "--version")),
        Command("`true`", ("/bin/true",)),
    ], rounds, inputs.folder)
    for name, taken in takings.items():
        report.row(name, milliseconds(taken), ratio(taken, takings["`true`"]))
