"""The scores of the tests of belonging (docs/belonging.md) for a small model, by numpy and scipy."""
