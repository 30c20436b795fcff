"""HDF5 files hold what the reference holds, and TensorFlow's classes of transformers 4.44.2 load it."""

import h5py
import pytest
import torch
import transformers

from bertconv_fixtures.keras_files.models import fresh_session
from bertconv_interop.outputs import converted, made, reference
from bertconv_interop.problems import fail_on
from bertconv_interop.sources.tensorflow import TIED, pytorch_tensor
from bertconv_interop.tensors import complaints, differences


@pytest.mark.parametrize("case, folder, output", made(lambda output: output.target == "tensorflow"))
def test_a_file_holds_the_reference(case, folder, output):
    """Every weight of every layer is the reference's; what a layer has again, is so again."""
    problems, found = [], {}
    with h5py.File(converted(case, folder, output) / "tf_model.h5") as file:
        for layer in file.attrs["layer_names"]:
            for weight in file[layer].attrs["weight_names"].astype(str):
                name, tensor = pytorch_tensor(weight, file[layer][weight][()], case.architecture)
                if name in found:
                    problems += [f"again, {problem}" for problem in differences({name: tensor}, {name: found[name]})]
                found[name] = tensor
    wanted = expected(reference(case, folder), getattr(torch, output.type(case)))
    fail_on(problems + differences(found, wanted))


@pytest.mark.parametrize("case, folder, output", made(
    lambda output: output.form == "folder" and output.target == "tensorflow"))
def test_tensorflow_loads_the_reference(case, folder, output):
    """Nothing is missing, unexpected or of another shape, and every variable is the reference's, as float32."""
    fresh_session()
    model, said = getattr(transformers, "TF" + case.architecture).from_pretrained(
        converted(case, folder, output), output_loading_info=True)
    stored = getattr(torch, output.type(case))
    tensors = dict(pytorch_tensor(weight.name, weight.numpy(), case.architecture) for weight in model.weights)
    fail_on(complaints(said) + differences(tensors, expected(reference(case, folder), stored, torch.float32)))


def expected(tensors, *types):
    """What TensorFlow has of the tensors of a PyTorch model, which become of one type after the other."""
    tensors = {name: tensor for name, tensor in tensors.items() if name not in TIED}
    for dtype in types:
        tensors = {name: tensor.to(dtype) for name, tensor in tensors.items()}
    return tensors
