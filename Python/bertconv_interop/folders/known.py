"""Where bertconv does not say what transformers does, on purpose: by what is special about a folder, and why."""

import dataclasses


@dataclasses.dataclass
class Known:
    """What is right of a folder with a mark."""

    reason: str
    #: The exit statuses of `verify` that are right where the loader does not raise, besides what else is wrong with it.
    codes: tuple = (0, 1, 2)
    #: Whether the lists of `verify` are those of the loader, and of the same files.
    lists: bool = True
    #: Whether `convert`, where it takes the folder, must write what the loader builds.
    converts: bool = True


KNOWN = {
    "shards in another folder": Known(
        "an index may lead anywhere for the loader; bertconv opens files of the folder alone", (2, 0, 1), lists=False
    ),
    "links to another folder": Known(
        "the loader follows links anywhere; bertconv opens and copies files of the folder and of its cache alone",
        (0, 1, 2),
    ),
    "shards of another format than the index": Known(
        "the loader goes by the ending of the first shard; bertconv may go by the index's name", lists=False
    ),
    "index in another folder": Known(
        "the loader seeks the shards of sub/x.index.json in the model's folder; bertconv may refuse", lists=False
    ),
    "distributed checkpoint": Known(
        "the loader reads all .safetensors of the folder at once, and reports nothing missing", lists=False
    ),
    "distributed shard beside": Known(
        "which of two values is loaded is chance, or other files than the model's are loaded",
        (1, 2),
        lists=False,
        converts=False,
    ),
    "other weights beside": Known(
        "the loader takes one of two sets of weights without a word; bertconv says so, as an error where they differ"
    ),
    "link that leads nowhere": Known(
        "the loader passes it over in silence; bertconv says that the download did not end", lists=False
    ),
    "folder of a file's name": Known(
        "the loader passes it over in silence; bertconv says that it cannot be read", lists=False
    ),
    "configuration that leads elsewhere": Known(
        "the loader builds the other model; bertconv refuses a configuration that is not the one in the file",
        lists=False,
    ),
    "one name in two shards": Known(
        "the loader takes that of the last shard; bertconv refuses", (1, 2), lists=False, converts=False
    ),
    "another model_type": Known(
        "a class loads whatever config.json's model_type is; bertconv checks no other architecture", (2,), lists=False
    ),
    "no tensors": Known(
        "the loader makes the whole model up; a file without tensors is no checkpoint to bertconv", (1, 2), lists=False
    ),
}
