"""What `from_pretrained` says of a folder: transformers' own classes, and TensorFlow's."""

import transformers


def load(architecture, folder, ignore_mismatched_sizes):
    """The lists of `from_pretrained`."""
    _, info = getattr(transformers, architecture).from_pretrained(
        folder, output_loading_info=True, ignore_mismatched_sizes=ignore_mismatched_sizes)
    return lists(info)


def load_tensorflow(architecture, folder, ignore_mismatched_sizes):
    """The same of TensorFlow's class, in a session of its own: a dropout's automatic name is then the file's."""
    from bertconv_fixtures.keras_files.models import fresh_session
    fresh_session()
    return load(f"TF{architecture}", folder, ignore_mismatched_sizes)


def lists(info):
    """What `output_loading_info` gives, in order."""
    return {
        "missing": sorted(info["missing_keys"]),
        "unexpected": sorted(info["unexpected_keys"]),
        "mismatched": sorted([name, list(found), list(wanted)] for name, found, wanted in info["mismatched_keys"]),
    }


def outcome(loader):
    """What a loader says, in few words."""
    if loader["raises"]:
        return loader["raises"].partition(":")[0]
    counts = [f"{len(loader[kind])} {kind}" for kind in ("missing", "unexpected", "mismatched") if loader[kind]]
    return ", ".join(counts) or "nothing"
