"""Makes testdata/behaviour/: a masked language model that makes sense of the sentences of `bertconv verify --probe`.

It learns them by heart, which takes a minute; no larger model with words of its own fits into a repository.
"""

import json
import shutil
from pathlib import Path

import torch
import transformers

from bertconv_fixtures.testdata import TESTDATA

FOLDER = Path(TESTDATA) / "behaviour" / "BertForMaskedLM"
SENTENCES = Path(TESTDATA).parent / "Schemas" / "sentences.json"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
STEPS = 500


def english():
    languages = json.loads(SENTENCES.read_text(encoding="utf-8"))["languages"]
    return next(language["sentences"] for language in languages if language["name"] == "English")


def make():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    torch.manual_seed(0)
    sentences = english()
    words = sorted({word for sentence in sentences for word in separated(sentence)})
    (FOLDER / "vocab.txt").write_text("\n".join(SPECIAL + words) + "\n", encoding="utf-8")
    tokenizer = transformers.BertTokenizer(str(FOLDER / "vocab.txt"))
    config = transformers.BertConfig(
        vocab_size=len(SPECIAL) + len(words), hidden_size=48, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=96, max_position_embeddings=32, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    model = transformers.BertForMaskedLM(config)
    batch = tokenizer(sentences, return_tensors="pt", padding=True)
    ids = batch["input_ids"]
    inner = ids > len(SPECIAL) - 1
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    for step in range(STEPS):
        hidden = inner & (torch.rand(ids.shape) < 0.25)
        labels = torch.where(hidden, ids, -100)
        inputs = torch.where(hidden, tokenizer.mask_token_id, ids)
        loss = model(input_ids=inputs, attention_mask=batch["attention_mask"], labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            print(f"  step {step}: loss {loss.item():.2f}")
    model.half().save_pretrained(FOLDER)


def separated(sentence):
    """Its words and punctuation in lower case, as BertTokenizer splits them."""
    return "".join(letter if letter.isalnum() else f" {letter} " for letter in sentence.lower()).split()
