"""Writes testdata/belonging/scores.json: what the tests of belonging say of the model of `stream_model`."""

import json
from pathlib import Path

import numpy as np

from bertconv_fixtures.belonging import residual
from bertconv_fixtures.belonging.stream_model import HEADS, HIDDEN, LAYERS, StreamModel
from bertconv_fixtures.testdata import TESTDATA

#: The order in which two layers are exchanged for Test O.
EXCHANGED = [0, 2, 1, 3]


def draws(count):
    """The samples of LayerOrder.swift, which need not be numpy's."""
    state = 0x9E3779B97F4A7C15
    for _ in range(count):
        take = []
        for _ in range(HIDDEN):
            state = (state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
            take.append(((state >> 32) * HIDDEN) >> 32)
        yield np.array(take)


def layer_order(weights, order):
    """(z, the better order) of the layers in `order`."""
    some = {layer: residual.layer_profiles(weights, layer) for layer in range(LAYERS)}
    profiles = [np.array([residual.normal_scores(some[layer][kind]) for layer in order]) for kind in some[0]]

    def gain(other, take=None):
        likeness = residual._likeness(profiles, take)
        return residual._path(likeness, other) - residual._path(likeness, range(LAYERS))

    best = max(residual._moves(LAYERS), key=gain)
    return gain(best) / np.std([gain(best, take) for take in draws(100)]), best


def vocabulary(weights):
    """z of Test V for made-up pairs, with the controls of WordFit.swift."""
    table = weights["embeddings.word_embeddings.weight"]
    table = table - table.mean(0)
    table = table / np.linalg.norm(table, axis=1, keepdims=True)
    pairs = np.array([(row, (7 * row + 3) % len(table)) for row in range(60)])
    distances = list(pairs[:, 1] - pairs[:, 0])
    state = 0x9E3779B97F4A7C15
    for place in range(len(distances) - 1, 0, -1):
        state = (state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        other = ((state >> 32) * (place + 1)) >> 32
        distances[place], distances[other] = distances[other], distances[place]
    own = (table[pairs[:, 0]] * table[pairs[:, 1]]).sum(1)
    control = (table[pairs[:, 0]] * table[(pairs[:, 0] + distances) % len(table)]).sum(1)
    return (own.mean() - control.mean()) / np.sqrt(own.var() / len(own) + control.var() / len(control))


def rounded(value):
    """Numbers with nine digits: the last ones differ between versions of numpy."""
    if isinstance(value, dict):
        return {name: rounded(member) for name, member in value.items()}
    if isinstance(value, list):
        return [rounded(member) for member in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def main():
    """Writes the file."""
    model = StreamModel()
    weights = {name: value.astype(float) for name, value in model.weights.items()}
    sides = residual.sides(weights)
    fits = residual.belongs(weights)
    joints = residual.partners(weights, HEADS)
    z, order = layer_order(weights, EXCHANGED)
    scores = {
        "sums": {name: float(np.abs(value).sum()) for name, value in list(weights.items())[:8]},
        "sides": {name: list(map(float, pair)) for name, pair in sides.items() if "pooler" not in name},
        "fits": [list(map(float, fits[layer])) for layer in range(LAYERS)],
        "joints": [
            {joint: list(map(float, pair)) for joint, pair in joints[layer].items()} for layer in range(LAYERS)
        ],
        "present": float(residual.order(weights)[0]) < 0,
        "vocabulary": float(vocabulary(weights)),
        "order": {"exchanged": EXCHANGED, "z": float(z), "better": list(map(int, order))},
    }
    scores = rounded(scores)
    folder = Path(TESTDATA) / "belonging"
    folder.mkdir(exist_ok=True)
    (folder / "scores.json").write_text(json.dumps(scores, indent=1) + "\n")


if __name__ == "__main__":
    main()
