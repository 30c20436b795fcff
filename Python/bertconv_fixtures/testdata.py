"""Where the fixtures are: testdata/ of the repository, or the copy of it that BERTCONV_TESTDATA names."""

import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

#: A str: Python 2.7 reads this too, and has no pathlib.
TESTDATA = os.path.abspath(os.environ.get("BERTCONV_TESTDATA") or os.path.join(ROOT, "testdata"))
