"""What transformers makes of a folder: what it says, and what it builds."""

import collections
import dataclasses

import torch
import transformers
from transformers.conversion_mapping import get_model_conversion_mapping
from transformers.core_model_loading import WeightRenaming, rename_source_key

from bertconv_interop.checkpoints.loader import same, untied
from bertconv_interop.folders.folder import is_float


@dataclasses.dataclass
class Built:
    """What a loader built, or what it raised."""

    raised: str = ""
    missing: list = dataclasses.field(default_factory=list)
    unexpected: list = dataclasses.field(default_factory=list)
    #: (name, shape in the file, shape in the model) each.
    mismatched: list = dataclasses.field(default_factory=list)
    expected: int = 0
    parameters: dict = dataclasses.field(default_factory=dict)
    #: Parameters for which the file has two different tensors.
    collisions: list = dataclasses.field(default_factory=list)
    untied: list = dataclasses.field(default_factory=list)
    #: Parameters that have infinities or no numbers; that are zero; that were made of what is no float.
    not_finite: list = dataclasses.field(default_factory=list)
    zero: list = dataclasses.field(default_factory=list)
    not_float: list = dataclasses.field(default_factory=list)

    @property
    def lost(self):
        """What is wrong with the model, in few words; empty where it is what the file holds."""
        kinds = {
            "missing": self.missing,
            "mismatched": self.mismatched,
            "collisions": self.collisions,
            "not tied": self.untied,
            "not finite": self.not_finite,
            "all zero": self.zero,
            "no floats": self.not_float,
        }
        return ", ".join(f"{kind} {value[0] if isinstance(value[0], str) else value[0][0]}"
                         for kind, value in kinds.items() if value)


def ask(architecture, path, tensors=None):
    """What `from_pretrained` makes of a folder; `tensors` are those of the files that it should take."""
    try:
        model, info = getattr(transformers, architecture).from_pretrained(
            path, output_loading_info=True, ignore_mismatched_sizes=True)
    except KeyboardInterrupt:
        raise
    except BaseException as problem:
        return Built(raised=f"{type(problem).__name__}: {' '.join(str(problem).split())}"[:200])
    state = model.state_dict()
    built = Built(
        missing=sorted(info["missing_keys"]), unexpected=sorted(info["unexpected_keys"]),
        mismatched=sorted([name, list(found), list(wanted)] for name, found, wanted in info["mismatched_keys"]),
        expected=len(state), parameters=state)
    made_up = {*built.missing, *(name for name, _, _ in built.mismatched)}
    loaded = {name: value for name, value in state.items() if name not in made_up and value.numel()}
    built.not_finite = [name for name, value in loaded.items() if not value.isfinite().all()]
    built.zero = [name for name, value in loaded.items() if not value.any()]
    for name, group in sources(model, state, tensors or {}).items():
        if any(not same(group[0], other) for other in group):
            built.collisions.append(name)
        if name in loaded and not all(map(is_float, group)):
            built.not_float.append(name)
    built.untied = sorted(untied(model, state))
    return built


def sources(model, state, tensors):
    """The tensors that each parameter is made of, as the loader renames them."""
    renamings = [entry for entry in get_model_conversion_mapping(model) if isinstance(entry, WeightRenaming)]
    found = collections.defaultdict(list)
    for name, tensor in tensors.items():
        renamed, _ = rename_source_key(name, renamings, [], model.base_model_prefix, state)
        if renamed not in state and name in state:
            renamed, _ = rename_source_key(name, [], [], model.base_model_prefix, state)
        if renamed in state:
            found[renamed].append(tensor)
    return found


def differences(one, other):
    """The parameters of one model that another has not, or with other numbers, in the narrower of their types."""
    return [name for name, value in one.items() if name not in other or not alike(value, other[name])]


def alike(one, other):
    """Whether two tensors are equal, bit for bit but for a NaN's, in the narrower of their types."""
    kind = min(one.dtype, other.dtype, key=lambda kind: torch.finfo(kind).bits)
    one, other = one.to(kind), other.to(kind)
    return one.shape == other.shape and torch.equal(one.nan_to_num(0.0), other.nan_to_num(0.0)) and torch.equal(
        one.isnan(), other.isnan())
