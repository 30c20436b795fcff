"""Writes the sources of the random cases that fall to the installed transformers: make_sources.py FOLDER."""

import os
import sys
from pathlib import Path

import torch
import torch_sources
import trained_sources
import transformers
from sources import pairs, sharded

if __name__ == "__main__":
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    folder, seed = Path(sys.argv[1]), os.environ["BERTCONV_SEED"]
    version = int(transformers.__version__.split(".")[0])
    for case in pairs(seed) + sharded(seed):
        if case.version == version and case.format != "tensorflow":
            torch_sources.write(case, folder / case.name)
    trained_sources.write_all(folder, seed, version)
    if version == 4:
        import tf_sources

        for case in pairs(seed):
            if case.format == "tensorflow":
                tf_sources.write(case, folder / case.name)
