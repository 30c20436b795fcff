"""`--dtype` rounds as torch does, bit for bit, where that is hard.

Every half, every number halfway between two, all next to these, the edge of overflow, random bits. Two things are not
torch's own: from float64 to a half type torch rounds twice, by way of float32, and bertconv once; and the bits of a
NaN that changes its type are not compared, since torch's depend on whether its code for vectors ran.
"""

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from bertconv_interop.bertconv import bertconv, failure
from bertconv_interop.outputs import FILES, TYPES
from bertconv_interop.settings import SEED
from bertconv_interop.tensors import bits

#: Bits that are integers of the type's size.
WORDS = {
    torch.float64: torch.int64,
    torch.float32: torch.int32,
    torch.float16: torch.int16,
    torch.bfloat16: torch.int16,
}
PLACE = "embeddings.word_embeddings.weight"
WIDTH = 8


def every_half(dtype):
    """Every number of 16 bits, NaN and infinities too."""
    return torch.arange(-2**15, 2**15, dtype=torch.int32).to(torch.int16).view(dtype)


def hard(dtype, target):
    """Numbers that are halfway between two of the target, all next to these, and random bits."""
    if WORDS[dtype] == torch.int16:
        return every_half(dtype)
    halves = every_half(torch.float16 if target == torch.float32 else target).to(dtype)
    halves = halves[halves.isfinite()].sort().values.unique()
    if target == torch.float32:
        # Between two floats are doubles; the halves' neighbours are floats that are hard enough.
        floats = halves.to(torch.float32)
        halves = torch.cat([floats, floats.nextafter(torch.tensor(torch.inf))]).to(dtype).sort().values
    ties = (halves[1:] + halves[:-1]) / 2
    largest, eps = torch.finfo(target).max, torch.finfo(target).eps
    edge = torch.tensor([largest, largest + largest * eps / (2 - eps) / 2], dtype=dtype)
    near = torch.cat([halves, ties, edge, -edge])
    near = torch.cat([near, *(near.nextafter(torch.tensor(end, dtype=dtype)) for end in (-torch.inf, torch.inf))])
    numbers = torch.Generator().manual_seed(int(SEED))
    ends = torch.iinfo(WORDS[dtype])
    anything = torch.randint(ends.min, ends.max, (100_000,), dtype=WORDS[dtype], generator=numbers).view(dtype)
    return torch.cat([near, anything])


def model_with(values, folder):
    """Saves a model whose word embeddings are the values, as an archive and as safetensors."""
    rows = -(-len(values) // WIDTH)
    values = torch.cat([values, values.new_zeros(rows * WIDTH - len(values))])
    model = transformers.BertModel(transformers.BertConfig(
        vocab_size=rows, hidden_size=WIDTH, num_attention_heads=2, num_hidden_layers=1, intermediate_size=3,
        max_position_embeddings=2))
    tensors = {name: tensor.to(values.dtype) for name, tensor in model.state_dict().items()}
    tensors[PLACE] = values.view(rows, WIDTH)
    folder.mkdir(parents=True)
    model.config.save_pretrained(folder)
    torch.save(tensors, folder / FILES["pytorch"])
    save_file(tensors, folder / FILES["safetensors"], metadata={"format": "pt"})
    return tensors


def equal(found, wanted):
    """Whether all bits are the same but those of NaN, of which torch's own code for vectors has others."""
    both = found.isnan() & wanted.isnan()
    return found.dtype == wanted.dtype and bool((both | (found.view(WORDS[found.dtype]) == wanted.view(
        WORDS[wanted.dtype]))).all())


def rounded_once(values, target):
    """torch's conversion; from double to half it rounds to float first, so that halfway numbers are another's.

    The sticky last bit makes the float one from which the second rounding is right.
    """
    if values.dtype != torch.float64 or target == torch.float32:
        return values.to(target)
    floats = values.to(torch.float32)
    exact = floats.to(torch.float64) == values
    inward = torch.where(floats.to(torch.float64).abs() > values.abs(), floats.nextafter(torch.tensor(0.0)), floats)
    odd = (inward.view(torch.int32) | 1).view(torch.float32)
    return torch.where(exact | values.isnan() | values.isinf(), floats, odd).to(target)


PAIRS = [(dtype, option) for dtype in WORDS for option in TYPES if TYPES[option] != str(dtype).removeprefix("torch.")]


@pytest.mark.parametrize("dtype, option", PAIRS, ids=[f"{str(dtype).removeprefix('torch.')} to {option}"
                                                      for dtype, option in PAIRS])
class TestConversion:
    """What does not overflow is converted; what does is refused, and converted when that is asked for."""

    @pytest.mark.parametrize("source, made", (("pytorch", "safetensors"), ("safetensors", "pytorch")))
    def test_what_fits_is_rounded_as_torch_rounds_it(self, dtype, option, source, made, tmp_path):
        values, overflows = numbers(dtype, option)
        fitting = model_with(values[~overflows], tmp_path / "fitting")
        assert not compare(tmp_path / "fitting", source, made, option, fitting[PLACE])

    def test_what_overflows_is_refused(self, dtype, option, tmp_path):
        values, overflows = numbers(dtype, option)
        if not overflows.any():
            pytest.skip("nothing overflows")
        model_with(values, tmp_path / "whole")
        run = bertconv("convert", tmp_path / "whole" / FILES["pytorch"], tmp_path / "refused.safetensors",
                       "--dtype", option)
        assert run.returncode == 2
        assert f"{int(overflows.sum())} of its values" in run.stderr
        assert not (tmp_path / "refused.safetensors").exists()

    def test_what_overflows_becomes_infinite_if_allowed(self, dtype, option, tmp_path):
        values, overflows = numbers(dtype, option)
        if not overflows.any():
            pytest.skip("nothing overflows")
        whole = model_with(values, tmp_path / "whole")
        assert not compare(tmp_path / "whole", "pytorch", "safetensors", option, whole[PLACE], "--allow-overflow")


def numbers(dtype, option):
    """The hard numbers, and which of them overflow."""
    target = getattr(torch, TYPES[option])
    values = hard(dtype, target)
    return values, rounded_once(values, target).isinf() & values.isfinite()


def compare(folder, source, made, option, values, *options):
    """Converts; gives the places where the word embeddings are not torch's."""
    output = folder / f"from-{source}-{FILES[made]}"
    run = bertconv("convert", folder / FILES[source], output, "--dtype", option, *options)
    if run.returncode:
        return [failure(run)]
    found = (torch.load(output, weights_only=True) if made == "pytorch" else load_file(output))[PLACE]
    wanted = rounded_once(values, getattr(torch, TYPES[option]))
    if equal(found, wanted):
        return []
    size = found.element_size()
    places = (bits(found) != bits(wanted)).view(-1, size).any(1).nonzero().view(-1)[:3]
    return [
        f"{values.view(-1)[place]} became {found.view(-1)[place]}, not {wanted.view(-1)[place]}" for place in places
    ]
