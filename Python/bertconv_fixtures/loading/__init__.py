"""testdata/loading/: what public reports of failed or random loading are about."""
