"""`from_pretrained` of both transformers loads every folder whole, and every tensor is the reference's, bit for bit."""

import gc

import pytest
import torch
import transformers

from bertconv_interop.outputs import converted, made, reference
from bertconv_interop.problems import fail_on
from bertconv_interop.tensors import complaints, differences

NEWEST = int(transformers.__version__.partition(".")[0]) >= 5


@pytest.fixture(autouse=True, scope="module")
def freeze_garbage():
    """Version 4 collects garbage after each shard."""
    gc.freeze()


@pytest.mark.parametrize("case, folder, output", made(
    lambda output: output.form == "folder" and output.target != "tensorflow"))
def test_a_folder_is_loaded_as_the_reference(case, folder, output):
    """Version 5 takes the type from config.json or the file, version 4 is told."""
    options = {} if NEWEST else {"torch_dtype": getattr(torch, output.type(case))}
    model, said = getattr(transformers, case.architecture).from_pretrained(
        converted(case, folder, output), output_loading_info=True, **options)
    tensors, wanted = model.state_dict(), reference(case, folder, output)
    if case.untied and not NEWEST:
        # Version 4 ties the bias even then; a model of version 5 may have two.
        del tensors["cls.predictions.decoder.bias"], wanted["cls.predictions.decoder.bias"]
    fail_on(complaints(said) + differences(tensors, wanted))
