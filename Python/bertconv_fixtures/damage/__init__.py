"""testdata/damage/: checkpoints that are wrong or unusual in one way that people meet, and sound ones."""
