"""What a run of the checks is told, by options of pytest or by variables of the same meaning."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BERTCONV = Path(os.environ.get("BERTCONV", ROOT / ".build" / "release" / "bertconv")).absolute()
#: What random numbers are made of: another seed makes other cases.
SEED = os.environ.get("BERTCONV_SEED", "1")
#: How many random checkpoints, and as many folders; four times as many pickles, a fifth of TensorFlow's files.
COUNT = int(os.environ.get("BERTCONV_COUNT", "1000"))
#: The files to be converted, which `python -m bertconv_interop` writes.
SOURCES = Path(os.environ.get("BERTCONV_SOURCES", ROOT / ".build-python" / "sources")).absolute()
