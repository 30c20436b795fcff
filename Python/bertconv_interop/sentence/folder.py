"""A random folder of sentence-transformers: an encoder, modules, and damages of both."""

import shutil

import torch
from sentence_transformers.sentence_transformer.modules import Dense, Dropout, LayerNorm, Normalize, Pooling

from bertconv_fixtures.sentence.models import HIDDEN, edit, set_fields, tensors, trained, write

MODES = ("cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken")


def make(numbers, folder):
    """A sound folder with one to four modules after the pooling."""
    modes = tuple(numbers.sample(MODES, numbers.choice((1, 1, 1, 2, 3))))
    size = HIDDEN * len(modes)
    parts = [Pooling(HIDDEN, modes if len(modes) > 1 else modes[0])]
    for number in range(numbers.randint(0, 4)):
        kind = numbers.choice(("dense", "dense", "norm", "normalize", "dropout"))
        if kind == "dense":
            out = numbers.choice((size, numbers.randint(2, 9)))
            parts.append(trained(Dense(
                size, out, bias=numbers.random() < 0.7, use_residual=numbers.random() < 0.3,
                activation_function=numbers.choice((torch.nn.Tanh, torch.nn.Identity, torch.nn.GELU))()), f"d{number}"))
            size = out
        elif kind == "norm":
            parts.append(trained(LayerNorm(size), f"n{number}"))
        else:
            parts.append(Normalize() if kind == "normalize" else Dropout(0.2))
    write(folder, *parts)


def folders(folder, kind=""):
    return sorted(path for path in folder.iterdir() if path.is_dir() and path.name.endswith(f"_{kind}" if kind else ""))


def weights(folder):
    return sorted(path for path in folder.rglob("model.safetensors") if path.parent != folder)


def drop_tensor(numbers, folder):
    path = numbers.choice(weights(folder))
    tensors(path, lambda found: dict(list(found.items())[1:]) or {"other": torch.ones(2)})


def add_tensor(numbers, folder):
    tensors(numbers.choice(weights(folder)), lambda found: found | {"linear.more": torch.rand(3)})


def rename_tensor(numbers, folder):
    tensors(numbers.choice(weights(folder)), lambda found: {
        name.replace("linear", "dense").replace("norm", "LayerNorm"): value for name, value in found.items()})


def cut_tensor(numbers, folder):
    tensors(numbers.choice(weights(folder)), lambda found: {name: value[:-1] for name, value in found.items()})


def half(numbers, folder):
    tensors(numbers.choice(weights(folder)), lambda found: {name: value.half() for name, value in found.items()})


def integers(numbers, folder):
    tensors(numbers.choice(weights(folder)), lambda found: {
        name: (value * 50).to(torch.int32) for name, value in found.items()})


def pickle(numbers, folder):
    path = numbers.choice(weights(folder))
    from safetensors.torch import load_file
    torch.save(load_file(path), path.parent / "pytorch_model.bin")
    path.unlink()


def stale(numbers, folder):
    path = numbers.choice(weights(folder))
    from safetensors.torch import load_file
    torch.save({name: value + 1 for name, value in load_file(path).items()}, path.parent / "pytorch_model.bin")


def remove_file(numbers, folder):
    numbers.choice([path for path in folder.rglob("*") if path.is_file() and path.parent != folder]).unlink()


def remove_folder(numbers, folder):
    shutil.rmtree(numbers.choice(folders(folder)))


def change_field(numbers, folder):
    path = numbers.choice(sorted(folder.rglob("*/config.json")))
    value = numbers.choice((None, True, False, 0, 1, 5, 8, "8", "mean", [], ["cls", "max"], {}, 0.5))
    name = numbers.choice((
        "in_features", "out_features", "bias", "activation_function", "use_residual", "dimension", "pooling_mode",
        "embedding_dimension", "word_embedding_dimension", "dropout", "include_prompt", "module_input_name", "colour",
        "pooling_mode_cls_token", "pooling_mode_max_tokens", "init_weight"))
    set_fields(path, **{name: value})


