"""Tests R, G, J and O of docs/belonging.md. numpy and scipy only.

`weights` is a dict of name -> float array in PyTorch orientation with names that contain `embeddings.…` and
`encoder.layer.N.…` as BertModel has them."""
import re

import numpy as np
from scipy import stats
from scipy.special import ndtri

SQUARE = re.compile(r"(attention\.self\.(query|key|value)|attention\.output\.dense)\.weight$")
CERTAIN = re.compile(
    r"(embeddings\.(?:word|position|token_type)_embeddings|intermediate\.dense|(?<!attention\.)output\.dense|LayerNorm"
    r"|attention\.output\.dense)\.(weight|bias)$")
LAYER = re.compile(r"encoder\.layer\.(\d+)\.(.*)$")
CAP = 999.0


def energy(matrix, axis):
    """Log of the mean square along `axis`: 0 gives one number per column (input), 1 one per row (output)."""
    return np.log((np.asarray(matrix, float) ** 2).mean(axis) + 1e-20)


def normal_scores(x):
    return ndtri((stats.rankdata(x) - 0.5) / len(x))


def layers(weights):
    return sorted({int(hit[1]) for hit in map(LAYER.search, weights) if hit})


def features(weights, without=None):
    """Profiles over the residual dimensions whose orientation cannot be in doubt (no square matrix among them);
    `without` leaves one layer out."""
    rows = []
    for name, value in weights.items():
        hit, layer = CERTAIN.search(name), LAYER.search(name)
        if not hit or "cls." in name or (layer and int(layer[1]) == without):
            continue
        module, kind = hit.groups()
        if kind == "bias":
            if not module.startswith("intermediate"):
                rows.append(value)
        elif module == "LayerNorm":
            rows.append(value)
        elif module == "attention.output.dense":
            continue
        else:
            axis = 1 if module == "output.dense" else 0
            rows += [energy(value, axis), value.mean(axis)]
    return np.array(rows, float)


