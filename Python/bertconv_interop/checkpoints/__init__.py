"""Random checkpoints, what can be wrong with them, and what transformers says of them."""
