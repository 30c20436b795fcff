"""testdata/torch-accepts/: files that are wrong or unusual in one way each."""
