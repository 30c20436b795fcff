"""torch and safetensors read every output, in each of their ways, as the reference, bit for bit."""

import json

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from bertconv_interop.outputs import FILES, converted, made, reference
from bertconv_interop.problems import fail_on
from bertconv_interop.tensors import same


def read(path):
    """Every tensor of a file, in each way that its library reads it."""
    if path.suffix == ".bin":
        return {f"mmap={mmap}": torch.load(path, weights_only=True, mmap=mmap) for mmap in (True, False)}
    with safe_open(path, "pt") as file:
        return {"safe_open": {name: file.get_tensor(name) for name in file.keys()}, "load_file": load_file(path)}


@pytest.mark.parametrize("case, folder, output", made(lambda output: output.target != "tensorflow"))
def test_an_output_is_read_as_the_reference(case, folder, output):
    """Tied tensors are there once in safetensors, and in one storage in an archive."""
    files, problems = files_of(converted(case, folder, output) / FILES[output.target], case)
    wanted = reference(case, folder, output)
    tensors = {}
    for file in files:
        for way, found in read(file).items():
            tensors.setdefault(way, {}).update(found)
    for way, found in tensors.items():
        left = set(wanted) - set(found)
        problems += [
            set(found) - set(wanted) and f"{way}: more tensors {sorted(set(found) - set(wanted))[:3]}",
            left - tied(case, output) and f"{way}: no {sorted(left)[:3]}",
            *(f"{way}: {name} differs" for name in found if name in wanted and not same(found[name], wanted[name]))]
    if output.target == "pytorch":
        for way, found in tensors.items():
            problems += [f"{way}: {name} has a storage of its own" for name in tied(case, None) & set(found)
                         if found[name].data_ptr() != found[source(name)].data_ptr()]
    fail_on(problems)


def tied(case, output):
    """What may be left out, since it is under another name: in safetensors, where the class ties it."""
    if case.untied or output and output.target == "pytorch":
        return set()
    return {"cls.predictions.decoder.weight", "cls.predictions.decoder.bias"}


def source(name):
    """What it is tied to."""
    return "cls.predictions.bias" if name.endswith("bias") else "bert.embeddings.word_embeddings.weight"


def files_of(path, case):
    """The files of the weights; for shards, what is wrong with the index and their sizes."""
    if not case.shards:
        return [path], []
    index = json.loads(path.with_name(f"{path.name}.index.json").read_text())
    names = sorted(set(index["weight_map"].values()))
    found = {name: next(iter(read(path.with_name(name)).values())) for name in names}
    places = {tensor: name for name in names for tensor in found[name]}
    storages = {name: {tensor.data_ptr(): tensor.nbytes for tensor in found[name].values()} for name in names}
    limit = int(case.shards.removesuffix("KB")) * 1000
    return [path.with_name(name) for name in names], [
        len(names) < 2 and "one shard",
        sorted(names) != sorted(file.name for file in path.parent.glob(f"*-of-*{path.suffix}")) and "other files",
        places != index["weight_map"] and "the index tells other places",
        sum(sum(sizes.values()) for sizes in storages.values()) != index["metadata"]["total_size"] and "total_size",
        *(f"{name} is too large" for name, sizes in storages.items() if sum(sizes.values()) > limit and len(sizes) > 1)]
