"""Breaks a model in every way that the tests of docs/belonging.md should see, and in ways that they should not.

`breaks(folder, out)` yields (name, folder, what verify must report): a set of (rule, subject), or an empty set."""
import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

BERT = {
    "layer": "encoder.layer.{}.",
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attention-output": "attention.output.dense",
    "intermediate": "intermediate.dense",
    "output": "output.dense",
}
#: Where the kernels are, by `model_type`; BERT's names for all others.
NAMES = {
    "mpnet": {
        **BERT, "query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v",
        "attention-output": "attention.attn.o"},
    "distilbert": {
        "layer": "transformer.layer.{}.", "query": "attention.q_lin", "key": "attention.k_lin",
        "value": "attention.v_lin", "attention-output": "attention.out_lin", "intermediate": "ffn.lin1",
        "output": "ffn.lin2"},
}
SQUARE = ("query", "key", "value", "attention-output")


class Model:
    """The tensors of a folder, and the files beside them."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.weights = load_file(self.folder / "model.safetensors")
        self.configuration = json.loads((self.folder / "config.json").read_text())
        self.names = NAMES.get(self.configuration["model_type"], BERT)
        start = self.names["layer"].split("{")[0]
        self.prefix = next((n.split(start)[0] for n in self.weights if start in n), "")
        self.width = self.configuration.get("hidden_size") or self.configuration["dim"]
        self.layers = self.configuration.get("num_hidden_layers") or self.configuration["n_layers"]
        self.heads = self.configuration.get("num_attention_heads") or self.configuration["n_heads"]
        #: Files beside the weights that are not as they were; None: a file that is left out.
        self.files = {}

    def words(self):
        """The lines of vocab.txt; None: the folder has none."""
        path = self.folder / "vocab.txt"
        return path.read_text(encoding="utf8").splitlines() if path.exists() else None

    def copy(self):
        other = object.__new__(Model)
        other.__dict__ = dict(self.__dict__)
        other.weights = {name: value.copy() for name, value in self.weights.items()}
        other.configuration = dict(self.configuration)
        other.files = dict(self.files)
        return other

    def name(self, layer, part):
        return self.prefix + self.names["layer"].format(layer) + part

    def layer(self, number):
        start = self.name(number, "")
        return {n[len(start):]: v for n, v in self.weights.items() if n.startswith(start)}

    def save(self, folder):
        folder = Path(folder)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("*.safetensors"))
        weights = {n: np.ascontiguousarray(v) for n, v in self.weights.items()}
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
        (folder / "config.json").write_text(json.dumps(self.configuration))
        for name, text in self.files.items():
            (folder / name).unlink(missing_ok=True)
            if text is not None:
                (folder / name).write_text(text, encoding="utf8")
        return folder


def turn(model, part, layers):
    model = model.copy()
    for number in layers:
        name = model.name(number, model.names[part] + ".weight")
        model.weights[name] = model.weights[name].T
    return model


def reorder(model, order):
    """The layer that was order[i] becomes layer i."""
    model = model.copy()
    old = {number: model.layer(number) for number in range(model.layers)}
    for number, source in enumerate(order):
        for part, value in old[source].items():
            model.weights[model.name(number, part)] = value
    return model


def exchange(model, part, other, layers):
    """Exchanges two kernels of a layer, with their biases."""
    model = model.copy()
    for number in layers:
        for leaf in ("weight", "bias"):
            a, b = model.name(number, f"{part}.{leaf}"), model.name(number, f"{other}.{leaf}")
            model.weights[a], model.weights[b] = model.weights[b], model.weights[a]
    return model


def cut(model, forward):
    """Stores query, key and value as one matrix in one order, and cuts it as if it were in the other."""
    model = model.copy()
    parts = [model.names[p] for p in ("query", "key", "value")]
    for number in range(model.layers):
        for leaf in ("weight", "bias"):
            names = [model.name(number, f"{p}.{leaf}") for p in parts]
            three = np.stack([model.weights[n] for n in names])
            rest = three.shape[2:]
            heads = three.reshape(3, model.heads, -1, *rest)
            if forward:
                fused = heads.swapaxes(0, 1).reshape(-1, *rest)
                pieces = fused.reshape(3, -1, *rest)
            else:
                fused = heads.reshape(-1, *rest)
                pieces = fused.reshape(model.heads, 3, -1, *rest).swapaxes(0, 1).reshape(3, -1, *rest)
            for name, piece in zip(names, pieces, strict=True):
                model.weights[name] = piece
    return model


def move_kernel(model, part, target, source):
    """Puts the kernel of one layer into another."""
    model = model.copy()
    model.weights[model.name(target, part + ".weight")] = model.weights[model.name(source, part + ".weight")]
    return model


def graft(model, number, values):
    model = model.copy()
    for part, value in values.items():
        if model.weights[model.name(number, part)].shape == value.shape:
            model.weights[model.name(number, part)] = value
    return model


def permuted(model, number, seed=0):
    """A layer as another run would have it: the dimensions of the stream in another order."""
    order = np.random.default_rng(seed).permutation(model.width)
    adds = (model.names["attention-output"], model.names["output"])
    out = {}
    for part, value in model.layer(number).items():
        if part.startswith(adds) or is_norm(part):
            out[part] = value[order]
        elif part.endswith(".weight"):
            out[part] = value[:, order]
    return out


def is_norm(part):
    return "LayerNorm" in part or "layer_norm" in part


def change(model, function):
    model = model.copy()
    model.weights = {n: function(n, v) if v.dtype.kind == "f" else v for n, v in model.weights.items()}
    return model


def prune(share):
    def function(name, value):
        if value.ndim < 2:
            return value
        out = value.copy()
        out[np.abs(out) < np.quantile(np.abs(out), share)] = 0
        return out

    return function


def quantise(bits, group=None):
    def function(name, value):
        if value.ndim < 2:
            return value
        flat = value.reshape(-1, group) if group and value.size % group == 0 else value.reshape(1, -1)
        step = np.abs(flat).max(1, keepdims=True) / (2 ** (bits - 1) - 1) + 1e-12
        return (np.round(flat / step) * step).reshape(value.shape).astype(np.float32)

    return function


def bfloat16(name, value):
    bits = value.astype(np.float32).view(np.uint32)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000).astype(np.uint32).view(np.float32)


def shorten(model, keep):
    out = model.copy()
    kept = [model.layer(number) for number in keep]
    start = model.prefix + model.names["layer"].split("{")[0]
    out.weights = {n: v for n, v in out.weights.items() if not n.startswith(start)}
    for number, parts in enumerate(kept):
        for part, value in parts.items():
            out.weights[out.name(number, part)] = value
    field = "n_layers" if "n_layers" in out.configuration else "num_hidden_layers"
    out.configuration[field] = out.layers = len(keep)
    return out


def with_words(model, words, tokenizer=None):
    """Another vocab.txt, and another tokenizer.json or none."""
    model = model.copy()
    model.files = {"vocab.txt": "\n".join(words) + "\n", "tokenizer.json": tokenizer}
    return model


def misfits(model):
    """Vocabularies that are not that of the rows, like `broken`."""
    words = model.words()
    for row in (1, 1000, 5000, 15000):
        yield f"word {row:,} lost", with_words(model, [*words[:row], *words[row + 1:], "lost"]), "BC803", "vocab.txt"
    added = [*words[:2000], "added", *words[2000:-1]]
    yield "a word added at row 2,000", with_words(model, added), "BC803", "vocab.txt"
    yield "words sorted", with_words(model, sorted(words)), "BC803", "vocab.txt"
    shuffled = list(np.random.default_rng(0).permutation(words))
    yield "words in any order", with_words(model, shuffled), "BC803", "vocab.txt"
    tokenizer = (model.folder / "tokenizer.json").read_text(encoding="utf8")
    words[2000], words[2001] = words[2001], words[2000]
    yield "two words exchanged in vocab.txt", with_words(model, words, tokenizer), "BC707", "tokenizer.json"
    cased = model.copy()
    cased.files = {"tokenizer_config.json": json.dumps({"do_lower_case": False})}
    yield "do_lower_case false in one file", cased, "BC707", "tokenizer.json"


def broken(model):
    """(name, model, rule, what the subject begins with or contains)."""
    last = model.layers - 1
    everything = range(model.layers)
    for part in SQUARE:
        yield f"one {part} turned", turn(model, part, [1]), "BC801", model.name(1, model.names[part])
    for part in SQUARE:
        yield f"every {part} turned", turn(model, part, everything), "BC801", part
    yield "every square kernel turned", turn(turn(turn(turn(model, "query", everything), "key", everything), "value",
        everything), "attention-output", everything), "BC801", "query"
    yield "layer of another run", graft(model, 2, permuted(model, 2)), "BC802", "layer.2"
    kernels = {p: v for p, v in permuted(model, 1).items() if not is_norm(p) and p.endswith("weight")}
    yield "kernels of another run", graft(model, 1, kernels), "BC802", "layer.1"
    norms = {p: v for p, v in permuted(model, 1).items() if is_norm(p) or p.endswith("bias")}
    yield "norms of another run", graft(model, 1, norms), "BC802", "layer.1"
    for part in ("query", "attention-output", "intermediate"):
        moved = move_kernel(model, model.names[part], 1, last)
        yield f"{part} of another layer", moved, "BC802 or BC406", model.name(1, "")
    order = list(everything)
    order[1], order[last - 1] = order[last - 1], order[1]
    yield "two layers exchanged", reorder(model, order), "BC805", "layer."
    order = list(everything)
    order.insert(last, order.pop(0))
    yield "first layer moved to the end", reorder(model, order), "BC805", "layer."
    query, key, value = (model.names[part] for part in ("query", "key", "value"))
    yield "key and value exchanged", exchange(model, key, value, everything), "BC806", "attention"
    yield "query and value exchanged", exchange(model, query, value, everything), "BC806", "attention"
    yield "fused by head, cut by part", cut(model, True), "BC806", "attention"
    yield "fused by part, cut by head", cut(model, False), "BC806", "attention"
    if model.words():
        yield from misfits(model)


def sound(model):
    """(name, model): nothing may be reported."""
    yield "as it is", model
    for share in (0.3, 0.5, 0.8, 0.9):
        yield f"pruned by {share:.0%}", change(model, prune(share))
    yield "bfloat16", change(model, bfloat16)
    yield "float16", change(model, lambda n, v: v.astype(np.float16))
    for bits, group in ((8, 32), (4, 32), (2, 32), (8, None), (4, None)):
        yield f"{bits} bits, {'groups of 32' if group else 'by tensor'}", change(model, quantise(bits, group))
    for keep in ([0, 2, 4], [0, 1, 2], [3, 4, 5], [0, 1, 3, 5], [1, 2]):
        if max(keep) < model.layers:
            yield f"layers {keep} only", shorten(model, keep)
    rng = np.random.default_rng(0)
    yield "noise of 1 %", change(model, lambda n, v: (v + 0.01 * v.std() * rng.normal(size=v.shape)).astype(v.dtype))
