"""Pickles that hide something, and what torch makes of them."""
