"""Makes testdata/relatives/damaged.jsonl: damaged models without values, and what transformers 5.23 says of them."""

import json
import tempfile
from pathlib import Path

import transformers

from bertconv_fixtures.relatives.damage import answer, random_case, write
from bertconv_fixtures.testdata import TESTDATA

COUNT = 160


def main():
    """Writes a line for each model; a refusal of the library is its exception."""
    lines = []
    for number in range(COUNT):
        cls, config, tensors = random_case(f"recorded/{number}")
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder) / "model", config, tensors)
            said = answer(cls, Path(folder) / "model")
        lines.append(json.dumps({
            "class": cls, "config": config, "tensors": {name: list(tensor.shape) for name, tensor in tensors.items()},
            **(said if isinstance(said, dict) else {"raises": said.partition("(")[0]})}))
    (Path(TESTDATA) / "relatives" / "damaged.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    assert transformers.__version__ == "5.23.0"
    main()
