"""What HDF5 files hold, and what TensorFlow's classes of transformers 4.44.2 make of them."""

import h5py
import torch
import transformers
from checkpoints import fresh_session
from load_models import complaints, differences
from tf_sources import TIED, pytorch_tensor


def check_file(case, output, path, reference):
    """Every weight of every layer is the reference's; what a layer has again, is so again."""
    problems, found = [], {}
    with h5py.File(path / "tf_model.h5") as file:
        for layer in file.attrs["layer_names"]:
            for weight in file[layer].attrs["weight_names"].astype(str):
                name, tensor = pytorch_tensor(weight, file[layer][weight][()], case.architecture)
                if name in found:
                    problems += [f"again, {problem}" for problem in differences({name: tensor}, {name: found[name]})]
                found[name] = tensor
    return problems + differences(found, expected(reference, getattr(torch, output.type(case))))


def check_model(case, output, path, reference):
    """Nothing is missing, unexpected or of another shape, and every variable is the reference's, as float32."""
    fresh_session()
    model, said = getattr(transformers, "TF" + case.architecture).from_pretrained(path, output_loading_info=True)
    stored = getattr(torch, output.type(case))
    tensors = dict(pytorch_tensor(weight.name, weight.numpy(), case.architecture) for weight in model.weights)
    return complaints(said) + differences(tensors, expected(reference, stored, torch.float32))


def expected(reference, *types):
    """What TensorFlow has of the tensors of a PyTorch model, which become of one type after the other."""
    tensors = {name: tensor for name, tensor in reference.items() if name not in TIED}
    for dtype in types:
        tensors = {name: tensor.to(dtype) for name, tensor in tensors.items()}
    return tensors
