"""What transformers says of a folder, and what its classes are known to stumble over."""

import collections
import dataclasses
import re

import torch
import transformers
from transformers.conversion_mapping import get_model_conversion_mapping
from transformers.core_model_loading import WeightRenaming, rename_source_key

from bertconv_fixtures.damage.models import BIAS, DECODER, DECODER_BIAS, EMBEDDINGS

#: The exceptions that the reference lists: what a message begins with or contains, by name.
KNOWN = {
    "tied weights of another size": r"NotImplementedError: aten::equal",
    "a type sought in what is no tensor": r"AttributeError: .* has no attribute 'is_floating_point'",
    "a field of another type": r"StrictDataclass\w+: ",
    "a field of no use": (
        r"AssertionError: Padding_idx|AttributeError: module 'torch' has no|IndexError: index 0 is out|"
        r"KeyError: '(?!metadata)|RuntimeError: Trying to create tensor with negative|"
        r"TypeError: '\w+' object cannot be|ValueError: (dropout probability|invalid literal)|ZeroDivisionError: "),
    "heads that do not divide": r"ValueError: The hidden size .* is not a multiple",
    "cross attention without a decoder": r"ValueError: .*should be used as a decoder model if cross attention",
    "a file that is not there": r"FileNotFoundError: (\[Errno 2\] )?No such file or directory",
    "an index without metadata": r"KeyError: 'metadata'",
    "an index of nothing": r"IndexError: list index out of range",
}


@dataclasses.dataclass
class Answer:
    """What a loader says of a folder."""

    missing: list = dataclasses.field(default_factory=list)
    unexpected: list = dataclasses.field(default_factory=list)
    #: (name, shape in the file, shape in the model) each.
    mismatched: list = dataclasses.field(default_factory=list)
    #: The name of a known exception, or what another says.
    raised: str = ""
    #: Parameters for which the file has two different tensors, of which one is loaded without a word.
    collisions: list = dataclasses.field(default_factory=list)
    #: Weights that should be tied and are not, since the file has two different ones.
    untied: list = dataclasses.field(default_factory=list)
    #: How many names the model has.
    expected: int = 0

    @property
    def known(self):
        """Whether what it raised is known."""
        return self.raised in KNOWN


def answer(checkpoint, folder):
    """What `from_pretrained` says of a folder that a checkpoint became."""
    try:
        model, info = getattr(transformers, checkpoint.architecture).from_pretrained(
            folder, output_loading_info=True, ignore_mismatched_sizes=True)
    except Exception as problem:
        text = f"{type(problem).__name__}: {' '.join(str(problem).split())}"
        return Answer(raised=next((name for name, pattern in KNOWN.items() if re.match(pattern, text)), text[:300]))
    state = model.state_dict()
    return Answer(
        missing=sorted(info["missing_keys"]), unexpected=sorted(info["unexpected_keys"]),
        mismatched=sorted([name, list(found), list(wanted)] for name, found, wanted in info["mismatched_keys"]),
        collisions=sorted(collisions(model, state, checkpoint.tensors)),
        untied=sorted(untied(model, state)), expected=len(state))


def collisions(model, state, tensors):
    """The parameters that two tensors are for, with other values."""
    renamings = [entry for entry in get_model_conversion_mapping(model) if isinstance(entry, WeightRenaming)]
    found = collections.defaultdict(list)
    for name, tensor in tensors.items():
        renamed, _ = rename_source_key(name, renamings, [], model.base_model_prefix, state)
        if renamed not in state and name in state:
            renamed, _ = rename_source_key(name, [], [], model.base_model_prefix, state)
        if renamed in state:
            found[renamed].append(tensor)
    return [name for name, group in found.items() if any(not same(group[0], other) for other in group)]


def same(one, other):
    """Whether two tensors are equal in shape and numbers; of those that the loader left without values, it is so."""
    if one.is_meta and other.is_meta:
        return one.shape == other.shape
    return one.shape == other.shape and torch.equal(one.to(torch.float64), other.to(torch.float64))


def untied(model, state):
    """The decoder's weights that a tied model has for itself."""
    pairs = {DECODER: EMBEDDINGS, DECODER_BIAS: BIAS} if model.config.tie_word_embeddings else {}
    return [name for name, source in pairs.items() if name in state and not same(state[name], state[source])]
