"""Makes a wheel of the bertconv that is checked."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from bertconv_interop.settings import BERTCONV, ROOT

#: A model that passes, and one whose head is missing.
SOUND = ROOT / "testdata" / "damage" / "healthy-BertForSequenceClassification"
BROKEN = ROOT / "testdata" / "damage" / "missing-head"


def wheel(folder: Path) -> Path:
    """A wheel like that of `make dist`, for this machine only; BERTCONV_WHEEL names a real one."""
    if real := os.environ.get("BERTCONV_WHEEL"):
        return Path(real).resolve()
    tree = folder / "tree"
    for source, target in ((BERTCONV.resolve(), "bin/bertconv"),
                           (BERTCONV.resolve().with_name("bertconv-hdf5"), "libexec/bertconv/bertconv-hdf5"),
                           (BERTCONV.resolve().with_name("bertconv-fetch"), "libexec/bertconv/bertconv-fetch"),
                           (ROOT / "LICENSE", "share/doc/bertconv/LICENSE"),
                           (ROOT / "NOTICE", "share/doc/bertconv/NOTICE"),
                           (ROOT / "NOTICE", "share/doc/bertconv/licences/notice.txt")):
        (tree / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, tree / target)
    for shell in ("man", "bash-completion", "zsh", "fish"):
        (tree / "share" / shell).mkdir()
        (tree / "share" / shell / "none").touch()
    environment = os.environ | {"BERTCONV_TAG": f"linux_{platform.machine()}", "SOURCE_DATE_EPOCH": "1000000000"}
    subprocess.run([ROOT / "scripts" / "package" / "wheel", tree, folder], check=True, env=environment)
    return next(folder.glob("*.whl"))
