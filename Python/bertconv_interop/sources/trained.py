"""What training programs save: wrappers' names, states of everything, whole models, as torch itself makes them."""

import argparse
import random
import sys
import types

import torch

from bertconv_interop.settings import SEED
from bertconv_interop.sources.case import CLASSES, HALVES, Case, random_fields
from bertconv_interop.sources.pytorch import random_model, write_configuration, write_reference


def data_parallel(model):
    """The names of `DataParallel`."""
    return torch.nn.DataParallel(model).state_dict()


def distributed(model):
    """The names of `DistributedDataParallel`, in a group of one process."""
    if not torch.distributed.is_initialized():
        torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)
    return torch.nn.parallel.DistributedDataParallel(model).state_dict()


def compiled(model):
    """The names of `torch.compile`."""
    return torch.compile(model).state_dict()


def compiled_distributed(model):
    """The names of both, in a checkpoint as scripts write them."""
    return {"model": torch.compile(torch.nn.DataParallel(model)).state_dict(), "step": 7}


def sentence_transformer(model):
    """The names of sentence-transformers, whose first module holds the model."""
    module = torch.nn.Module()
    module.auto_model = model
    return torch.nn.Sequential(module).state_dict()


def averaged(model):
    """The names of stochastic weight averaging, which counts the models."""
    return torch.optim.swa_utils.AveragedModel(model).state_dict()


def training(model):
    """What a script of one's own saves."""
    optimizer = step(model)
    return {
        "epoch": 3, "model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict(),
        "scheduler": torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 0.5).state_dict(),
        "scaler": torch.amp.GradScaler("cpu").state_dict(), "args": argparse.Namespace(seed=1, output=None),
        "rng": {"torch": torch.get_rng_state(), "python": random.getstate()}, "loss": 0.25}


def lightning(model):
    """PyTorch Lightning's keys and types; the module called its model `model`.

    Lightning's AttributeDict, a dict, is defined here under its name.
    """
    parsing = types.ModuleType("pytorch_lightning.utilities.parsing")
    parsing.AttributeDict = type("AttributeDict", (dict,), {"__module__": parsing.__name__})
    modules = {name: types.ModuleType(name) for name in ("pytorch_lightning", "pytorch_lightning.utilities")}
    sys.modules.update(modules, **{parsing.__name__: parsing})
    optimizer = step(model)
    module = torch.nn.Module()
    module.model = model
    return {
        "epoch": 2, "global_step": 3, "pytorch-lightning_version": "1.9.5", "state_dict": module.state_dict(),
        "loops": {"fit_loop": {"state_dict": {}}}, "callbacks": {"ModelCheckpoint{'monitor': None}": {
            "best_model_score": torch.tensor(0.25), "best_k_models": {"last.ckpt": torch.tensor(0.25)}}},
        "optimizer_states": [optimizer.state_dict()], "lr_schedulers": [],
        "hyper_parameters": parsing.AttributeDict(lr=5e-5, labels=["no", "yes"], arguments=argparse.Namespace(a=1))}


def parameters(model):
    """Parameters instead of tensors, one of which is not trained."""
    model.get_input_embeddings().weight.requires_grad_(False)
    return dict(model.named_parameters())


def views(model):
    """Tensors that are transposed, or parts of one storage."""
    tensors = model.state_dict()
    flat = torch.cat([tensor.reshape(-1) for tensor in tensors.values()])
    start, result = 0, {}
    for name, tensor in tensors.items():
        result[name] = flat[start:start + tensor.numel()].view(tensor.shape)
        start += tensor.numel()
        if name.endswith("query.weight"):
            result[name] = result[name].T.contiguous().T
    return result


def whole(model):
    """The model itself."""
    return model


def step(model):
    """An optimizer that has taken a step, after which the model has the weights that it had before."""
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 0.5)
    optimizer.step()
    model.load_state_dict(before)
    return optimizer


#: Of a program: the ending of its files, and what must be said to leave out what is no weight of the model.
PROGRAMS = {
    data_parallel: (".pt", ()), distributed: (".pt", ()), compiled: (".bin", ()), compiled_distributed: (".pth", ()),
    sentence_transformer: (".bin", ()), averaged: (".pt", ("--drop-unmapped",)), training: (".pt", ()),
    lightning: (".ckpt", ()), parameters: (".bin", ()), views: (".bin", ()), whole: (".pt", ())}


def write_all(folder, version):
    """Writes a file of each program, of random classes and types; what one version writes as legacy, the other zips."""
    numbers = random.Random(f"{SEED}/trained/{version}")
    for position, (program, (suffix, options)) in enumerate(PROGRAMS.items()):
        architecture = "BertModel" if program is sentence_transformer else numbers.choice(CLASSES)
        name = f"{program.__name__}{suffix}"
        case = Case(
            f"trained/{program.__name__}-{version}", architecture, "pytorch", random_fields(numbers, architecture),
            numbers.choice(("float32", *HALVES)), version, legacy=(position + version) % 2 == 0, file=name,
            options=options)
        write(case, program, folder / case.name)


def write(case, program, folder):
    """Writes the program's file beside the configuration, and the reference."""
    model = random_model(case)
    (folder / "source").mkdir(parents=True)
    write_configuration(model, folder / "source")
    write_reference(model.state_dict(), folder)
    with torch.enable_grad():
        torch.save(
            program(model), folder / "source" / case.file, _use_new_zipfile_serialization=not case.legacy)
    case.save(folder)
