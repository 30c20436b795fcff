"""Trains what the study judges: all-MiniLM-L6-v2 fine-tuned, and small BERTs from scratch, on Python's docstrings.

    python train.py MINILM FOLDER"""

import ast
import pkgutil
import shutil
import sys
import sysconfig
from pathlib import Path

import torch
from transformers import AutoTokenizer, BertConfig, BertForMaskedLM, BertModel

#: (steps of learning at this rate) of the fine-tuned models.
FINE_TUNED = {"fine-tuned 5e-5": (5e-5, 40, 0), "fine-tuned 5e-4": (5e-4, 40, 1)}
#: hidden size, layers, heads, seed; each is saved after these steps.
SMALL = {"H 96": (96, 3, 4, 0), "H 128": (128, 4, 4, 0), "H 128, another run": (128, 4, 4, 1)}
SNAPSHOTS = (0, 50, 200, 400)


def docstrings():
    """The docstrings of the standard library."""
    found = []
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")):
        try:
            tree = ast.parse(path.read_text(encoding="utf8", errors="ignore"))
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                found.append(ast.get_docstring(node) or "")
    return "\n".join(found)


def batches(tokens, size, length, generator):
    """Endless batches of random pieces."""
    while True:
        starts = torch.randint(0, len(tokens) - length, (size,), generator=generator)
        yield torch.stack([tokens[start:start + length] for start in starts])


def masked(batch, mask, size, generator):
    """Inputs and labels of a masked language model."""
    chosen = torch.rand(batch.shape, generator=generator) < 0.15
    labels = torch.where(chosen, batch, torch.full_like(batch, -100))
    return torch.where(chosen, torch.full_like(batch, mask), batch), labels


def train(model, tokens, tokenizer, rate, steps, seed, snapshots=(), save=None, size=16, length=64):
    """Trains with AdamW, and saves at the snapshots."""
    generator = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    source = batches(tokens, size, length, generator)
    loss = None
    for step in range(steps + 1):
        if step in snapshots:
            save(step)
        if step == steps:
            break
        inputs, labels = masked(next(source), tokenizer.mask_token_id, len(tokenizer), generator)
        loss = model(input_ids=inputs, labels=labels).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return float(loss.detach()) if loss is not None else float("nan")


def main():
    """Writes a folder for each model."""
    minilm, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(minilm)
    tokens = torch.tensor(tokenizer(docstrings(), truncation=False, padding=False)["input_ids"])
    print(len(tokens), "tokens", len(list(pkgutil.iter_modules())), "modules")
    for name, (rate, steps, seed) in FINE_TUNED.items():
        torch.manual_seed(seed)
        model = BertForMaskedLM.from_pretrained(minilm)
        loss = train(model, tokens, tokenizer, rate, steps, seed)
        model.save_pretrained(out / name)
        shutil.copy(minilm / "vocab.txt", out / name)
        print(name, loss)
    for name, (hidden, layers, heads, seed) in SMALL.items():
        torch.manual_seed(seed)
        model = BertForMaskedLM(BertConfig(
            vocab_size=len(tokenizer), hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
            intermediate_size=4 * hidden, max_position_embeddings=128))

        def save(step, model=model, name=name):
            folder = out / f"{name}, {step} steps"
            model.save_pretrained(folder)
            shutil.copy(minilm / "vocab.txt", folder)

        print(name, train(model, tokens, tokenizer, 1e-3, max(SNAPSHOTS), seed, SNAPSHOTS, save))
    torch.manual_seed(2)
    model = BertModel.from_pretrained(minilm)
    # Not by the model's own method, which leaves alone what was loaded.
    for module in model.encoder.layer[-1].modules():
        if isinstance(module, torch.nn.Linear):
            torch.nn.init.normal_(module.weight, std=0.02)
            torch.nn.init.zeros_(module.bias)
        elif isinstance(module, torch.nn.LayerNorm):
            module.reset_parameters()
    model.save_pretrained(out / "re-initialised last layer")


if __name__ == "__main__":
    main()
