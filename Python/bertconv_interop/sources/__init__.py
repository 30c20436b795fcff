"""Checkpoints of every format, to be converted to every other."""
