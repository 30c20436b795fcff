"""Every source is converted to every format, as a file and as a folder, and once to another type."""

import json
import os

import pytest

from bertconv_interop.bertconv import failure
from bertconv_interop.outputs import FILES, Output, convert, converted, made
from bertconv_interop.sources.case import saved

CASES = saved()


@pytest.mark.parametrize("case, folder, output", made())
def test_a_source_is_converted(case, folder, output):
    """A folder gets a config.json: the source's, but for the type of the weights."""
    run = convert(case, folder, output)
    assert not failure(run)
    if output.form == "folder":
        before, after = (json.loads((folder / name / "config.json").read_text()) for name in ("source", output.name))
        for field in ("dtype", "torch_dtype"):
            if before.get(field) is not None:
                before[field] = output.type(case)
        assert after == before


@pytest.mark.parametrize("form", ("folder", "file"))
@pytest.mark.parametrize(
    "case, folder", [pytest.param(case, folder, id=case.name) for case, folder in CASES if case.untied]
)
def test_what_tensorflow_cannot_hold_is_refused_by_name(case, folder, form):
    """Nothing is written."""
    output = Output(form, "tensorflow", "f32" if (form, case.dtype) == ("folder", "bfloat16") else "")
    run = convert(case, folder, output)
    place = folder / output.name
    assert run.returncode == 2
    assert not place.exists() or not os.listdir(place)
    assert "cls.predictions.decoder" in run.stderr
    assert "has no place for it" in run.stderr


@pytest.mark.parametrize("target", FILES)
@pytest.mark.parametrize("case, folder", [pytest.param(case, folder, id=case.name) for case, folder in CASES])
def test_a_file_and_a_folder_have_the_same_weights(case, folder, target):
    """Byte for byte. A model in shards has files of other names; of bfloat16, the folder for TensorFlow is float32."""
    if target == "tensorflow" and (case.untied or case.dtype == "bfloat16"):
        pytest.skip("there are not both")
    paths = [converted(case, folder, Output(form, target)) for form in ("file", "folder")]
    names = [sorted(path.name for path in place.iterdir() if path.name.startswith(FILES[target].partition(".")[0]))
             for place in paths]
    assert names[0] and names[0] == names[1]
    for name in names[0]:
        assert (paths[0] / name).read_bytes() == (paths[1] / name).read_bytes()
