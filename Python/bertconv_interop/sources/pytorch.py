"""PyTorch models with random weights, and the files that transformers and torch write of them."""

import zlib

import torch
import transformers
from safetensors.torch import save_file

#: What a conversion could lose: the sign of zero, a subnormal number, an infinity.
SPECIAL = (-0.0, 2.0**-24, -(2.0**-130), float("-inf"))


def random_model(case):
    """A model of the case's class and type, every weight of which is random."""
    configuration = transformers.BertConfig(**case.fields)
    model = getattr(transformers, case.architecture)(configuration)
    fill(model, case.name)
    return model.to(getattr(torch, case.dtype)).eval()


def fill(model, seed):
    """Gives every parameter, biases and norms too, random numbers and some special ones."""
    numbers = torch.Generator().manual_seed(zlib.crc32(seed.encode()))
    for parameter in model.parameters():
        parameter.normal_(generator=numbers)
        if parameter.numel() > 2 * len(SPECIAL):
            parameter.view(-1)[:len(SPECIAL)] = torch.tensor(SPECIAL)


def write(case, folder):
    """Writes the case's source and reference."""
    model = random_model(case)
    source = folder / "source"
    source.mkdir(parents=True)
    if case.shards:
        binary = {"safe_serialization": False} if case.format == "pytorch" else {}
        model.save_pretrained(source, max_shard_size=case.shards, **binary)
    elif case.format == "safetensors":
        model.save_pretrained(source)
    else:
        write_configuration(model, source)
        torch.save(
            model.state_dict(), source / "pytorch_model.bin", _use_new_zipfile_serialization=not case.legacy)
    write_reference(model.state_dict(), folder)
    case.save(folder)


def write_configuration(model, folder):
    """Writes config.json as `save_pretrained` does."""
    model.config.architectures = [type(model).__name__]
    setattr(model.config, "dtype" if transformers.__version__ >= "5" else "torch_dtype", model.dtype)
    model.config.save_pretrained(folder)


def write_reference(tensors, folder):
    """Writes what a loaded model should hold; tied tensors are in it under each of their names."""
    save_file({name: tensor.clone().contiguous() for name, tensor in tensors.items()}, folder / "reference.safetensors")
