"""Makes testdata/: run `python -m bertconv_fixtures`."""
