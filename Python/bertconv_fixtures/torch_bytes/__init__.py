"""The formats of torch, byte by byte: pickles, archives, and files from before torch 1.6."""
