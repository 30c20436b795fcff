"""The ways in which a folder's weights lie, and what may lie beside them."""

import json
import os

import torch

from bertconv_fixtures.damage.models import save_safetensors, save_torch
from bertconv_interop.folders.folder import numbered

SHARD = "shard-00000-model-00001-of-00001.safetensors"


def single(made, path):
    """model.safetensors."""
    made.save(path, "model.safetensors", made.tensors)


def archive(made, path):
    """pytorch_model.bin."""
    made.save(path, "pytorch_model.bin", made.tensors)


def legacy(made, path):
    """pytorch_model.bin of torch before 1.6."""
    made.save(path, "pytorch_model.legacy.bin", made.tensors)
    (path / "pytorch_model.legacy.bin").rename(path / "pytorch_model.bin")


def sharded(made, path):
    """Shards and model.safetensors.index.json."""
    made.shards(path, "model.safetensors.index.json", numbered("model", "safetensors", 2), made.tensors)


def sharded_unsorted(made, path):
    """Shards whose names are in another order than their tensors, as the loader sees them."""
    made.shards(path, "model.safetensors.index.json", ["z.safetensors", "m.safetensors", "a.safetensors"], made.tensors)


def sharded_archive(made, path):
    """Shards and pytorch_model.bin.index.json."""
    made.shards(path, "pytorch_model.bin.index.json", numbered("pytorch_model", "bin", 3), made.tensors)


def sharded_within(made, path):
    """Shards in a folder within."""
    made.marks.add("shards in another folder")
    made.shards(path, "model.safetensors.index.json", ["part/1.safetensors", "part/2.safetensors"], made.tensors)


def sharded_of_both(made, path):
    """An index of safetensors whose shards are PyTorch files, or the other way round."""
    made.marks.add("shards of another format than the index")
    made.shards(path, "model.safetensors.index.json", ["a.bin", "b.bin"], made.tensors)


def chosen(made, path, file="chosen.safetensors"):
    """A file that config.json names."""
    choose(made, path, file)
    (path / file).parent.mkdir(exist_ok=True)
    made.save(path, file, made.tensors)


def chosen_within(made, path):
    """The same in a folder within."""
    chosen(made, path, "sub/chosen.safetensors")


def chosen_index(made, path):
    """An index that config.json names."""
    choose(made, path, "chosen.safetensors.index.json")
    made.shards(path, "chosen.safetensors.index.json", numbered("chosen", "safetensors", 2), made.tensors)


