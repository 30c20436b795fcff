"""testdata/schema/: the parameters of each class, as the libraries have them."""
