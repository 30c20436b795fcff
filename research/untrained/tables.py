"""Prints the power and the false alarms of each test as Markdown: tables.py FOLDER."""

import sys

from evidence import EDGE, LATTICE, REPLAY, STRUCTURE, grouped, least, most, number, share, table, tensors
from study import SHAPES, UNLISTED, title

SIZES = [title(shape) for shape in SHAPES]


def found(group, test, threshold):
    return sum((tensor.z(test) or 0) >= threshold for tensor in group)


def lattice_power(folder):
    """Least z of each cell; where not all were found, how many."""
    print("### Test L on fresh float32 tensors: least z, or how many of how many reach 6\n")
    rows = []
    fresh = tensors(folder, "fresh-*-float32")
    for (source, kind), group in grouped(fresh, lambda tensor: (tensor.source, tensor.kind)).items():
        row = [f"{source}, {kind}"]
        for size in SIZES:
            cell = [tensor for tensor in group if tensor.size == size]
            count = found(cell, "L", LATTICE)
            row.append(number(least(t.z("L") for t in cell)) if count == len(cell) else f"**{count}/{len(cell)}**")
        rows.append(row)
    table(["", *SIZES], rows)
    small = grouped([tensor for tensor in fresh if tensor.size == "2x128"], lambda tensor: (tensor.source, tensor.kind))
    print("Of the 2x128 tensors, 4 instead of 6 is reached by all, but for: " + "; ".join(
        f"{source}, {kind} {found(group, 'L', 4)}/{len(group)}" for (source, kind), group in small.items()
        if found(group, "L", 4) < len(group)) + ".\n")
    rows = []
    for width in 64, 128, 384, 768, 1024:
        layers = tensors(folder, f"layers-{width}")
        biases = [tensor for tensor in layers if len(tensor.shape) == 1]
        rows.append([width, share(found(biases, "L", LATTICE), len(biases)), number(least(t.z("L") for t in biases))])
    print("### Test L on the biases of nn.Linear, whose bound follows from the weight\n")
    table(["values", "found", "least z"], rows)


