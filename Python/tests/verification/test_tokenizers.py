"""`bertconv probe` makes the ids of transformers of texts of all scripts."""

import json
import shutil
from pathlib import Path

import pytest
from transformers import AutoTokenizer, BertConfig, BertModel

from bertconv_fixtures.testdata import TESTDATA
from bertconv_fixtures.tokenized.texts import texts
from bertconv_interop.bertconv import bertconv

FOLDERS = sorted(path.name for path in (Path(TESTDATA) / "tokenizers").iterdir() if path.is_dir())
#: How many texts one run reads.
BLOCK = 100


@pytest.fixture(params=FOLDERS)
def folder(request, tmp_path):
    """A tokenizer beside a model whose outputs nobody reads."""
    source, model = Path(TESTDATA) / "tokenizers" / request.param, tmp_path / "model"
    tokenizer = AutoTokenizer.from_pretrained(source)
    sizes = {"hidden_size": 2, "intermediate_size": 2, "num_hidden_layers": 1, "num_attention_heads": 1}
    BertModel(BertConfig(vocab_size=len(tokenizer), **sizes)).save_pretrained(model)
    for path in source.iterdir():
        if path.name not in ("config.json", "ids.json"):
            shutil.copy(path, model)
    configuration = model / "tokenizer_config.json"
    fields = json.loads(configuration.read_text()) if configuration.exists() else {}
    configuration.write_text(json.dumps(fields | {"tokenizer_class": type(tokenizer).__name__}))
    return model, AutoTokenizer.from_pretrained(model)


def test_ids(folder):
    """All texts that a command line can have, of at least two tokens."""
    model, tokenizer = folder
    drawn = [text for text in texts() if text and "\0" not in text and not text.startswith("-")]
    for first in range(0, len(drawn), BLOCK):
        block = drawn[first : first + BLOCK]
        run = bertconv("probe", model, "--format", "json", *block)
        assert run.returncode == 0, run.stderr
        made = [text["ids"] for text in json.loads(run.stdout)["texts"]]
        assert made == tokenizer(block)["input_ids"], first
