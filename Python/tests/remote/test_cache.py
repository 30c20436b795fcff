"""huggingface_hub downloads from a hub, and bertconv reads the cache that it has written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BERTCONV = os.environ.get("BERTCONV", str(ROOT / ".build" / "debug" / "bertconv"))
MODEL = ROOT / "testdata" / "damage" / "healthy-BertModel"
DOWNLOAD = "import huggingface_hub as h; print(h.snapshot_download('org/tiny', revision={!r}))"


@pytest.fixture
def hub(tmp_path):
    """The environment of a hub that has the model, and of an empty home."""
    (tmp_path / "models" / "org").mkdir(parents=True)
    (tmp_path / "models" / "org" / "tiny").symlink_to(MODEL)
    server = subprocess.Popen(
        [sys.executable, ROOT / "Tests" / "RemoteServer" / "hub.py", tmp_path / "models"], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    port = server.stdout.readline().split()[0]
    yield {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "HF_ENDPOINT": f"http://127.0.0.1:{port}"}
    server.stdin.close()
    server.wait()


def run(environment, *command):
    return subprocess.run(command, env=environment, text=True, capture_output=True)


@pytest.mark.parametrize("revision", ["main", "refs/pr/7", "v1"])
@pytest.mark.parametrize("variable", ["HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME", None])
def test_the_cache_is_where_the_client_has_it(hub, tmp_path, revision, variable):
    environment = hub | ({variable: str(tmp_path / "elsewhere")} if variable else {})
    download = run(environment, sys.executable, "-c", DOWNLOAD.format(revision))
    assert download.returncode == 0, download.stderr
    snapshot = download.stdout.strip().splitlines()[-1]
    before = sorted(tmp_path.rglob("*"))
    place = f"hf://org/tiny@{revision}"
    offline = run(environment | {"HF_HUB_OFFLINE": "1"}, BERTCONV, "verify", place, "--format", "json")
    assert offline.returncode == 0, offline.stdout + offline.stderr
    assert snapshot in offline.stdout
    online = run(environment, BERTCONV, "inspect", place)
    assert online.returncode == 0, online.stderr
    assert f"read from the local cache, {snapshot}" in online.stderr
    # Nothing was written to it.
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", [
    "org/name", "org/name@main", "org/name@refs/pr/3", "org/name@refs/convert/onnx/a/b", "models/org/name@v1.0/a/b.bin",
    "org/name@a%2Fb", "datasets/org/name", "name", "org/name//a", "org/na--me"])
def test_names_are_split_as_by_the_client(hub, name):
    """What the client takes for a model is a model, with the same revision in the request."""
    parse = ("from huggingface_hub.utils._hf_uris import parse_hf_uri as p; u = p({!r}); "
             "print(u.type, u.id, u.revision or 'main')").format("hf://" + name)
    parsed = run(hub, sys.executable, "-c", parse)
    found = run(hub, BERTCONV, "inspect", f"hf://{name}")
    words = parsed.stdout.split()
    is_model = parsed.returncode == 0 and words[0] == "model" and "--" not in words[1]
    assert ("is not the name of a model" in found.stderr or "only models are read" in found.stderr) == (not is_model), (
        parsed, found)