def chosen_index_within(made, path):
    """An index in a folder within: its shards are the model's folder's."""
    made.marks.add("index in another folder")
    choose(made, path, "sub/chosen.safetensors.index.json")
    files = numbered("chosen", "safetensors", 2)
    (path / "sub").mkdir()
    made.shards(path, "chosen.safetensors.index.json", files, made.tensors)
    (path / "chosen.safetensors.index.json").rename(path / "sub" / "chosen.safetensors.index.json")
    items = list(made.others().items())
    for file, part in zip(files, (items[:len(items) // 2], items[len(items) // 2:])):
        made.save(path / "sub", file, dict(part))


def choose(made, path, file):
    """Names a file of weights in config.json."""
    configuration = json.loads((path / "config.json").read_text())
    (path / "config.json").write_text(json.dumps(configuration | {"transformers_weights": file}) + "\n")


def distributed(made, path):
    """Shards of a distributed checkpoint."""
    made.marks.add("distributed checkpoint")
    items = list(made.tensors.items())
    for number in (0, 1):
        made.save(path, f"shard-0000{number}-model-00001-of-00001.safetensors", dict(items[number::2]))


FORMS = (single, single, single, archive, archive, legacy, sharded, sharded, sharded_unsorted, sharded_archive,
         sharded_within, sharded_of_both, chosen, chosen_within, chosen_index, chosen_index_within, distributed)


def other_archive(numbers, made):
    """pytorch_model.bin with other values: no loader takes it where there is safetensors."""
    made.marks.add("other weights beside")
    made.beside.append(lambda path: (path / "pytorch_model.bin").exists() or save_torch(made.others(), path))


def other_single(numbers, made):
    """model.safetensors with other values, which comes before an index and before PyTorch files."""
    made.marks.add("other weights beside")
    made.beside.append(lambda path: (path / "model.safetensors").exists() or save_safetensors(made.others(), path))


def same_single(numbers, made):
    """model.safetensors with the same values."""
    made.beside.append(lambda path: (path / "model.safetensors").exists() or save_safetensors(made.tensors, path))


def other_index(numbers, made):
    """An index and shards with other values, which come after model.safetensors and before PyTorch files."""
    made.marks.add("other weights beside")

    def change(path):
        if not (path / "model.safetensors.index.json").exists():
            made.shards(path, "model.safetensors.index.json", numbered("old", "safetensors", 2), made.others())
    made.beside.append(change)


def distributed_shard(numbers, made):
    """One file of a distributed checkpoint's name: nothing else is loaded, or everything at once."""
    made.marks.add("distributed shard beside")
    values = numbers.choice((made.others, lambda: {"nothing": torch.zeros(1)}))()
    made.beside.append(lambda path: save_safetensors(values, path, SHARD))


def nearly_distributed(numbers, made):
    """A file whose name is nearly that of a distributed checkpoint."""
    name = numbers.choice((SHARD.upper(), SHARD.replace("00000", "0"), f"x{SHARD}", f"{SHARD}.bak"))
    made.beside.append(lambda path: save_safetensors(made.others(), path, name))


def adapter(numbers, made):
    """An adapter's configuration and weights: without peft nothing of it is loaded."""
    def change(path):
        (path / "adapter_config.json").write_text('{"peft_type": "LORA", "base_model_name_or_path": "x", "r": 2}\n')
        save_safetensors(
            {"base_model.model.classifier.lora_A.weight": torch.ones(2, 4)}, path, "adapter_model.safetensors"
        )

    made.beside.append(change)


def dead_link(numbers, made):
    """A name that loaders look for is a link that leads nowhere: they pass it over."""
    made.marks.add("link that leads nowhere")
    name = numbers.choice(("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin"))
    made.beside.append(lambda path: (path / name).exists() or os.symlink("../blobs/none", path / name))


def linked(numbers, made):
    """Every file is a link to one elsewhere, as in a cache."""
    made.marks.add("links to another folder")

    def change(path):
        blobs = path.parent / f"{path.name}-blobs"
        blobs.mkdir()
        for number, file in enumerate(sorted(item for item in path.iterdir() if item.is_file())):
            target = blobs / str(number)
            file.rename(target)
            file.symlink_to(os.path.relpath(target, path))
    made.beside.append(change)


def other_files(numbers, made):
    """Files that are no weights of the model's, or of no loader that was not asked for them."""
    name = numbers.choice(
        ("optimizer.safetensors", "model.fp16.safetensors", "training.safetensors", "best.safetensors")
    )
    made.beside.append(lambda path: save_safetensors(made.others(), path, name))


def shard_absent(numbers, made):
    """A shard is not there, or is a link that leads nowhere."""
    dead = numbers.random() < 0.5

    def change(path):
        for file in sorted(path.glob("*-of-*"))[-1:]:
            file.unlink()
            if dead:
                file.symlink_to("nowhere")
    made.beside.append(change)


def folder_instead(numbers, made):
    """model.safetensors is a folder: loaders pass it over."""
    made.marks.add("folder of a file's name")
    made.beside.append(lambda path: (path / "model.safetensors").exists() or (path / "model.safetensors").mkdir())


#: With these beside it, a folder may still be one that passes; the others bring marks.
BESIDE = (
    other_archive,
    other_single,
    same_single,
    other_index,
    distributed_shard,
    nearly_distributed,
    adapter,
    dead_link,
    linked,
    other_files,
    shard_absent,
    folder_instead,
)
