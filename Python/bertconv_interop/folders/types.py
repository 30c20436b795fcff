"""The types that tensors are stored in, what names the type that the loader casts to, and values that it loses."""

import torch

FLOATS = (torch.float16, torch.bfloat16, torch.float64, torch.float32)
OTHERS = (torch.int8, torch.uint8, torch.int16, torch.uint16, torch.int32, torch.int64, torch.bool, torch.float8_e4m3fn,
          torch.float8_e5m2, torch.complex64)
SAID = ("float32", "float16", "bfloat16", "float64", "half", "float16", "float", "double")


def cast(value, kind):
    """A tensor in another type, larger where it would become zero."""
    if kind in FLOATS or kind in (torch.complex64, torch.float8_e4m3fn, torch.float8_e5m2):
        return value.to(kind)
    return value > 0 if kind == torch.bool else (value.abs() * 50).to(kind)


def some(numbers, tensors):
    """The names of one tensor, the first or the last by name, of all matrices, or of all."""
    names = sorted(tensors)
    choices = [
        [numbers.choice(names)],
        names[:1],
        names[-1:],
        [name for name in names if tensors[name].ndim == 2],
        names,
    ]
    return numbers.choice(choices) if names else []


def floats(numbers, made):
    """Some tensors are of another float type."""
    kind = numbers.choice(FLOATS)
    for name in some(numbers, made.tensors):
        made.tensors[name] = made.tensors[name].to(kind)


def no_floats(numbers, made):
    """Some tensors are of no float type."""
    kind = numbers.choice(OTHERS)
    for name in some(numbers, made.tensors):
        if made.tensors[name].is_floating_point():
            made.tensors[name] = cast(made.tensors[name], kind)


def unexpected(numbers, made):
    """A tensor that no parameter needs, of any type, whose name comes first or last."""
    name, kind = numbers.choice(("a", "zz")), numbers.choice(FLOATS + OTHERS)
    value = cast(torch.rand(3) + 1, kind)
    # What bertconv cannot judge, it says so of, though no parameter needs it.
    made.sound = made.sound and not (kind.is_complex or "float8" in str(kind))
    made.tensors = {name: value} | made.tensors if numbers.random() < 0.5 else made.tensors | {name: value}


def scaled(numbers, made):
    """One matrix is multiplied: some types do not hold it."""
    matrices = [name for name, value in made.tensors.items() if value.ndim == 2 and value.is_floating_point()]
    if matrices:
        name = numbers.choice(matrices)
        made.tensors[name] = made.tensors[name] * numbers.choice((1e7, 1e-9, 3e4))


def shuffled(numbers, made):
    """The tensors stand in another order."""
    items = list(made.tensors.items())
    numbers.shuffle(items)
    made.tensors = dict(items)


def no_type(numbers, made):
    """config.json says no type."""
    made.configuration.pop("dtype", None)
    if numbers.random() < 0.3:
        made.configuration["dtype"] = None


def says_type(numbers, made):
    """config.json says a type, under either name."""
    made.configuration.pop("dtype", None)
    made.configuration[numbers.choice(("dtype", "torch_dtype"))] = numbers.choice(SAID)


def index_says_type(numbers, made):
    """An index says a type, where config.json says none, or says another."""
    if numbers.random() < 0.7:
        made.configuration.pop("dtype", None)
    made.metadata["dtype"] = numbers.choice((*SAID, "float16", "float16", "foo", 3, None, "int8"))
    made.sound = made.sound and made.metadata["dtype"] in SAID


TYPES = (floats, floats, no_floats, unexpected, scaled, scaled, scaled, shuffled)
ROUTES = (no_type, no_type, says_type, says_type, index_says_type)
