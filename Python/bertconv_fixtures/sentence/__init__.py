"""Folders of sentence-transformers in testdata/sentence/, sound and damaged, with what the library makes of each."""
