"""Writes the files to be converted that fall to this environment: python -m bertconv_interop FOLDER [--minilm FOLDER].

transformers 4.44 writes TensorFlow's, and its share of PyTorch's; transformers 5.23 writes the rest.
"""

import argparse
import os
from pathlib import Path

from bertconv_fixtures.environment import VARIABLES

os.environ.update(VARIABLES)

import torch
import transformers

from bertconv_interop.sources import pytorch, trained
from bertconv_interop.sources.case import pairs, sharded


def write(folder, minilm):
    """Writes all that is this version's."""
    version = int(transformers.__version__.partition(".")[0])
    for case in pairs() + sharded():
        if case.version == version and case.format != "tensorflow":
            pytorch.write(case, folder / "random" / case.name)
    trained.write_all(folder / "random", version)
    if version == 4:
        from bertconv_interop.models import write as models
        from bertconv_interop.sources import tensorflow

        for case in pairs():
            if case.format == "tensorflow":
                tensorflow.write(case, folder / "random" / case.name)
        models.write(folder / "models", minilm)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bertconv_interop")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minilm", type=Path, help="the folder of a trained all-MiniLM-L6-v2")
    arguments = parser.parse_args()
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    write(arguments.folder, arguments.minilm)