def remove_field(numbers, folder):
    path = numbers.choice(sorted(folder.rglob("*/config.json")))
    edit(path, lambda value: dict(list(value.items())[1:]))


def activation(numbers, folder):
    for path in folders(folder, "Dense"):
        set_fields(path / "config.json", activation_function=numbers.choice((
            "torch.nn.modules.activation.PReLU", "torch.nn.modules.activation.SiLU", "torch.nn.Tanh", "torch.relu",
            "torch.nn.modules.activation.Threshold", "mine.Swish", "torch.nn.modules.linear.Identity")))


def leave_out(numbers, folder):
    edit(folder / "modules.json", lambda found: [
        part for number, part in enumerate(found) if number != numbers.randrange(1, len(found))])


def shuffle(numbers, folder):
    edit(folder / "modules.json", lambda found: numbers.sample(found, len(found)))


def other_type(numbers, folder):
    place = numbers.choice((
        "sentence_transformers.models", "sentence_transformers.base.modules", "sentence_transformers", "mine",
        "sentence_transformers.sentence_transformer.modules", "sentence_transformers.cross_encoder.modules"))
    number = numbers.randrange(8)
    edit(folder / "modules.json", lambda found: [
        part | ({"type": f"{place}.{part['type'].rpartition('.')[2]}"} if index == number % len(found) else {})
        for index, part in enumerate(found)])


def entry(numbers, folder):
    name, value = numbers.choice((
        ("path", None), ("path", "../x"), ("path", "/x"), ("path", "nowhere"), ("name", "0"), ("name", None),
        ("idx", 9), ("kwargs", []), ("type", None)))
    number = numbers.randrange(8)
    edit(folder / "modules.json", lambda found: [
        part | ({name: value} if index == number % len(found) else {}) for index, part in enumerate(found)])


def no_modules(numbers, folder):
    (folder / "modules.json").unlink()


def program(numbers, folder):
    set_fields(folder / "config_sentence_transformers.json", model_type=numbers.choice((
        "SentenceTransformer", "Odd", None, "CrossEncoder")))


def encoder_field(numbers, folder):
    name, value = numbers.choice((
        ("transformer_task", "fill-mask"), ("transformer_task", "poetry"),
        ("transformer_task", "sequence-classification"), ("colour", 1), ("max_seq_length", 5),
        ("config_kwargs", {"num_hidden_layers": 1}), ("model_kwargs", {}),
        ("config_args", {"hidden_act": "relu"}), ("do_lower_case", True)))
    set_fields(folder / "sentence_bert_config.json", **{name: value})


def drop_encoder_tensor(numbers, folder):
    tensors(folder / "model.safetensors", lambda found: dict(numbers.sample(sorted(found.items()), len(found) - 1)))


def stated_class(numbers, folder):
    set_fields(folder / "config.json", architectures=[numbers.choice((
        "BertForMaskedLM", "BertForSequenceClassification", "BertModel"))])


def older(numbers, folder):
    """The layout of version 2."""
    edit(folder / "modules.json", lambda found: [
        part | {"type": "sentence_transformers.models." + part["type"].rpartition(".")[2]} for part in found])
    first = folder / "0_Transformer"
    first.mkdir()
    for name in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"):
        (folder / name).rename(first / name)
    (folder / "sentence_bert_config.json").rename(first / "sentence_bert_config.json")
    edit(folder / "modules.json", lambda found: [
        part | ({"path": "0_Transformer"} if part["path"] == "" else {}) for part in found])


#: Changes after which a folder is still sound.
HARMLESS = (half, pickle, stated_class, older)
#: Changes of the weights of modules, of which there must be some.
OF_WEIGHTS = (drop_tensor, add_tensor, rename_tensor, cut_tensor, half, integers, pickle, stale)
DAMAGES = (*OF_WEIGHTS, remove_file, remove_folder, change_field, change_field, change_field, remove_field, activation,
           leave_out, shuffle, other_type, entry, no_modules, program, encoder_field, encoder_field,
           drop_encoder_tensor, stated_class, older)
