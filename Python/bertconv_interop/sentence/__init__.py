"""Random folders of sentence-transformers, what the library makes of them, and what bertconv says of them."""
