"""Makes testdata/relatives/transformers-4.44.2/: tiny models of TensorFlow's classes, and what PyTorch makes of them.

One layer each. TensorFlow leaves some parameters out that PyTorch has, and the library's own conversion loses others:
what is kept beside a file is only what the library converts without a hole.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import transformers

from bertconv_fixtures.keras_files.models import fill, fresh_session, save, save_expected
from bertconv_fixtures.relatives.models import classes, fields
from bertconv_fixtures.testdata import TESTDATA

FOLDER = Path(TESTDATA) / "relatives" / f"transformers-{transformers.__version__}"

#: The architectures that have classes of TensorFlow's.
NAMES = ("roberta", "xlm-roberta", "camembert", "mpnet", "distilbert", "electra", "deberta-v2", "deberta", "albert",
         "mobilebert", "convbert", "longformer", "roberta-prelayernorm")

LAYERS = {"distilbert": "n_layers"}

#: Of these, which are large or like RoBERTa's, only two classes.
TWO = {"xlm-roberta", "camembert", "roberta-prelayernorm", "longformer", "mobilebert"}

#: More files: the name, the class, the fields.
MORE = (
    ("deberta-v2", "DebertaV2ForMaskedLM", "positions", dict(
        relative_attention=True, pos_att_type=["c2p", "p2c"], position_buckets=5, share_att_key=True,
        position_biased_input=False, norm_rel_ebd="layer_norm", conv_kernel_size=3, conv_act="gelu")),
    ("deberta", "DebertaModel", "positions", dict(relative_attention=True, pos_att_type=["c2p", "p2c"])),
    ("roberta", "RobertaForCausalLM", "cross-attention", dict(is_decoder=True, add_cross_attention=True)),
    ("convbert", "ConvBertModel", "groups", dict(num_groups=2)),
)


def make(name, cls, ending="", **more):
    """Saves a model of a class, and what PyTorch makes of it."""
    values = fields(name, cls) | {LAYERS.get(name, "num_hidden_layers"): 1} | more
    if name == "albert":
        # Each layer of TensorFlow's looks for its own copy.
        values |= dict(num_hidden_layers=2, num_hidden_groups=1, inner_group_num=2)
    if cls.endswith("ForQuestionAnswering"):
        values["num_labels"] = 2
    folder = FOLDER / name / (cls + (f"-{ending}" if ending else ""))
    config = getattr(transformers, cls).config_class(**values)
    fresh_session()
    model = getattr(transformers, "TF" + cls)(config)
    model.build_in_name_scope()
    weights = model.weights
    fill(weights, seed=folder.name)
    tied = next((weight for weight in weights if weight.name.endswith("predictions/decoder/bias:0")), None)
    if tied is not None:
        # ALBERT's TensorFlow class has two biases where PyTorch has one.
        tied.assign(next(weight for weight in weights if weight.name.endswith("predictions/bias:0")))
    decoder = next((weight for weight in weights if weight.name.endswith("predictions/decoder/weight:0")), None)
    if decoder is not None:
        # MobileBERT's keeps the decoder apart, which PyTorch ties.
        decoder.assign(next(weight for weight in weights if "word_embeddings" in weight.name))
    save(model, folder)
    shown = {field: value for field, value in json.loads((folder / "config.json").read_text()).items()
             if field in values or field in ("model_type", "id2label", "label2id", "torch_dtype")}
    (folder / "config.json").write_text(json.dumps(shown | {"architectures": [cls]}, indent=1) + "\n")
    pytorch = getattr(transformers, cls).from_pretrained(folder, from_tf=True)
    stored = [np.asarray(weight) for weight in weights
              if weight is not tied and weight is not decoder and "pooler" not in absent(pytorch, weight)]
    try:
        save_expected(pytorch, folder, stored)
    except AssertionError:
        (folder / "expected.safetensors").unlink(missing_ok=True)
        print("no expectation for", folder.name, flush=True)


def absent(pytorch, weight):
    """The name of a weight that the PyTorch class does not have; empty: it has it."""
    names = " ".join(name for name, _ in pytorch.named_parameters())
    return weight.name if "pooler" in weight.name and "pooler" not in names else ""


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name in NAMES:
        for cls in classes(transformers, name):
            if name in TWO and not cls.endswith(("ForMaskedLM", "ForSequenceClassification", "BertForPreTraining")):
                continue
            if cls.endswith("ForTokenClassification") and name != "roberta":
                # Its names are those of the class for multiple choice.
                continue
            if hasattr(transformers, "TF" + cls):
                try:
                    make(name, cls)
                except Exception as error:
                    print("not made:", cls, repr(error)[:300], flush=True)
    for name, cls, ending, more in MORE:
        make(name, cls, ending, **more)


if __name__ == "__main__":
    assert transformers.__version__ == "4.44.2"
    main()
