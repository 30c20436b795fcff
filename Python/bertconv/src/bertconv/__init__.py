"""Verify BERT models before they are deployed, and convert their checkpoints.

The functions run the program ``bertconv``, which is a part of this package, and return what it reports. What the
program cannot do raises :class:`BertconvError` with the words that the program prints.
"""

from bertconv._convert import Conversion, IncompleteError, convert
from bertconv._program import BertconvError, program
from bertconv._verify import Finding, Report, verify

__all__ = ["BertconvError", "Conversion", "Finding", "IncompleteError", "Report", "convert", "program", "verify"]
