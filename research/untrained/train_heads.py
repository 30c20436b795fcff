"""Trains heads of 2 to 24 rows on what a trained model says of texts: train_heads.py FOLDER BACKBONE.

The texts are the docstrings of Python's own library, the labels the packages that they are from.
"""

import ast
import glob
import os
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy
from transformers import AutoTokenizer, BertModel

from study import UNLISTED, title, write

ROWS, RATES, STEPS, SEEDS = (2, 8, 12, 24), (2e-5, 5e-5, 1e-3), (10, 50, 100, 400, 1000), 2

#: Texts of each label.
TEXTS = 40


def docstrings():
    """The docstrings of the standard library by package, the largest packages first."""
    root = os.path.dirname(os.__file__)
    packages = {}
    for path in sorted(glob.glob(f"{root}/**/*.py", recursive=True)):
        package = os.path.relpath(path, root).split(os.sep)[0].removesuffix(".py")
        if package in ("site-packages", "test"):
            continue
        try:
            tree = ast.parse(Path(path).read_text())
        except (SyntaxError, UnicodeDecodeError):
            continue
        nodes = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
        texts = (ast.get_docstring(node) or "" for node in nodes)
        packages.setdefault(package, []).extend(text[:200] for text in texts if len(text) > 30)
    return sorted(packages.values(), key=len, reverse=True)[:max(ROWS)]


@torch.no_grad()
def features(backbone, texts):
    """What the backbone says of each text at its first token."""
    tokenizer, model = AutoTokenizer.from_pretrained(backbone), BertModel.from_pretrained(backbone).eval()
    batches = (texts[start:start + 64] for start in range(0, len(texts), 64))
    return torch.cat([
        model(**tokenizer(batch, padding=True, truncation=True, max_length=32, return_tensors="pt"))
        .last_hidden_state[:, 0] for batch in batches])


def trained(inputs, labels, rows, rate, seed):
    """A head after each of the numbers of steps, with its accuracy and its correlation with its own beginning."""
    torch.manual_seed(UNLISTED + seed)
    head = torch.nn.Linear(inputs.shape[1], rows)
    torch.nn.init.normal_(head.weight, 0, 0.02)
    torch.nn.init.zeros_(head.bias)
    first = head.weight.detach().clone()
    optimizer = torch.optim.AdamW(head.parameters(), lr=rate)
    for step in range(1, max(STEPS) + 1):
        chosen = torch.randint(0, len(inputs), (32,))
        cross_entropy(head(inputs[chosen]), labels[chosen]).backward()
        optimizer.step()
        optimizer.zero_grad()
        if step in STEPS:
            accuracy = (head(inputs).argmax(1) == labels).float().mean()
            pair = torch.stack([first.flatten(), head.weight.detach().flatten()])
            yield step, head.weight.detach().clone(), float(accuracy), float(torch.corrcoef(pair)[0, 1])


def main(folder, backbone):
    torch.set_num_threads(1)
    packages = [texts[:TEXTS] for texts in docstrings()]
    inputs = features(backbone, [text for texts in packages for text in texts])
    labels = torch.tensor([label for label, texts in enumerate(packages) for _ in texts])
    heads = {}
    for rows in ROWS:
        chosen = labels < rows
        for rate in RATES:
            for seed in range(SEEDS):
                for step, head, accuracy, moved in trained(inputs[chosen], labels[chosen], rows, rate, seed):
                    words = f"{accuracy:.3f}", f"{moved:.4f}"
                    heads[title("head", rate, "float32", tuple(head.shape), f"{step}/{seed}", *words)] = head
    write(heads, folder / "heads.safetensors", save_file)


main(Path(sys.argv[1]), sys.argv[2])
