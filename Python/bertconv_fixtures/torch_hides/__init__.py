"""testdata/torch-hides/: pickles that hide something from a careless reader."""
