"""Random tf_model.h5 files, whose layers and weights are moved, renamed, dropped, reshaped and given more levels."""

import h5py
import numpy as np

from bertconv_fixtures.keras_files.copies import copy, names, plain, rename
from bertconv_fixtures.keras_files.models import CLASSES, config, fresh_session, save_config, tf_model
from bertconv_fixtures.keras_files.packing import packed

SIZES = dict(vocab_size=11, hidden_size=4, num_hidden_layers=1, num_attention_heads=2, intermediate_size=6,
             max_position_embeddings=7, type_vocab_size=2)


def groups(file):
    """The layers that have weights."""
    return [file[name] for name in names(file) if names(file[name])]


def replace(group, values, listed=None):
    """Puts other weights in a layer; `listed` are the names that it lists."""
    for key in list(group):
        del group[key]
    for name, value in values.items():
        plain(group, name, value)
    rename(group, lambda _: list(values) if listed is None else listed)


def stored(group):
    """A layer's weights."""
    return {name: group[name][()] for name in names(group)}


def levels(numbers, file):
    """The names of one layer, or of all, have a level more or fewer before them, or another model's name."""
    change = numbers.choice((
        lambda name: f"outer/{name}", lambda name: name.partition("/")[2] or name,
        lambda name: f"{name.partition('/')[0]}_7/{name.partition('/')[2]}", lambda name: f"a/b/{name}"))
    for group in numbers.choice((groups(file), groups(file)[:1], groups(file)[-1:])):
        replace(group, {change(name): value for name, value in stored(group).items()})


def move(numbers, file):
    """A layer has another name, in the file and perhaps in the names of its weights."""
    group = numbers.choice(groups(file)).name.removeprefix("/")
    other = numbers.choice((f"{group}_1", "backbone", "nsp___cls", "mlm___cls", "classifier", "dropout_37"))
    if other not in file:
        if numbers.random() < 0.5:
            weights = stored(file[group])
            replace(file[group], {name.replace(f"/{group}/", f"/{other}/"): value for name, value in weights.items()})
        file.move(group, other)
        rename(file, lambda listed: [other if name == group else name for name in listed])


def unlist(numbers, file):
    """A layer is stored and not listed."""
    group = numbers.choice(groups(file)).name.removeprefix("/")
    rename(file, lambda listed: [name for name in listed if name != group])


def drop(numbers, file):
    """Some weights are not stored, not listed, or neither; or all embeddings of a layer are not."""
    group = numbers.choice(groups(file))
    weights = stored(group)
    lost = set(numbers.sample(sorted(weights), min(len(weights), numbers.randint(1, 3))))
    if numbers.random() < 0.3:
        lost = {name for name in weights if "/embeddings/" in name}
    replace(group, {name: value for name, value in weights.items() if name not in lost})


def misname(numbers, file):
    """A weight has another name."""
    group = numbers.choice(groups(file))
    weights, old = stored(group), ("/", "gamma", "kernel", "weight:0", "layer_._0", "self", "bert")
    part = numbers.choice(old)
    other = numbers.choice(("//", "weight", "embeddings:0", "layer_0", "x"))
    chosen = numbers.choice(sorted(weights))
    replace(group, {name.replace(part, other) if name == chosen else name: value for name, value in weights.items()})


def reshape(numbers, file):
    """A weight has more values, or fewer."""
    group = numbers.choice(groups(file))
    weights = stored(group)
    name = numbers.choice(sorted(weights))
    weights[name] = numbers.choice((lambda value: np.concatenate([value, value]), lambda value: value[:-1]))(
        weights[name]
    )
    replace(group, weights)


def add(numbers, file):
    """A weight that no BERT has."""
    group = numbers.choice(groups(file))
    weights = stored(group)
    replace(group, weights | {numbers.choice(("m/bert/extra/kernel:0", "x:0", "m/pooler")): np.full((2, 3), 9.5, "f4")})


def retype(numbers, file):
    """All weights of a layer are of another float type."""
    group = numbers.choice(groups(file))
    replace(group, {name: value.astype(numbers.choice(("f2", "f8"))) for name, value in stored(group).items()})


DAMAGES = (levels, levels, move, unlist, drop, drop, misname, reshape, add, retype)


def write(path, numbers, seed):
    """Writes a folder: the file of one class, damaged, where config.json says another or the same."""
    stored_as, wanted = (numbers.choice(list(CLASSES)) for _ in range(2))
    wanted = stored_as if numbers.random() < 0.5 else wanted
    path.mkdir(parents=True)
    fresh_session()
    model = tf_model(stored_as, config(stored_as, **SIZES), seed=seed)
    model.save_weights(path / "written.h5")
    done = [stored_as.removeprefix("Bert"), wanted.removeprefix("Bert")]
    with h5py.File(path / "written.h5") as source, packed(path / "tf_model.h5") as file:
        copy(source, file, plain)
        for _ in range(numbers.choice((0, 1, 1, 1, 2))):
            damage = numbers.choice(DAMAGES)
            if groups(file):
                damage(numbers, file)
                done.append(damage.__name__)
    (path / "written.h5").unlink()
    save_config(config(wanted, **SIZES), wanted, path)
    return wanted, ", ".join(done)
