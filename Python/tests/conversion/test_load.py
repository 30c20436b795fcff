"""Loads every output with the transformers that is installed, and compares it bit for bit: load_outputs.py FOLDER."""

import gc
import sys

import torch
import transformers
from cases import attempt, report
from load_models import complaints, differences
from outputs import made
from safetensors.torch import load_file
from sources import saved

NEWEST = transformers.__version__ >= "5"


def load(case, output, path):
    """The tensors of a loaded model, and what the loader says.

    Version 5 takes the type from config.json or the file, version 4 has to be told.
    """
    options = {} if NEWEST else {"torch_dtype": getattr(torch, output.type(case))}
    model, said = getattr(transformers, case.architecture).from_pretrained(path, output_loading_info=True, **options)
    return model.state_dict(), said


def check(case, output, path, reference):
    """Nothing is missing, unexpected or of another shape, and every tensor is the reference's."""
    tensors, said = load(case, output, path)
    reference = {name: tensor.to(getattr(torch, output.type(case))) for name, tensor in reference.items()}
    if case.untied and not NEWEST:
        # Version 4 ties the bias even then; a model of version 5 may have two.
        del tensors["cls.predictions.decoder.bias"], reference["cls.predictions.decoder.bias"]
    return complaints(said) + differences(tensors, reference)


def load_pytorch(cases):
    """Loads what PyTorch's classes load."""
    for case, folder in cases:
        reference = load_file(folder / "reference.safetensors")
        for output, path in made(folder):
            if output.form == "folder" and output.target != "tensorflow":
                yield f"load {case.name} {output.name} with {transformers.__version__}", attempt(
                    check, case, output, path, reference)


def load_tensorflow(cases):
    """Reads what HDF5 files have, and loads what TensorFlow's classes load."""
    from tf_outputs import check_file, check_model

    for case, folder in cases:
        reference = load_file(folder / "reference.safetensors")
        for output, path in made(folder):
            if output.target == "tensorflow":
                yield f"read {case.name} {output.name}", attempt(check_file, case, output, path, reference)
            if output.target == "tensorflow" and output.form == "folder":
                yield f"load {case.name} {output.name} with TensorFlow", attempt(check_model, case, output, path, reference)


if __name__ == "__main__":
    torch.set_num_threads(1)
    gc.freeze()  # Version 4 collects garbage after each shard.
    found = saved(sys.argv[1])
    for loaded in [load_pytorch] if NEWEST else [load_pytorch, load_tensorflow]:
        for name, problems in loaded(found):
            report(name, problems)
