"""Folders of sentence-transformers with damaged modules, or a damaged list of them."""

import shutil

import torch
from safetensors.torch import load_file
from sentence_transformers.sentence_transformer.modules import LayerNorm, Normalize, Pooling

from bertconv_fixtures.damage.models import save_torch
from bertconv_fixtures.sentence.models import (
    HIDDEN,
    case,
    dense,
    edit,
    set_fields,
    tensors,
    trained,
    untrained,
    without,
    write,
)


def dense_tensors(folder, change):
    """Changes the tensors of the dense layer."""
    dense(folder)
    tensors(folder / "2_Dense" / "model.safetensors", change)


def modules(folder, change):
    """Changes the list of modules."""
    edit(folder / "modules.json", change)


@case()
def dense_weight_missing(folder):
    """The dense layer without its weight."""
    dense_tensors(folder, without("linear.weight"))


@case()
def dense_bias_missing(folder):
    """The dense layer without its bias."""
    dense_tensors(folder, without("linear.bias"))


@case()
def dense_extra(folder):
    """The dense layer with one tensor too many."""
    dense_tensors(folder, lambda found: found | {"linear.scale": torch.ones(5)})


@case()
def dense_renamed(folder):
    """The dense layer with the names of a plain nn.Linear."""
    dense_tensors(folder, lambda found: {name.removeprefix("linear."): value for name, value in found.items()})


@case()
def dense_other_shape(folder):
    """A dense layer that returns 4 numbers where its configuration says 5."""
    dense_tensors(folder, lambda found: {"linear.weight": found["linear.weight"][:4], "linear.bias": torch.ones(4)})


@case()
def dense_transposed(folder):
    """The dense layer's matrix stored the other way round."""
    dense_tensors(folder, lambda found: found | {"linear.weight": found["linear.weight"].T})


@case()
def dense_no_weights(folder):
    """The dense layer without a file of weights."""
    dense(folder)
    (folder / "2_Dense" / "model.safetensors").unlink()


@case()
def dense_no_configuration(folder):
    """The dense layer without its config.json."""
    dense(folder)
    (folder / "2_Dense" / "config.json").unlink()


@case()
def dense_folder_gone(folder):
    """The dense layer's folder is not there."""
    dense(folder)
    shutil.rmtree(folder / "2_Dense")


@case()
def dense_bias_not_stated(folder):
    """A configuration that says there is no bias, and a bias."""
    dense(folder)
    set_fields(folder / "2_Dense" / "config.json", bias=False)


@case()
def dense_unknown_field(folder):
    """A configuration with a field that the library does not know."""
    dense(folder)
    set_fields(folder / "2_Dense" / "config.json", colour="red")


@case()
def dense_no_size(folder):
    """A configuration without in_features."""
    dense(folder)
    set_fields(folder / "2_Dense" / "config.json", without=("in_features",))


@case()
def dense_size_text(folder):
    """A configuration with a size in quotes."""
    dense(folder)
    set_fields(folder / "2_Dense" / "config.json", in_features="8")


@case()
def dense_untrusted_activation(folder):
    """An activation of somebody's own, for which the library silently takes Tanh."""
    dense(folder)
    set_fields(folder / "2_Dense" / "config.json", activation_function="mine.Swish")


@case()
def dense_unknown_activation(folder):
    """An activation that torch does not have."""
    dense(folder)
    set_fields(folder / "2_Dense" / "config.json", activation_function="torch.nn.modules.activation.Swish")


@case()
def dense_integers(folder):
    """The dense layer's matrix as integers, which the library casts to floats."""
    dense_tensors(folder, lambda found: found | {"linear.weight": (found["linear.weight"] * 200).to(torch.int8)})


@case()
def dense_not_finite(folder):
    """A dense layer with a number that is none."""
    def damage(found):
        found["linear.weight"][1, 2] = float("nan")
        return found
    dense_tensors(folder, damage)


@case()
def dense_constant(folder):
    """A dense layer whose matrix has one value."""
    dense_tensors(folder, lambda found: found | {"linear.weight": torch.full((5, HIDDEN), 0.25)})


@case()
def dense_untrained(folder):
    """A dense layer as torch makes it."""
    write(folder, Pooling(HIDDEN, "mean"), untrained(7))


@case()
def dense_stale(folder):
    """A dense layer whose model.safetensors is older than its pytorch_model.bin."""
    dense(folder)
    found = load_file(folder / "2_Dense" / "model.safetensors")
    save_torch({name: value + 1 for name, value in found.items()}, folder / "2_Dense")


