"""Damages of files: other kinds, shards whose index lies, and what stands beside the tensors."""

import json

from safetensors.torch import load_file, save_file


def archive(numbers, checkpoint):
    checkpoint.kind = "archive"


def legacy(numbers, checkpoint):
    checkpoint.kind = "legacy"


def shards(numbers, checkpoint):
    checkpoint.shards = numbers.randint(2, 3)


def in_shards(numbers, checkpoint):
    """There are shards, unless everything is in one value."""
    if checkpoint.shards == 1 and checkpoint.tensors:
        shards(numbers, checkpoint)


def lie(numbers, checkpoint):
    """The index says what is not so."""
    in_shards(numbers, checkpoint)
    change, place = numbers.choice((unlist, list_absent, misplace, misplace_everything)), numbers.random()

    def after(folder):
        for path in folder.glob("*.index.json"):
            index = json.loads(path.read_text())
            change(index["weight_map"], place)
            path.write_text(json.dumps(index))
    checkpoint.after.append(after)


def at(values, place):
    """The value at a place between 0 and 1."""
    return sorted(values)[int(place * len(values))]


def unlist(listed, place):
    if len(set(listed.values())) > 1 or len(listed) > 1:
        listed.pop(at(listed, place), None)


def list_absent(listed, place):
    if listed:
        listed["bert.encoder.layer.0.nothing.weight"] = listed["bert.pooler.dense.nothing"] = at(listed.values(), place)


def misplace(listed, place):
    if listed:
        listed[at(listed, place)] = at(listed.values(), 1 - place if place else 0)


def misplace_everything(listed, place):
    places = sorted(set(listed.values()))
    for number, name in enumerate(listed):
        listed[name] = places[number % len(places)]


def store_twice(numbers, checkpoint):
    """Another shard has one of the tensors too: the same, or of other numbers."""
    in_shards(numbers, checkpoint)
    change, place = numbers.choice((0, 1)), numbers.random()

    def after(folder):
        paths = sorted(folder.glob("*-of-*.safetensors"))
        if len(paths) > 1 and load_file(paths[0]):
            one, other = load_file(paths[0]), load_file(paths[-1])
            name = at(one, place)
            save_file(other | {name: one[name] + change}, paths[-1], {"format": "pt"})
            checkpoint.stored_twice.append(name)
    checkpoint.after.append(after)


def no_shard(numbers, checkpoint):
    """A shard is missing."""
    in_shards(numbers, checkpoint)

    def after(folder):
        for path in sorted(folder.glob("*-of-*"))[-1:]:
            path.unlink()
    checkpoint.after.append(after)


def no_index_metadata(numbers, checkpoint):
    """The index has its `weight_map` alone."""
    in_shards(numbers, checkpoint)

    def after(folder):
        for path in folder.glob("*.index.json"):
            path.write_text(json.dumps({"weight_map": json.loads(path.read_text())["weight_map"]}))
    checkpoint.after.append(after)


def no_format(numbers, checkpoint):
    """The safetensors files do not say their format, or another."""
    metadata = numbers.choice((None, {"format": "tf"}, {"format": "np"}, {"made": "by hand"}))

    def after(folder):
        for path in folder.glob("*.safetensors"):
            save_file(load_file(path), path, metadata)
    checkpoint.after.append(after)


def numbers_beside(numbers, checkpoint):
    """A PyTorch file with what is no tensor, before the tensors or after them."""
    if checkpoint.kind == "safetensors":
        checkpoint.kind = "archive"
    where = numbers.choice((checkpoint.leading, checkpoint.trailing))
    where |= numbers.choice(({"epoch": 3}, {"loss": 0.5, "name": "bert"}, {"best": None}, {"options": {"rate": 0.1}}))


def nest(numbers, checkpoint):
    """A PyTorch file whose tensors are all in one of its values."""
    if not checkpoint.tensors:
        return
    if checkpoint.kind == "safetensors":
        checkpoint.kind = "archive"
    key = numbers.choice(("state_dict", "model", "model_state_dict"))
    checkpoint.leading |= {"epoch": 3} if numbers.random() < 0.5 else {}
    checkpoint.leading[key] = checkpoint.tensors
    checkpoint.tensors, checkpoint.shards, checkpoint.after = {}, 1, []


def no_type(numbers, checkpoint):
    """config.json does not say the type: it is sought in the file."""
    checkpoint.configuration.pop("dtype", None)


def other_weights(numbers, checkpoint):
    """A file that no loader takes, since another comes before it."""
    def after(folder):
        if checkpoint.kind == "safetensors":
            (folder / "pytorch_model.bin").write_bytes(b"not a checkpoint")
    checkpoint.after.append(after)


def chosen_file(numbers, checkpoint):
    """config.json names the file."""
    if checkpoint.kind == "safetensors" and checkpoint.shards == 1:
        checkpoint.configuration["transformers_weights"] = "chosen.safetensors"

        def after(folder):
            for path in folder.glob("model.safetensors"):
                path.rename(folder / "chosen.safetensors")
        checkpoint.after.append(after)


FORMS = (archive, legacy, shards)

#: In the order in which they can follow one another.
PACKAGING = (
    nest, numbers_beside, no_type, lie, store_twice, no_index_metadata, no_shard, no_format, chosen_file, other_weights)
