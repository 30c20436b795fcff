"""bertconv and TensorFlow's loader agree on random tf_model.h5 files of any class for any class.

What `verify` names as missing is what TensorFlow makes up; what `convert` writes is what it loads. That is told by the
numbers: no two stored tensors have one in common, so a variable either has a stored tensor's or was made up.
"""

import random

import h5py
import numpy as np
import pytest
import transformers
from safetensors.numpy import load_file

from bertconv_fixtures.keras_files.models import fresh_session
from bertconv_interop.bertconv import bertconv, verify
from bertconv_interop.checkpoints.compare import errors
from bertconv_interop.folders.tensorflow import write
from bertconv_interop.problems import fail_on
from bertconv_interop.settings import COUNT, SEED
from bertconv_interop.sources.tensorflow import TIED, pytorch_tensor

#: Until there is a choice of loaders, the file's name chooses.
LOADER = ["--loader", "transformers-4.44-tensorflow"] if "--loader" in bertconv("verify", "--help").stdout else []


def loaded(path, wanted):
    """The tensors that TensorFlow loads, by PyTorch's names, and those that it makes up; or what it raises."""
    fresh_session()
    try:
        model = getattr(transformers, f"TF{wanted}").from_pretrained(path, ignore_mismatched_sizes=True)
    except Exception as problem:
        return f"{type(problem).__name__}: {' '.join(str(problem).split())[:160]}", {}, {}
    held = {}
    with h5py.File(path / "tf_model.h5") as file:
        def note(_, item):
            if isinstance(item, h5py.Dataset) and item.dtype.kind == "f":
                held[item[()].astype(np.float32).tobytes()] = True
        file.visititems(note)
    tensors = [
        (weight.numpy().astype(np.float32).tobytes() in held, *pytorch_tensor(weight.name, weight.numpy(), wanted))
        for weight in model.weights
    ]
    return "", {name: value for found, name, value in tensors if found}, {
        name: value for found, name, value in tensors if not found}


def check(path, wanted):
    """bertconv names what TensorFlow makes up, and converts what it loads."""
    raised, found, made_up = loaded(path, wanted)
    code, text, stderr = verify(path, *LOADER)
    if raised:
        return [code not in (1, 2, 3) and f"exit code {code}, where TensorFlow raises {raised}"]
    wrong = [code not in (0, 1, 2) and f"exit code {code}: {stderr[-200:]}",
             code == 0 and made_up and f"exit code 0, and TensorFlow makes up {sorted(made_up)[:3]} ({len(made_up)})",
             not made_up and LOADER and code == 1 and not set(errors(text)) - {"BC303"} and "exit code 1"]
    if text and code in (0, 1):
        said = {entry["name"] for kind in ("missing", "mismatched") for entry in text[kind]} - set(TIED)
        # TensorFlow reshapes a weight of as many values, which is then nobody's.
        wrong.append(
            said != set(made_up)
            and f"TensorFlow alone makes up {sorted(set(made_up) - said)[:3]}, bertconv alone "
            f"says {sorted(said - set(made_up))[:3]}"
        )
    return wrong + ([] if made_up or code else conversion(path, found))


def conversion(path, found):
    """What `convert` writes has the tensors that TensorFlow loads."""
    run = bertconv("convert", path, path / "out.safetensors")
    if run.returncode:
        return [f"convert: exit code {run.returncode}: {run.stderr[-200:]}"]
    written = load_file(path / "out.safetensors")
    return [name not in written and f"convert: {name} is not there" or
            name in written and not np.array_equal(written[name].astype(np.float32), value.float().numpy())
            and f"convert: {name} is not what TensorFlow loads" for name, value in found.items()]


@pytest.mark.parametrize("number", range(max(1, COUNT // 5)))
def test_a_file(number, tmp_path):
    """bertconv names what TensorFlow makes up, and converts what it loads."""
    path = tmp_path / "model"
    wanted, done = write(path, random.Random(f"{SEED}/tensorflow/{number}"), seed=str(number))
    fail_on(check(path, wanted), f"{tmp_path}: {done}")
