"""What the scripts of the study share: shapes, seeds, and files of named tensors."""

import os
from pathlib import Path

#: Fresh tensors of each shape, for each initialiser.
SHAPES = {
    (2, 128): 24, (2, 384): 24, (2, 768): 24, (3, 768): 24, (9, 768): 24, (128,): 24, (768,): 24,
    (64, 64): 24, (128, 128): 24, (384, 384): 8, (768, 768): 4, (1000, 256): 4, (3072, 768): 2}

#: What is left of that in half precision.
HALF_SHARE = 3

#: From here on, seeds that nobody tries.
UNLISTED = 1_000_000


def scale():
    """A factor on the numbers of tensors, for a quick look: BERTCONV_STUDY=0.1."""
    return float(os.environ.get("BERTCONV_STUDY", 1))


def cells(stream, share=1):
    """Each shape with each of its seeds: in turn one that is tried by default, and one that is not.

    Initialisers and shapes that start a generator at the same seed would give the same numbers, so `stream`, the
    initialiser's number, and the shape choose the seeds.
    """
    for place, (shape, count) in enumerate(SHAPES.items()):
        for number in range(max(2, round(count * scale() / share))):
            listed = (37 * stream + 13 * place + number // 2) % 100
            yield shape, listed if number % 2 == 0 else UNLISTED + 10_000 * stream + 100 * place + number


def title(*words):
    """A tensor's name, which says what it is."""
    return "|".join("x".join(map(str, word)) if isinstance(word, tuple) else str(word) for word in words)


def write(tensors, path, save_file):
    """Writes a file if there is anything to write."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if tensors:
        save_file(tensors, path)
        print(f"{path.name}: {len(tensors)} tensors")