def basis(weights, k=16, without=None):
    profiles = np.array([normal_scores(row) for row in features(weights, without)]).T
    profiles -= profiles.mean(0)
    u, _, _ = np.linalg.svd(profiles, full_matrices=False)
    return u[:, : min(k, profiles.shape[0] // 8)]


def score(profile, u):
    """-log10 of the p value that the profile has nothing to do with the residual stream (F test on normal scores)."""
    if np.ptp(profile) == 0:
        return float("nan")
    y = normal_scores(profile)
    y = y - y.mean()
    n, k = len(y), u.shape[1]
    r2 = ((u.T @ y) ** 2).sum() / (y @ y)
    return min(CAP, -stats.f.logsf((r2 / k) / ((1 - r2) / (n - k - 1)), k, n - k - 1) / np.log(10))


def fisher(scores):
    """Scores of independent tests made one."""
    s = np.array([v for v in scores if np.isfinite(v)])
    return min(CAP, -stats.chi2.logsf(2 * np.log(10) * s.sum(), 2 * len(s)) / np.log(10)) if len(s) else float("nan")


# R: which side of a square kernel faces the stream

def sides(weights):
    """name -> (score of the side that should face the residual stream, score of the other side)."""
    u = basis(weights)
    out = {}
    for name, value in weights.items():
        if SQUARE.search(name) and value.shape[0] == value.shape[1] == len(u):
            i, o = score(energy(value, 0), u), score(energy(value, 1), u)
            out[name] = (i, o) if ".self." in name else (o, i)
    return out


# G: does a whole layer belong to the others

def layer_profiles(weights, layer):
    """Everything in a layer that faces the stream."""
    out = {}
    for name, value in weights.items():
        hit = LAYER.search(name)
        if not hit or int(hit[1]) != layer:
            continue
        part = hit[2]
        if part.endswith("LayerNorm.weight") or part.endswith("LayerNorm.bias"):
            out[part] = value
        elif re.fullmatch(r"attention\.self\.(query|key|value)\.weight|intermediate\.dense\.weight", part):
            out[part] = energy(value, 0)
        elif re.fullmatch(r"(attention\.)?output\.dense\.weight", part):
            out[part] = energy(value, 1)
        elif re.fullmatch(r"(attention\.)?output\.dense\.bias", part):
            out[part] = value
    return out


def belongs(weights):
    """layer -> Fisher scores (kernels, norms and biases) against a basis of everything but this layer."""
    out = {}
    for n in layers(weights):
        u = basis(weights, without=n)
        s = {part: score(p, u) for part, p in layer_profiles(weights, n).items()}
        kernels = [p for p in s if p.endswith(".weight") and "LayerNorm" not in p]
        out[n] = fisher(s[p] for p in kernels), fisher(s[p] for p in s if p not in kernels)
    return out


# J: do the two halves of a layer fit (query and key, value and attention output, intermediate and output)

def fit(a, b, limit=256):
    """z that row i of a goes with row i of b: squared cosines on the diagonal against all others."""
    take = np.linspace(0, len(a) - 1, min(limit, len(a))).astype(int)
    a, b = (np.asarray(x, float)[take] for x in (a, b))
    a, b = ((x - x.mean(0)) / (np.linalg.norm(x - x.mean(0), axis=1, keepdims=True) + 1e-20) for x in (a, b))
    c = (a @ b.T) ** 2
    c = c - c.mean(0) - c.mean(1, keepdims=True) + c.mean()
    return np.trace(c) / np.sqrt((c ** 2).sum() / (len(c) - 1))


def profile_fit(x, y, groups=1):
    """z of the correlation of two energy profiles; each group (a head) is centred, since heads differ as a whole."""
    heads = (p.reshape(groups, -1) for p in (x, y))
    u, v = (normal_scores((p - p.mean(1, keepdims=True)).ravel()) for p in heads)
    r = np.clip(u @ v / np.sqrt((u @ u) * (v @ v)), -0.999999, 0.999999)
    return np.arctanh(r) * np.sqrt(len(u) - groups - 2)


def partners(weights, heads):
    """layer -> {joint: (z by direction, z by energy)}; a joint whose halves have other sizes (gated) is left out."""
    out = {}
    for n in layers(weights):
        w = {LAYER.search(k)[2]: v for k, v in weights.items() if LAYER.search(k) and int(LAYER.search(k)[1]) == n}
        out[n] = {}
        for joint, a, b, turn, groups in (
                ("query-key", "attention.self.query", "attention.self.key", False, heads),
                ("value-output", "attention.self.value", "attention.output.dense", True, heads),
                ("intermediate-output", "intermediate.dense", "output.dense", True, 1)):
            x, y = w[a + ".weight"], w[b + ".weight"]
            y = y.T if turn else y
            if x.shape == y.shape:
                out[n][joint] = fit(x, y), profile_fit(energy(x, 1), energy(y, 1), groups)
    return out


def strength(z):
    """One number for a joint: energies may go against each other, directions may not."""
    return max(z[0], abs(z[1]))


# O: are the layers in the order in which they were trained

def _likeness(p, take=None):
    total = 0
    for x in p:
        x = x if take is None else x[:, take]
        x = x - x.mean(1, keepdims=True)
        x = x - x.mean(0)
        x = x / (np.linalg.norm(x, axis=1, keepdims=True) + 1e-12)
        total = total + x @ x.T / len(p)
    return total


def _path(t, order):
    return sum(t[a, b] for a, b in zip(order, order[1:]))


def _moves(n):
    out = set()
    for i in range(n):
        for j in range(n):
            o = list(range(n))
            o.insert(j, o.pop(i))
            out.add(tuple(o))
            if i < j:
                o = list(range(n))
                o[i], o[j] = o[j], o[i]
                out.add(tuple(o))
                o = list(range(n))
                o[i:j + 1] = o[i:j + 1][::-1]
                out.add(tuple(o))
    return sorted(out - {tuple(range(n)), tuple(range(n))[::-1]})


def order(weights, draws=100, seed=0):
    """(z of the best other order that one exchange, move or reversal makes, that order). Negative: the present one is
    the best. None: fewer than 3 layers, or two layers that are copies of each other."""
    ls = layers(weights)
    if len(ls) < 3:
        return None
    some = {n: layer_profiles(weights, n) for n in ls}
    p = [np.array([normal_scores(some[n][k]) for n in ls]) for k in some[ls[0]]]
    whole = np.concatenate(p, 1)
    c = np.corrcoef(whole - whole.mean(0))
    if np.max(c - 2 * np.eye(len(ls))) > 0.9:
        return None
    rng, h, moves = np.random.default_rng(seed), p[0].shape[1], _moves(len(ls))
    t = _likeness(p)
    gain = [_path(t, o) - _path(t, range(len(ls))) for o in moves]
    best = moves[int(np.argmax(gain))]
    sample = []
    for _ in range(draws):
        t = _likeness(p, rng.integers(0, h, h))
        sample.append(_path(t, best) - _path(t, range(len(ls))))
    return max(gain) / np.std(sample), best