def row_power(folder):
    print("### Test L on the rows of tables of which every second ten rows were trained by one step\n")
    rows = []
    for width in 64, 128, 384, 768, 1024:
        for tensor in tensors(folder, f"rows-{width}"):
            untouched = {row for row in range(tensor.shape[0]) if row // 10 % 2}
            right = len(tensor.rows & untouched)
            rows.append([f"{tensor.shape[0]} x {width}", share(right, len(untouched)), len(tensor.rows - untouched)])
    table(["table", "untouched rows found", "others named"], rows)


def replay_power(folder):
    print("### Test S on fresh tensors, first of their seed's stream\n")
    rows = []
    fresh = tensors(folder, "fresh-torch-*")
    for (stored, kind), group in grouped(fresh, lambda tensor: (tensor.stored, tensor.kind)).items():
        listed = [t for t in group if int(t.seed) < UNLISTED and t.stats["S"]]
        right = [t for t in listed if t.stats["S"]["seed"] == int(t.seed) and t.z("S") >= REPLAY]
        exact = [t for t in right if abs(t.stats["S"]["correlation"]) >= 0.99999]
        wrong = found(listed, "S", REPLAY) - len(right)
        others = [t for t in group if int(t.seed) >= UNLISTED]
        rho = [abs(t.stats["S"]["correlation"]) for t in right]
        rows.append([
            stored, kind, len(listed), len(right), len(exact), f"{number(least(rho), 3)} … {number(most(rho), 3)}",
            wrong, share(found(others, "S", REPLAY), len(others)), number(most(t.z("S") for t in others))])
    table(["stored", "initialiser", "listed seeds", "seed named", "exact", "correlation", "wrong seed",
           "unlisted seeds: z >= 8", "their largest z"], rows)


def noise(folder):
    print("### Test N on what has no structure\n")
    rows = []
    for pattern in ("fresh-torch-float32", "fresh-torch-bfloat16", "fresh-torch-float16", "fresh-tensorflow-float32",
                    "fresh-tensorflow-float16", "controls-pcg"):
        group = [tensor for tensor in tensors(folder, pattern) if tensor.stats["N"]]
        by_kind = pattern == "controls-pcg"
        for kind, part in grouped(group, lambda t, by_kind=by_kind: t.kind if by_kind else "all").items():
            rows.append([
                pattern if kind == "all" else f"{pattern}, {kind}", len(part), sum(t.is_structured for t in part),
                number(most(t.stats["N"]["structure"] for t in part)),
                number(most(t.stats["N"]["edge"] for t in part))])
    table(["set", "matrices", "called structured", "largest l", "largest edge"], rows)


def trained(folder):
    """The two published models, whole: what each test says of tensors that were trained."""
    print("### False alarms on trained and foreign tensors\n")
    rows = []
    for pattern in "minilm", "antiberty", "halves-minilm", "halves-antiberty", "parts-minilm", "parts-antiberty", \
            "controls-pcg":
        group = tensors(folder, pattern)
        tested = [tensor for tensor in group if tensor.stats["L"]]
        rows.append([
            pattern, len(group), len(tested), found(tested, "L", LATTICE), number(most(t.z("L") for t in tested)),
            found(group, "S", REPLAY), number(most(t.z("S") for t in group)),
            sum(t.stats["Z"]["allZeros"] or t.stats["Z"]["allOnes"] for t in group)])
    table(["set", "tensors", "L run", "L >= 6", "largest L", "S >= 8", "largest S", "Z"], rows)
    rows = []
    for model in "minilm", "antiberty":
        matrices = [t for t in tensors(folder, model) if t.stats["N"] and min(t.shape) >= 8]
        silent = [t.name for t in matrices if not t.is_structured]
        loud = [t.stats["N"]["structure"] for t in matrices if t.is_structured]
        rows.append([model, len(matrices), len(loud), number(least(loud)), ", ".join(silent) or "–"])
    print("### Test N on the trained matrices of at least 8 rows\n")
    table(["model", "matrices", "structured", "least l of these", "noise"], rows)


def parts(folder):
    print("### Test N on parts of trained matrices: share with l > 9 or edge > 6\n")
    rows = []
    models = "minilm", "antiberty"
    cut = {model: tensors(folder, f"parts-{model}") for model in models}
    shapes = grouped((t for group in cut.values() for t in group), lambda t: tuple(t.shape))
    for shape in sorted(shapes, key=lambda shape: (shape[0] * shape[1], shape)):
        row = [title(shape), f"{shape[0] * shape[1]:,}"]
        for model in models:
            group = [tensor for tensor in cut[model] if tuple(tensor.shape) == shape]
            loud = sum(tensor.is_structured for tensor in group)
            row.append(f"{100 * loud / len(group):.0f} % of {len(group)}" if group else "–")
        rows.append(row)
    table(["part", "values", *models], rows)


def heads(folder):
    print("### Test N on heads of 384 columns, trained on what all-MiniLM says of docstrings: l, mean of two seeds\n")
    group = tensors(folder, "heads")
    steps = sorted({int(tensor.seed.split("/")[0]) for tensor in group})
    rows = []
    cells = grouped(group, lambda tensor: (float(tensor.kind), tensor.shape[0], tensor.size))
    for (rate, _, size), part in sorted(cells.items()):
        row = [rate, size]
        for step in steps:
            cell = [tensor for tensor in part if tensor.seed.startswith(f"{step}/")]
            structure = sum(t.stats["N"]["structure"] for t in cell) / len(cell)
            accuracy, moved = (sum(float(t.facts[i]) for t in cell) / len(cell) for i in (0, 1))
            text = f"{structure:.1f}" if all(not t.is_structured for t in cell) else f"**{structure:.1f}**"
            row.append(f"{text} ({100 * accuracy:.0f} %, {moved:.3f})")
        rows.append(row)
    table(["rate", "head", *(f"{step} steps" for step in steps)], rows)
    print("In brackets the accuracy on the texts and the correlation with the head's beginning. Bold: structured.\n")


def main(folder):
    fresh = tensors(folder, "fresh-*")
    print(f"{len(fresh)} fresh tensors; thresholds: L {LATTICE}, S {REPLAY}, N {STRUCTURE} and edge {EDGE}.\n")
    for part in lattice_power, row_power, replay_power, noise, trained, parts, heads:
        part(folder)


main(sys.argv[1])
