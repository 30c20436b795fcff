"""`bertconv verify` says of damaged models of BERT's relatives what transformers 5.23 says: the same three lists."""

import pytest

from bertconv_fixtures.relatives.damage import answer, random_case, write
from bertconv_interop.bertconv import verify
from bertconv_interop.settings import COUNT, SEED


@pytest.mark.parametrize("number", range(COUNT))
def test_a_damaged_relative(number, tmp_path):
    """Loaded by its own class, another class or another architecture."""
    cls, config, tensors = random_case(f"{SEED}/{number}")
    write(tmp_path / "model", config, tensors)
    said = answer(cls, tmp_path / "model")
    code, report, stderr = verify(tmp_path / "model", "--headers-only", "--as", cls)
    if isinstance(said, str):
        assert code != 0, f"{cls}: the library raises {said}"
        return
    found = {key: sorted(entry["name"] for entry in report[key]) for key in said}
    assert found == said, f"{cls}: {stderr}"
    if said["missing"] or said["mismatched"]:
        assert code != 0
