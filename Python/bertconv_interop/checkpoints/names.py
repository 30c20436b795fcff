"""Damages of names: dropped, renamed, prefixed, doubled, and names that nothing has."""

import torch

#: What stands before names in files of several tools, and what looks like it.
PREFIXES = (
    "module.", "model.", "_orig_mod.", "_orig_mod.module.", "module._orig_mod.", "_fsdp_wrapped_module.",
    "0.auto_model.", "base_model.model.", "roberta.", "encoder.", "bert.", "bert.bert.", "bert_", "bertx", "BERT.")

#: Names of which none is a parameter's, though a rename may bring some near one.
JUNK = (
    "global_step", "bert", "bert.", ".", "classifier.weight_g", "bert.pooler.dense.weight_v", "weight_g", "xweight_g",
    "bert.embeddings.LayerNorm.gammas", "bert.embeddings.LayerNorm.gammaé", "LayerNorm.gamma", "LayerNorm.beta.x",
    "bert.embeddings.LayerNorm.gammas.LayerNorm.gamma", "embeddings.LayerNormXbeta.LayerNorm.beta",
    "model.language_model.model.x", "language_model.model.model", "rotary_emb.inv_freq", "bert.rotary_emb.inv_freq",
    "bert.encoder.layer.00.output.dense.bias", "bert.encoder.layer.-1.output.dense.bias", "bert.encoder.layer.0",
    "classifier", "pooler", "bert.pooler", "cls.predictions", "embeddings.position_ids.x", "xposition_ids",
    "bert.encoder.layer.0.attention.self.distance_embedding.weight", "bert.embeddings.word_embeddings.Weight",
    "bert.embeddings.wörter.weight", "a b", "\"", "\\", "\t", "bert/embeddings/word_embeddings/weight:0",
    "bert.encoder.layer.0.attention.self.query.lora_A.weight", "classifier.weight ", " classifier.weight")


def some(numbers, values, most=5):
    """A few of some values."""
    values = list(values)
    return numbers.sample(values, min(len(values), numbers.randint(1, most)))


def renamed(checkpoint, change):
    """Changes every name; of two that become one, the later stays."""
    checkpoint.tensors = {change(name): tensor for name, tensor in checkpoint.tensors.items()}


def drop_tensors(numbers, checkpoint):
    for name in some(numbers, checkpoint.tensors):
        del checkpoint.tensors[name]


def drop_part(numbers, checkpoint):
    part = numbers.choice(("pooler", "cls", "classifier", "LayerNorm", "embeddings", "layer.0.", "layer.1.", "bias"))
    checkpoint.tensors = {name: tensor for name, tensor in checkpoint.tensors.items() if part not in name}


def drop_everything(numbers, checkpoint):
    checkpoint.tensors = dict(some(numbers, checkpoint.tensors.items()) if numbers.random() < 0.7 else [])


def swap_names(numbers, checkpoint):
    if len(checkpoint.tensors) > 1:
        one, other = numbers.sample(list(checkpoint.tensors), 2)
        tensors = checkpoint.tensors
        tensors[one], tensors[other] = tensors[other], tensors[one]


def misspell(numbers, checkpoint):
    for name in some(numbers, checkpoint.tensors):
        tensor = checkpoint.tensors.pop(name)
        place = numbers.randrange(len(name) + 1)
        other = numbers.choice((
            name.upper(), name + "s", name.replace(".", "_", 1), name.replace(".", "..", 1), name + ".weight",
            name[:place] + name[place + 1:], name[:place] + "x" + name[place:], name.replace("LayerNorm", "layer_norm"),
            name.replace("weight", "kernel"), name.replace(".", "/"), "." + name, name + "."))
        checkpoint.tensors[other] = tensor


def old_norms(numbers, checkpoint):
    share = numbers.choice((1, 1, 0.5))

    def change(name):
        if numbers.random() >= share:
            return name
        return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")
    renamed(checkpoint, change)


def renumber_layers(numbers, checkpoint):
    change = numbers.choice((
        lambda number: number + 1, lambda number: 2 * number, lambda number: f"0{number}", lambda number: 11 - number))

    def layer(name):
        before, found, after = name.partition("encoder.layer.")
        number, dot, rest = after.partition(".")
        return f"{before}{found}{change(int(number))}{dot}{rest}" if found and number.isdigit() else name
    renamed(checkpoint, layer)


def add_prefix(numbers, checkpoint):
    prefix, share = numbers.choice(PREFIXES), numbers.choice((1, 1, 1, 0.5, 0.1))
    renamed(checkpoint, lambda name: prefix + name if numbers.random() < share else name)


def remove_prefix(numbers, checkpoint):
    share = numbers.choice((1, 1, 0.5, 0.1))
    renamed(checkpoint, lambda name: name.removeprefix("bert.") if numbers.random() < share else name)


def replace_prefix(numbers, checkpoint):
    prefix = numbers.choice(PREFIXES)
    renamed(checkpoint, lambda name: prefix + name.removeprefix("bert.") if name.startswith("bert.") else name)


def wrap_layers(numbers, checkpoint):
    wrapper = numbers.choice(("_fsdp_wrapped_module.", "_checkpoint_wrapped_module.", "_orig_mod."))
    renamed(checkpoint, lambda name: name.replace("attention.", f"{wrapper}attention.", 1))


def double(numbers, checkpoint):
    """A second tensor for the same parameter: equal, of other numbers, or of another shape."""
    for name in some(numbers, checkpoint.tensors, most=2):
        tensor = checkpoint.tensors[name]
        other = numbers.choice((
            name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"),
            name.removeprefix("bert."), f"bert.{name}", f"bert.bert.{name}", f"module.{name}"))
        if other not in checkpoint.tensors:
            values = numbers.choice((tensor, tensor, tensor + 1, tensor.flatten()[:1]))
            checkpoint.tensors[other] = values.clone()


def add_junk(numbers, checkpoint):
    for name in some(numbers, JUNK):
        checkpoint.tensors[name] = torch.rand(numbers.choice(((), (1,), (2, 3), (0,))))


def add_buffers(numbers, checkpoint):
    size = checkpoint.configuration.get("max_position_embeddings")
    size = size if isinstance(size, int) else 7
    prefix = numbers.choice(("bert.", "bert.", "", "module."))
    values = numbers.choice((torch.arange(size)[None], torch.arange(size)[None], torch.arange(2, size + 2)[None],
                             torch.arange(size), torch.arange(size + 3)[None].float()))
    names = numbers.choice((("position_ids",), ("token_type_ids",), ("position_ids", "token_type_ids")))
    for name in names:
        checkpoint.tensors[f"{prefix}embeddings.{name}"] = values if name == "position_ids" else values * 0


NAMES = (
    drop_tensors, drop_part, drop_everything, swap_names, misspell, old_norms, renumber_layers, add_prefix,
    remove_prefix, replace_prefix, wrap_layers, double, add_junk, add_buffers)
