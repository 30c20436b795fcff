"""What people write today, as short as it can be.

    peer_programs.py FUNCTION MODEL [OUTPUT]
"""

import sys
from pathlib import Path


def from_tf(model, output):
    from transformers import BertForSequenceClassification
    BertForSequenceClassification.from_pretrained(model, from_tf=True).save_pretrained(output)


def h5py_numpy(model, output):
    import h5py
    from safetensors.numpy import save_file
    tensors = {}

    def add(name, item):
        if isinstance(item, h5py.Dataset):
            value = item[()]
            tensors[name] = value.T.copy() if name.endswith("kernel:0") else value
    with h5py.File(f"{model}/tf_model.h5") as file:
        file.visititems(add)
    Path(output).mkdir()
    save_file(tensors, f"{output}/model.safetensors")


def torch_save_file(model, output):
    import torch
    from safetensors.torch import save_file
    tensors = torch.load(f"{model}/pytorch_model.bin", weights_only=True)
    Path(output).mkdir()
    save_file(tensors, f"{output}/model.safetensors", metadata={"format": "pt"})


def loading_info(model):
    from transformers import BertForSequenceClassification
    BertForSequenceClassification.from_pretrained(model, output_loading_info=True)


def finite(model):
    import numpy
    from safetensors import safe_open
    with safe_open(f"{model}/model.safetensors", "numpy") as file:
        for name in file.keys():
            if not numpy.isfinite(file.get_tensor(name)).all():
                print(name)


globals()[sys.argv[1]](*sys.argv[2:])
