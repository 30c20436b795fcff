"""testdata/torch/: what each version of torch writes."""
