"""The model of `Tests/TestSupport/StreamModel.swift`, number by number."""

import numpy as np

HIDDEN, LAYERS, HEADS, INTERMEDIATE, VOCABULARY = 96, 4, 4, 192, 120


class StreamModel:
    """`weights`: name -> float32 array, as BertModel has them."""

    def __init__(self, seed=1):
        self.state = seed
        self.weights = {}
        profile = np.array([0.3 + 2 * self.uniform() for _ in range(HIDDEN)])
        for name, rows in (("word", VOCABULARY), ("position", 32), ("token_type", 2)):
            self.add(f"embeddings.{name}_embeddings.weight", self.base(rows) * profile)
        self.norm("embeddings.LayerNorm", profile)
        for layer in range(LAYERS):
            profile = profile * np.array([0.7 + 0.6 * self.uniform() for _ in range(HIDDEN)])
            self.layer(f"encoder.layer.{layer}.", profile)
        self.linear("pooler.dense", self.base(HIDDEN))

    def uniform(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        return (self.state >> 11) * 2.0**-53

    def noise(self):
        return self.uniform() + self.uniform() + self.uniform() + self.uniform() - 2

    def base(self, rows):
        return np.array([[self.noise() for _ in range(HIDDEN)] for _ in range(rows)])

    def joint(self, units, profile):
        first = self.base(units)
        second = np.array([[(value + self.noise()) / 2 for value in row] for row in first])
        sizes = np.array([[0.5 + self.uniform()] for _ in range(units)])
        return first * profile * sizes, second * profile * sizes

    def layer(self, start, profile):
        attention, values = self.joint(HIDDEN, profile), self.joint(HIDDEN, profile)
        network = self.joint(INTERMEDIATE, profile)
        self.linear(start + "attention.self.query", attention[0])
        self.linear(start + "attention.self.key", attention[1])
        self.linear(start + "attention.self.value", values[0])
        self.linear(start + "attention.output.dense", values[1].T, profile)
        self.norm(start + "attention.output.LayerNorm", profile)
        self.linear(start + "intermediate.dense", network[0])
        self.linear(start + "output.dense", network[1].T, profile)
        self.norm(start + "output.LayerNorm", profile)

    def linear(self, name, rows, profile=None):
        self.add(name + ".weight", rows)
        bias = np.array([0.05 * self.noise() for _ in range(len(rows))])
        self.add(name + ".bias", bias if profile is None else 0.2 * profile + bias)

    def norm(self, name, profile):
        self.add(name + ".weight", np.array([0.5 + 0.5 * value + 0.1 * self.noise() for value in profile]))
        self.add(name + ".bias", np.array([0.2 * value + 0.05 * self.noise() for value in profile]))

    def add(self, name, values):
        self.weights[name] = (values * 0.05).astype(np.float32)
