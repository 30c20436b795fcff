"""Makes testdata/tokenizers/: small tokenizers, and the ids that transformers makes with them of 10,000 texts.

`ids.json` of each folder has the ids of some texts, and of each hundred texts the FNV-1a digest of all ids. Every tenth
text is a pair with the one after it, cut to 24 ids.
"""

import json
import shutil
from itertools import chain
from pathlib import Path

from tokenizers import AddedToken, decoders, normalizers, processors
from transformers import AutoTokenizer, RobertaTokenizer

from bertconv_fixtures.testdata import TESTDATA
from bertconv_fixtures.tokenized import texts as drawn
from bertconv_fixtures.tokenized.vocabularies import pairs, pieces

FOLDER = Path(TESTDATA) / "tokenizers"
BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ROBERTA = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
BLOCK, SHOWN, LIMIT = 100, 40, 24


def write(folder, name, value):
    (folder / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def start(name, model_type, **configuration):
    folder = FOLDER / name
    folder.mkdir(parents=True)
    write(folder, "config.json", {"model_type": model_type})
    if configuration:
        write(folder, "tokenizer_config.json", configuration)
    return folder


def word_pieces(texts):
    for name, model_type, special, lowercase, configuration in (
        ("uncased", "bert", BERT, True, {}),
        ("cased", "distilbert", BERT, False, {"do_lower_case": False}),
        ("accents", "electra", BERT, False, {"strip_accents": False, "tokenize_chinese_chars": False}),
        ("mpnet", "mpnet", ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"], True, {}),
    ):
        folder = start(name, model_type, **configuration)
        words = pieces(texts, special, lowercase, 3000)
        (folder / "vocab.txt").write_text("".join(word + "\n" for word in words), encoding="utf-8")


def byte_pairs(texts):
    tokenizer = pairs(texts, ROBERTA, 1500)
    tokenizer.model.save(str(start("roberta", "roberta")))
    source = FOLDER / "roberta"
    stored = RobertaTokenizer(
        str(source / "vocab.json"), str(source / "merges.txt"), add_prefix_space=True,
        mask_token=AddedToken("<mask>", lstrip=True))
    folder = start("longformer", "longformer", add_prefix_space=True)
    stored.backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    tokenizer.normalizer, tokenizer.decoder = normalizers.NFC(), decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    tokenizer.add_tokens([
        AddedToken("|||IP|||", normalized=True), AddedToken("    ", normalized=False),
        AddedToken("  ", normalized=True), AddedToken("ab", single_word=True),
        AddedToken("right", rstrip=True, normalized=False)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 0), ("</s>", 2)])
    roles = dict(zip(("cls_token", "pad_token", "sep_token", "unk_token", "mask_token"), ROBERTA, strict=True))
    folder = start("modernbert", "modernbert", tokenizer_class="PreTrainedTokenizerFast", **roles)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def fnv(values):
    """FNV-1a of the values, each as eight bytes."""
    digest = 0xCBF29CE484222325
    for value in values:
        for byte in value.to_bytes(8, "little"):
            digest = (digest ^ byte) * 0x100000001B3 % 2**64
    return digest


def encoded(tokenizer, texts):
    """Ids and types of each text."""
    for index, text in enumerate(texts):
        if index % 10 == 9:
            yield tokenizer(
                text, texts[(index + 1) % len(texts)], truncation=True, max_length=LIMIT, return_token_type_ids=True)
        else:
            yield tokenizer(text, return_token_type_ids=True)


def expect(folder, texts):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    encodings = list(encoded(tokenizer, texts))
    numbers = [one["input_ids"] + one["token_type_ids"] for one in encodings]
    digests = [f"{fnv(chain(*numbers[first:first + BLOCK])):016x}" for first in range(0, len(texts), BLOCK)]
    shown = [one["input_ids"] for one in encodings[:SHOWN]]
    write(folder, "ids.json", {"class": type(tokenizer).__name__, "ids": shown, "digests": digests})


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    texts = drawn.texts()
    word_pieces(texts[::2])
    byte_pairs(texts[::2])
    for folder in sorted(FOLDER.iterdir()):
        expect(folder, texts)
    write(FOLDER, "texts.json", {
        "blocks": [list(block) for block in drawn.BLOCKS], "words": drawn.WORDS, "separators": drawn.SEPARATORS,
        "count": drawn.COUNT, "shown": texts[:SHOWN]})


if __name__ == "__main__":
    main()
