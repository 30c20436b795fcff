"""What tells the tensors of a loaded model from those that it should have."""

import torch


def complaints(said):
    """What a loader says of a checkpoint, if anything."""
    return [f"{key}: {sorted(map(str, value))[:3]}" for key, value in said.items() if value]


def differences(tensors, reference):
    """What tells tensors from what they should be."""
    others = sorted(tensors.keys() ^ reference.keys())
    changed = [name for name in reference if name in tensors and not same(tensors[name], reference[name])]
    return [f"other names: {others[:3]}"] * bool(others) + [f"{name} differs" for name in changed[:5]]


def same(one, other):
    """Whether two tensors have the same type, shape and bits."""
    return one.dtype == other.dtype and one.shape == other.shape and torch.equal(bits(one), bits(other))


def bits(tensor):
    """A tensor's bytes, in a row."""
    return tensor.contiguous().view(-1).view(torch.uint8)
