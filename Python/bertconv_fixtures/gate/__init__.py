"""testdata/gate/: folders that look sound and are not, and their sound counterparts."""
