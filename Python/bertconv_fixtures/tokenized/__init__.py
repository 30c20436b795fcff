"""Texts of all scripts and the ids that transformers makes of them: testdata/tokenizers/."""
