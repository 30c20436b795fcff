"""Compares bertconv with TensorFlow's loader on random tf_model.h5: folders_tensorflow.py FOLDER [CASE...].

What is loaded is told by the numbers: no two stored tensors have one in common, so a variable either has a stored
tensor's or was made up.
"""

import os
import random
import shutil
import sys
import warnings
from pathlib import Path

import h5py
import numpy as np
import transformers
from cases import attempt, report
from checkpoints import CLASSES, config, fresh_session, save_config, tf_model
from keras_file import copy, names, plain, rename
from outputs import bertconv
from packing import packed
from safetensors.numpy import load_file
from tf_sources import TIED, pytorch_tensor
from verify_compare import errors, verify

SEED = os.environ["BERTCONV_SEED"]
#: A fifth as many as folders of PyTorch's: TensorFlow takes its time.
COUNT = int(os.environ.get("BERTCONV_DAMAGED", "1000")) // 5
SIZES = dict(vocab_size=11, hidden_size=4, num_hidden_layers=1, num_attention_heads=2, intermediate_size=6,
             max_position_embeddings=7, type_vocab_size=2)
#: Until there is a choice of loaders, the file's name chooses.
LOADER = ["--loader", "transformers-4.44-tensorflow"] if "--loader" in bertconv("verify", "--help").stdout else []


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
    weights[name] = numbers.choice((lambda value: np.concatenate([value, value]), lambda value: value[:-1]))(weights[name])
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


def write(path, numbers):
    """Writes a folder: the file of one class, damaged, where config.json says another or the same."""
    stored_as, wanted = (numbers.choice(list(CLASSES)) for _ in range(2))
    wanted = stored_as if numbers.random() < 0.5 else wanted
    path.mkdir(parents=True)
    fresh_session()
    model = tf_model(stored_as, config(stored_as, **SIZES), seed=path.name)
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
    return wanted, "-".join(done)


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
    tensors = [(weight.numpy().astype(np.float32).tobytes() in held, *pytorch_tensor(weight.name, weight.numpy(), wanted))
               for weight in model.weights]
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
        wrong.append(said != set(made_up) and f"TensorFlow alone makes up {sorted(set(made_up) - said)[:3]}, bertconv alone "
                     f"says {sorted(said - set(made_up))[:3]}")
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


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity(transformers.logging.CRITICAL + 1)
    root, chosen = Path(sys.argv[1]) / f"tensorflow-{transformers.__version__}", sys.argv[2:]
    for number in range(COUNT):
        if chosen and str(number) not in chosen:
            continue
        path = root / str(number)
        wanted, done = write(path, random.Random(f"{SEED}/tensorflow/{number}"))
        report(f"tensorflow {transformers.__version__} {number}-{done}", attempt(check, path, wanted))
        if not chosen:
            shutil.rmtree(path)
