"""testdata/trained/: small models that were really trained."""
