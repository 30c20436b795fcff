"""Makes testdata/tokenizers/: small tokenizers, and the ids that transformers makes with them of 10,000 texts.

`ids.json` of each folder has the ids of some texts, and of each hundred texts the FNV-1a digest of all ids. Every tenth
text is a pair with the one after it, cut to 24 ids.
"""

import json
import shutil
from collections import Counter
from itertools import chain
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import AutoTokenizer, RobertaTokenizer

from bertconv_fixtures.testdata import TESTDATA
from bertconv_fixtures.tokenized import charsmap
from bertconv_fixtures.tokenized import texts as drawn
from bertconv_fixtures.tokenized.vocabularies import pairs, pieces, scored

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


def unigrams(texts):
    """Three that are stored alike, of which the library rebuilds two; the third is used as it is stored."""
    table = charsmap.compiled(charsmap.rules())
    precompiled = normalizers.Precompiled(table)
    split = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")])
    words = Counter(
        word for text in texts for word, _ in split.pre_tokenize_str(precompiled.normalize_str(text)))
    spaces = normalizers.Sequence([
        precompiled, normalizers.Strip(left=False, right=True), normalizers.Replace(Regex(" {2,}"), " ")])
    alone = pre_tokenizers.Metaspace(prepend_scheme="always")
    first = ["<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED", "<s>", "</s>"]
    for name, special, normalizer, splitting, configuration in (
        ("xlm-roberta", ["<s>", "<pad>", "</s>", "<unk>"], precompiled, split, {}),
        ("camembert", first, spaces, alone, {"add_prefix_space": False}),
        ("bert", ["<s>", "<pad>", "</s>", "<unk>"], spaces, alone, {
            "tokenizer_class": "PreTrainedTokenizerFast", "mask_token": "<mask>", "pad_token": "<pad>"}),
    ):
        vocabulary = scored(words, special) + ([] if name == "camembert" else [("<mask>", 0.0)])
        tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=special.index("<unk>")))
        tokenizer.normalizer, tokenizer.pre_tokenizer, tokenizer.decoder = normalizer, splitting, decoders.Metaspace()
        tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True), "<s>", "</s>"])
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
            special_tokens=[(token, tokenizer.token_to_id(token)) for token in ("<s>", "</s>")])
        folder = start("unigram" if name == "bert" else name, name, **configuration)
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
    unigrams(texts[::2])
    for folder in sorted(FOLDER.iterdir()):
        expect(folder, texts)
    write(FOLDER, "texts.json", {
        "blocks": [list(block) for block in drawn.BLOCKS], "words": drawn.WORDS, "separators": drawn.SEPARATORS,
        "count": drawn.COUNT, "shown": texts[:SHOWN]})


if __name__ == "__main__":
    main()