@case()
def dense_left_out(folder):
    """A dense layer that modules.json does not name."""
    dense(folder)
    modules(folder, lambda found: found[:2])


@case()
def dense_does_not_chain(folder):
    """A dense layer that takes more than pooling returns: it loads, and fails at the first text."""
    write(folder, Pooling(HIDDEN, "mean"))
    dense(folder / "other")
    shutil.move(folder / "other" / "2_Dense", folder / "2_Dense")
    shutil.rmtree(folder / "other")
    tensors(folder / "2_Dense" / "model.safetensors", lambda found: found | {"linear.weight": torch.rand(5, 9)})
    set_fields(folder / "2_Dense" / "config.json", in_features=9)
    modules(folder, lambda found: [*found, {
        "idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.base.modules.dense.Dense"}])


@case()
def norm_other_shape(folder):
    """A layer norm for vectors of another size."""
    dense(folder, trained(LayerNorm(5), "norm"))
    set_fields(folder / "3_LayerNorm" / "config.json", dimension=6)


@case()
def norm_unknown_field(folder):
    """A layer norm with a field that the library does not know."""
    dense(folder, trained(LayerNorm(5), "norm"))
    set_fields(folder / "3_LayerNorm" / "config.json", colour="red")


@case()
def norm_untrained(folder):
    """A layer norm of ones and zeros."""
    dense(folder, LayerNorm(5))


@case()
def normalize_left_out(folder):
    """Vectors of length 1 that modules.json does not ask for."""
    dense(folder, Normalize())
    modules(folder, lambda found: found[:3])


@case()
def normalize_folder_gone(folder):
    """A module without weights whose folder was not copied, as some programs leave empty folders out."""
    dense(folder, Normalize())
    shutil.rmtree(folder / "3_Normalize")


@case()
def normalize_other_input(folder):
    """Vectors of length 1 made of others than the pooling returns."""
    dense(folder, Normalize())
    set_fields(folder / "3_Normalize" / "config.json", module_input_name="vectors")


@case()
def pooling_left_out(folder):
    """A pooling that modules.json does not ask for, so that a text has no vector."""
    write(folder, Pooling(HIDDEN, "mean"))
    modules(folder, lambda found: found[:1])


@case()
def pooling_other_dimension(folder):
    """A pooling that says another dimension than the encoder has."""
    dense(folder)
    set_fields(folder / "1_Pooling" / "config.json", embedding_dimension=16)


@case()
def pooling_no_configuration(folder):
    """A pooling without its config.json."""
    dense(folder)
    (folder / "1_Pooling" / "config.json").unlink()


@case()
def pooling_unknown_mode(folder):
    """A mode of pooling that the library does not know."""
    dense(folder)
    set_fields(folder / "1_Pooling" / "config.json", pooling_mode="median")


@case()
def pooling_unknown_field(folder):
    """A pooling with a field that the library does not know."""
    dense(folder)
    set_fields(folder / "1_Pooling" / "config.json", colour="red")


@case()
def modules_gone(folder):
    """A folder without modules.json: the library takes the mean and drops the dense layer."""
    dense(folder)
    (folder / "modules.json").unlink()


@case()
def modules_broken(folder):
    """A modules.json that is cut short."""
    dense(folder)
    text = (folder / "modules.json").read_text()
    (folder / "modules.json").write_text(text[:len(text) // 2])


@case()
def modules_no_path(folder):
    """A module without a path."""
    dense(folder)
    modules(folder, lambda found: [*found[:2], {name: value for name, value in found[2].items() if name != "path"}])


@case()
def modules_unknown_type(folder):
    """A type that the library does not have."""
    dense(folder)
    modules(folder, lambda found: [*found[:2], found[2] | {"type": "sentence_transformers.models.Sparse"}])


@case()
def modules_own_type(folder):
    """A type of somebody's own, which the library does not run unasked."""
    dense(folder)
    modules(folder, lambda found: [*found[:2], found[2] | {"type": "mine.Dense"}])


@case()
def modules_outside(folder):
    """A module outside of the folder."""
    dense(folder)
    modules(folder, lambda found: [*found[:2], found[2] | {"path": "../2_Dense"}])


@case()
def modules_same_name(folder):
    """Two modules of one name, of which the library keeps the last."""
    dense(folder, Normalize())
    modules(folder, lambda found: [*found[:2], found[2] | {"name": "1"}, found[3]])
