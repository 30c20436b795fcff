"""Makes testdata/relatives/fresh.jsonl: a SHA-256 of what transformers 5.23 draws for a model without weights.

It is that of a line for each parameter, sorted: its name and the SHA-256 of its bytes. Parameters that are tied are
one, with the name that comes first in the alphabet.
"""

import hashlib
import json
from pathlib import Path

import torch
import transformers

from bertconv_fixtures.relatives.models import ARCHITECTURES, classes, fields
from bertconv_fixtures.testdata import TESTDATA

#: Sizes with which torch draws blocks of 16 values too.
LARGER = {"vocab_size": 37}
#: Parameters that the library leaves as they were in memory, so that each run has other values.
UNINITIALISED = {"LongformerForMaskedLM": ["lm_head.bias"]}


def drawn(cls, values, seed):
    """The digest of a model's parameters."""
    config = getattr(transformers, cls).config_class.from_dict(dict(values))
    torch.manual_seed(seed)
    model = getattr(transformers, cls).from_pretrained(None, config=config, state_dict={})
    names = {}
    for name, parameter in sorted(model.named_parameters(remove_duplicate=False)):
        names.setdefault(id(parameter), (name, parameter))
    lines = [f"{name} {hashlib.sha256(parameter.detach().numpy().tobytes()).hexdigest()}\n"
             for name, parameter in names.values() if name not in UNINITIALISED.get(cls, [])]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def main():
    """Writes a line for each class, and for each variant of the class for masked words."""
    assert torch.backends.cpu.get_cpu_capability() == "AVX2"
    lines = []
    for name, (prefix, _, variants) in ARCHITECTURES.items():
        cases = [(cls, None) for cls in classes(transformers, name)]
        cases += [(f"{prefix}ForMaskedLM", variant) for variant in variants]
        for cls, variant in cases:
            values = fields(name, cls, variant) | LARGER
            config = getattr(transformers, cls).config_class
            try:
                digest = drawn(cls, values, 7)
            except Exception as error:
                print("not drawn:", cls, variant, repr(error)[:120], flush=True)
                continue
            lines.append(json.dumps({
                "class": cls, "variant": variant or "", "seed": 7,
                "configuration": {"model_type": config.model_type, "architectures": [cls], **values},
                "leftOut": UNINITIALISED.get(cls, []), "sha256": digest}))
    (Path(TESTDATA) / "relatives" / "fresh.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    assert transformers.__version__ == "5.23.0"
    main()
