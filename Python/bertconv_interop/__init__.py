"""Compares a built bertconv with the libraries whose files it reads and writes; the checks are in tests/."""
