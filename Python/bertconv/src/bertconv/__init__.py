"""Verify BERT models before they are deployed, and convert their checkpoints.

The functions run the program ``bertconv``, which is a part of this package, and return what it reports. What the
program cannot do raises :class:`BertconvError` with the words that the program prints.
"""

from importlib import metadata as _metadata

from bertconv._convert import Conversion, IncompleteError, convert
from bertconv._probe import Probe, probe
from bertconv._program import BertconvError, program
from bertconv._verify import Finding, Report, verify

try:
    __version__ = _metadata.version("bertconv")
except _metadata.PackageNotFoundError:
    # The folder was put on the path without being installed.
    __version__ = "unknown"

__all__ = [
    "BertconvError", "Conversion", "Finding", "IncompleteError", "Probe", "Report", "convert", "probe", "program",
    "verify"]
